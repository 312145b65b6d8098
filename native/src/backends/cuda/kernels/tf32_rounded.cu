// Convolution in TF32: over factors in float32 that are rounded to it, on the matrix units.
#include "backends/cuda/kernels/device/convolution/tf32_product.h"

using namespace sige::cuda;

SIGE_KERNEL(256) sige_tf32_rounded_f32(const ConvolutionArgs a) {
    convolve<Float32Weights, RoundedTf32Product>(a);
}
SIGE_KERNEL(256) sige_tf32_rounded_f16(const ConvolutionArgs a) {
    convolve<Float16Weights, RoundedTf32Product>(a);
}
SIGE_KERNEL(256) sige_tf32_rounded_bf16(const ConvolutionArgs a) {
    convolve<Bfloat16Weights, RoundedTf32Product>(a);
}

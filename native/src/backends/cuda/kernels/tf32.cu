// Convolution in float32 on the matrix units, by three products of TF32 for each.
#include "backends/cuda/kernels/device/convolution/tf32_product.h"

using namespace sige::cuda;

SIGE_KERNEL(256) sige_tf32_f32(const ConvolutionArgs a) {
    convolve<Float32Weights, Tf32Product>(a);
}
SIGE_KERNEL(256) sige_tf32_f16(const ConvolutionArgs a) {
    convolve<Float16Weights, Tf32Product>(a);
}
SIGE_KERNEL(256) sige_tf32_bf16(const ConvolutionArgs a) {
    convolve<Bfloat16Weights, Tf32Product>(a);
}

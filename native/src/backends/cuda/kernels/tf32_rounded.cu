// Convolution in TF32: over factors in float32 that are rounded to it, on the matrix units.
#include "backends/cuda/kernels/device/convolution/tf32_product.h"

namespace sige::cuda {

template <class Weights>
SIGE_DEVICE void convolve_in_rounded_tf32(const ConvolutionArgs& a) {
    convolve<Weights, RoundedTf32Product>(a);
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNELS_OF_WEIGHTS(256, tf32_rounded, ConvolutionArgs, convolve_in_rounded_tf32)

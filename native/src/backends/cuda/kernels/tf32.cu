// Convolution in float32 on the matrix units, by three products of TF32 for each.
#include "backends/cuda/kernels/device/convolution/tf32_product.h"

namespace sige::cuda {

template <class Weights>
SIGE_DEVICE void convolve_in_tf32(const ConvolutionArgs& a) {
    convolve<Weights, Tf32Product>(a);
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNELS_OF_WEIGHTS(256, tf32, ConvolutionArgs, convolve_in_tf32)

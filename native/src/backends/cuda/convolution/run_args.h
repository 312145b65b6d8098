// A convolution call as its kernels take it.
#pragma once

#include "backends/cuda/convolution/convolution.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {

// All but how a sum is cut.
ConvolutionArgs convolution_args(CudaQueue& queue, const CudaConvolution& convolution,
                                 const ConvolutionCall& call);

// Output pixels of the whole batch.
inline int64_t rows_of(const ConvolutionCall& call) {
    return call.dst.n * (call.active != nullptr ? call.active->count() : call.dst.pixels());
}

// The kernel for the type of the packed weights.
inline Kernel for_weights(sige_dtype dtype, Kernel f32, Kernel f16, Kernel bf16) {
    if (dtype == SIGE_DTYPE_F16) return f16;
    return dtype == SIGE_DTYPE_BF16 ? bf16 : f32;
}

}  // namespace sige::cuda

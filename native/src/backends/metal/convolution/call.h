// A convolution call as kernels' parameters and arguments.
#pragma once

#include "backends/metal/convolution/convolution.h"
#include "backends/metal/operators/views.h"
#include "backends/metal/stream.h"

namespace sige::metal {

// Output pixels of all images.
inline int64_t row_count(const ConvolutionCall& call) {
    return static_cast<int64_t>(call.dst.n) * pixel_count(call.active, call.dst.size());
}

parameters::Convolution parameters_of(const MetalConvolution& convolution, const ConvolutionCall& call);

// A kernel of SIGE_CONVOLUTION_ARGUMENTS, and the weights that it reads; `partial` is null but for direct
// kernels with slices.
struct Launch {
    Kernel kernel;
    Grid grid;
    Id weights, partial;
};
void run_kernel(Stream& stream, const Launch& launch, const parameters::Convolution& p,
                const MetalConvolution& convolution, const ConvolutionCall& call);

// One of three kernels by the type of the weights.
struct WeightKernels {
    Kernel f32, f16, bf16;

    Kernel of(sige_dtype dtype) const {
        if (dtype == SIGE_DTYPE_F16) return f16;
        return dtype == SIGE_DTYPE_BF16 ? bf16 : f32;
    }
};

}  // namespace sige::metal

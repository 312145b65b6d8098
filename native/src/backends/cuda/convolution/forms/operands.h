// The operands of the matrix units' kernels: which of a call lie in memory as those read them, and the
// rounding of the others.
#pragma once

#include "backends/cuda/convolution/run_args.h"

namespace sige::cuda {

// The kernels for one type of factors.
struct FactorKernels {
    sige_dtype factors;
    OwnWeights own;
    Kernel small, large;  // tiles of 64 x 64 and 128 x 128
    Kernel round_source;
    Kernel weights_f32, weights_f16, weights_bf16;
};

// How the operands of a call are laid out: which lie ready, and the others' values.
struct OperandLayout {
    OperandLayout(const FactorKernels& family, const CudaConvolution& convolution,
                  const ConvolutionCall& call, bool assumes_kept);

    const bool is_split;
    const int64_t padded_channels[2];
    const bool is_ready[2];
    const int64_t rounded_width, rounded_values;
    const bool has_ready_weights;
    const int64_t of_filter, rounded_weights;
};

// Rounds the sources that do not lie ready, and says where the kernels read them.
void prepare_sources(CudaQueue& queue, const FactorKernels& family, const OperandLayout& layout,
                     unsigned short* rounded, MatrixArgs& args);
// The same of weights.
void prepare_weights(CudaQueue& queue, const FactorKernels& family, const CudaConvolution& convolution,
                     const OperandLayout& layout, unsigned short* rounded, MatrixArgs& args);

// What dense weights take in the family's factors, where packed ones are of another type, else 0.
uint64_t rounded_bytes(const FactorKernels& family, const CudaConvolution& convolution);
// Weights rounded in the layout of the packed ones, without padding.
Block rounded_weights(CudaQueue& queue, const FactorKernels& family, const CudaConvolution& convolution);

}  // namespace sige::cuda

// The ways in which Metal computes convolutions, in order of preference, and the choice between them.
#pragma once

#include "backends/metal/convolution/convolution.h"
#include "backends/metal/stream.h"

namespace sige::metal {

struct Form {
    const char* name;
    // Why the form cannot compute a run, or without a call any run; null if it can.
    const char* (*refuse)(const ConvolutionShape& shape, const ConvolutionCall* call);
    // Estimated microseconds of a GPU of eight cores, M1's, that does nothing else but read these weights.
    double (*cost)(const PanelWeights& weights, const MetalConvolution& convolution,
                   const ConvolutionCall& call);
    void (*run)(Stream& stream, const PanelWeights& weights, const MetalConvolution& convolution,
                const ConvolutionCall& call);
    bool reads_rounded;  // rather than packed weights, where they are kept
};

// What weights of a form's own take, kept or not.
uint64_t kept_bytes(const Form& form, const MetalConvolution& convolution);
// What a run of a form reads, or would read if its own were kept.
PanelWeights weights_of(const Form& form, const MetalConvolution& convolution, bool assumes_kept);

// Ids count from one.
int32_t form_count();
const Form& form_of(int32_t id);
// Fails unless there is a form of this id and it computes the convolution, or with a call this run of it.
const Form& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id);

// Bit i of `assumed_kept` costs form i as if its weights were kept.
ConvolutionCosts cost_convolution(const MetalConvolution& convolution, const ConvolutionCall& call,
                                  uint64_t assumed_kept);

}  // namespace sige::metal

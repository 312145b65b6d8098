// The ways in which Metal computes convolutions, in order of preference, and the choice between them. None
// keeps weights of its own.
#pragma once

#include "backends/metal/convolution/convolution.h"
#include "backends/metal/stream.h"

namespace sige::metal {

struct Form {
    const char* name;
    // Why the form cannot compute a run, or without a call any run; null if it can.
    const char* (*refuse)(const ConvolutionShape& shape, const ConvolutionCall* call);
    // Estimated microseconds of a GPU of eight cores, M1's, that does nothing else.
    double (*cost)(const MetalConvolution& convolution, const ConvolutionCall& call);
    void (*run)(Stream& stream, const MetalConvolution& convolution, const ConvolutionCall& call);
};

// Ids count from one.
int32_t form_count();
const Form& form_of(int32_t id);
// Fails unless there is a form of this id and it computes the convolution, or with a call this run of it.
const Form& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id);

ConvolutionCosts cost_convolution(const MetalConvolution& convolution, const ConvolutionCall& call);

}  // namespace sige::metal

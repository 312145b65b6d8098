// Which form runs a call, and how many of its images at once.
#pragma once

#include "backends/cpu/convolution/forms/form.h"

namespace sige::cpu {

// The cheapest form of a call, or the one that it forces, refused with the form's reason where it does not
// apply.
int32_t choose_form(const Kernels& kernels, const HostConvolution& convolution, const ConvolutionCall& call);

// How the images of a call lie in the pixels of dst and in those of the sources: all stacked, or each by
// itself.
struct Stacks {
    Stack dst, source;
};
Stacks stacks_of(const ConvolutionForm& form, const ConvolutionShape& shape, const ConvolutionCall& call);

// What the cost model says of the call and of every form; each is costed once. Bit i of `assumed_kept` costs
// form i as if its weights were kept.
ConvolutionCosts cost_convolution(const Kernels& kernels, const HostConvolution& convolution,
                                  const ConvolutionCall& call, uint64_t assumed_kept);

}  // namespace sige::cpu

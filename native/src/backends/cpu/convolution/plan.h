// Which form runs a call.
#pragma once

#include "backends/cpu/convolution/forms/form.h"

namespace sige::cpu {

struct ChosenForm {
    int32_t id;
    double cost;  // of the whole batch
    bool kept;    // whether the form's own weights are kept, or assumed to be
};

// The cheapest form of a call, or the one that it forces, refused with the form's reason where it does not
// apply. Bit i of `assumed_kept` costs form i as if its weights were kept.
ChosenForm choose_form(const Kernels& kernels, const HostConvolution& convolution,
                       const ConvolutionCall& call, uint64_t assumed_kept);

// What the cost model says of every form, in the order of the table.
std::vector<sige_form_candidate> form_candidates(const Kernels& kernels, const HostConvolution& convolution,
                                                 const ConvolutionCall& call, uint64_t assumed_kept);

sige_convolution_plan plan_convolution(const Kernels& kernels, const HostConvolution& convolution,
                                       const ConvolutionCall& call, uint64_t assumed_kept);

}  // namespace sige::cpu

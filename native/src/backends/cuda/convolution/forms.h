// The forms of a CUDA device, ways to compute convolutions: their table, and which of them runs a call.
#pragma once

#include <span>

#include "backends/cuda/convolution/convolution.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {

struct ConvolutionForm {
    const char* name;
    // Why the form cannot compute a run of this shape, or without a call any run; null if it can. A clause
    // that fits behind a colon; it lives for ever.
    const char* (*refuse)(const ConvolutionShape& shape, const ConvolutionCall* call);
    // Estimated microseconds on the device of a call that the form does not refuse; as if weights of the
    // form's own were kept, too.
    double (*cost)(const Context& context, const CudaConvolution& convolution, const ConvolutionCall& call,
                   bool assumes_kept);
    void (*run)(CudaQueue& queue, const CudaConvolution& convolution, const ConvolutionCall& call);
    // The form's own weights, what they take, which may be nothing, and what makes them; none, and null.
    OwnWeights own = OwnWeights::kNone;
    uint64_t (*own_bytes)(const CudaConvolution& convolution) = nullptr;
    Block (*make_own)(CudaQueue& queue, const CudaConvolution& convolution) = nullptr;
};

// What weights of a form's own take, kept or not.
inline uint64_t kept_bytes(const ConvolutionForm& form, const CudaConvolution& convolution) {
    const bool has_none = form.own_bytes == nullptr || form.refuse(convolution.shape, nullptr) != nullptr;
    return has_none ? 0 : form.own_bytes(convolution);
}

// In order of preference: the first of equal cost is chosen. A form's id is its place, counted from one.
std::span<const ConvolutionForm> convolution_forms();

inline int32_t form_count() {
    return static_cast<int32_t>(convolution_forms().size());
}
inline const ConvolutionForm& form_of(int32_t id) {
    return convolution_forms()[static_cast<size_t>(id - 1)];
}

// Fails unless there is a form of this id and it computes the run, with the form's reason.
const ConvolutionForm& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id);

// The cheapest form of a call, or the one that it forces.
int32_t choose_form(const Context& context, const CudaConvolution& convolution, const ConvolutionCall& call);

// Bit i of `assumed_kept` costs form i as if its weights were kept.
ConvolutionCosts cost_convolution(const Context& context, const CudaConvolution& convolution,
                                  const ConvolutionCall& call, uint64_t assumed_kept);

}  // namespace sige::cuda

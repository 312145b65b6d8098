// The contract of a form, one way to compute convolutions, and the table of those there are (forms.inc).
#pragma once

#include <span>

#include "backends/cpu/convolution/image_call.h"

namespace sige::cpu {

struct ConvolutionForm {
    const char* name;

    // Why the form cannot compute a run of a convolution of this shape, or null if it can; without a call,
    // why it can compute no run at all. A clause that fits behind a colon; it lives for ever.
    const char* (*refuse)(const ConvolutionShape& shape, const ConvolutionCall* call);

    // Estimated time of so many images at once of a call that the form does not refuse, see cost.h. With
    // `kept` as if the form's own weights were kept, else as if they were made on the way.
    double (*cost)(const Kernels& kernels, const HostConvolution& convolution, const ConvolutionCall& call,
                   int32_t images, bool kept);

    // Computes one image, or several that are stacked.
    void (*run)(const ImageCall& image);

    // For a form that can keep weights of its own, else null: what they take, and how they are made from the
    // packed ones into zeroed memory.
    uint64_t (*kept_bytes)(const HostConvolution& convolution) = nullptr;
    void (*prepare)(const HostConvolution& convolution, Context context, void* kept) = nullptr;

    // Whether all images of a call are computed at once, so that weights are read once for all; null for
    // never.
    bool (*stacks)(const ConvolutionShape& shape, const ConvolutionCall& call) = nullptr;
};

// The forms in order of preference: the first of equal cost is chosen. A form's id is its place, counted from
// one.
std::span<const ConvolutionForm> convolution_forms();

inline int32_t form_count() {
    return static_cast<int32_t>(convolution_forms().size());
}
inline const ConvolutionForm& form_of(int32_t id) {
    return convolution_forms()[static_cast<size_t>(id - 1)];
}

// Fails unless there is a form of this id and it computes the convolution, or with a call (else null) this
// run of it; the message gives the form's reason.
const ConvolutionForm& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id);

}  // namespace sige::cpu

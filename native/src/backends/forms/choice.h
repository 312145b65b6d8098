// What backends share of the choice among their forms, the ways in which they compute convolutions: a form's
// id is its place in their table, counted from one, and the first of equal cost is chosen.
#pragma once

#include <span>

#include "core/error.h"
#include "core/queue.h"

namespace sige {

// Fails unless there is a form of this id and it computes the convolution, or with a call (else null) this
// run of it; the message gives the form's reason.
template <class Form>
const Form& require_form_of(std::span<const Form> forms, const ConvolutionShape& shape,
                            const ConvolutionCall* call, int32_t id) {
    const int32_t count = static_cast<int32_t>(forms.size());
    SIGE_REQUIRE(id >= 1 && id <= count, "form is %d, expected 1 to %d", id, count);
    const Form& form = forms[static_cast<size_t>(id - 1)];
    if (const char* reason = form.refuse(shape, call))
        fail(SIGE_STATUS_UNSUPPORTED, "form %s cannot compute a %dx%d convolution with stride %d here: %s",
             form.name, shape.kh, shape.kw, shape.sh, reason);
    return form;
}

// The row of the form that is to run: the one that is forced, or the cheapest; fails if all refuse.
// `candidate` makes the row of an id, `each` is given every row.
template <class Candidate, class Each>
sige_form_candidate choose_candidate(int32_t count, int32_t forced, const Candidate& candidate,
                                     const Each& each) {
    sige_form_candidate chosen{};
    for (int32_t id = 1; id <= count; ++id) {
        const sige_form_candidate row = candidate(id);
        const bool is_better = row.refusal == nullptr && (chosen.form == 0 || row.cost < chosen.cost);
        if (forced == SIGE_FORM_AUTO ? is_better : id == forced) chosen = row;
        each(row);
    }
    if (chosen.form == 0) fail(SIGE_STATUS_UNSUPPORTED, "no form computes this convolution");
    return chosen;
}

// The same, with every row beside it; pixels, multiply-adds and bytes are still to be counted.
template <class Candidate>
ConvolutionCosts compare_forms(int32_t count, int32_t forced, const Candidate& candidate) {
    ConvolutionCosts costs;
    const sige_form_candidate chosen =
        choose_candidate(count, forced, candidate,
                         [&](const sige_form_candidate& row) { costs.forms[costs.form_count++] = row; });
    costs.run.form = chosen.form;
    costs.run.cost = chosen.cost;
    return costs;
}

// Bytes of one pixel's channels in the sources and in dst.
double pixel_bytes(const ConvolutionCall& call);

// Counts a run of some pixels of each image: multiply-adds in direct arithmetic, and bytes of weights,
// sources and results.
void count_run(sige_convolution_costs& run, const ConvolutionShape& shape, const ConvolutionCall& call,
               int64_t pixels, uint64_t weight_bytes);

// Of a form that has no weights of its own to keep.
[[noreturn]] void refuse_to_keep(const char* form);

}  // namespace sige

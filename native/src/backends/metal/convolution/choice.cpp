// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/forms/choice.h"
#include "backends/metal/convolution/call.h"
#include "backends/metal/convolution/forms.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

PanelWeights weights_of(const MetalConvolution& convolution, int32_t id, uint64_t assumed_kept) {
    return weights_of(form_of(id), convolution, (assumed_kept >> id & 1) != 0);
}

sige_form_candidate candidate(const MetalConvolution& convolution, const ConvolutionCall& call, int32_t id,
                              uint64_t assumed_kept) {
    sige_form_candidate row{};
    row.form = id;
    row.refusal = form_of(id).refuse(convolution.shape, &call);
    if (row.refusal == nullptr)
        row.cost = form_of(id).cost(weights_of(convolution, id, assumed_kept), convolution, call);
    return row;
}

}  // namespace

ConvolutionCosts cost_convolution(const MetalConvolution& convolution, const ConvolutionCall& call,
                                  uint64_t assumed_kept) {
    if (call.form != SIGE_FORM_AUTO) require_form(convolution.shape, &call, call.form);
    ConvolutionCosts costs = compare_forms(
        form_count(), call.form, [&](int32_t id) { return candidate(convolution, call, id, assumed_kept); });
    count_run(costs.run, convolution.shape, call, pixel_count(call.active, call.dst.size()),
              weights_of(convolution, costs.run.form, assumed_kept).bytes);
    return costs;
}

void MetalQueue::keep_form(Convolution& convolution, int32_t form) {
    const Pool pool;
    MetalConvolution& own = static_cast<MetalConvolution&>(convolution);
    const Form& kept = require_form(own.shape, nullptr, form);
    if (kept_bytes(kept, own) == 0) refuse_to_keep(kept.name);
    own.keep_rounded(stream_.gpu());
}

ConvolutionCosts MetalQueue::cost_run(const ConvolutionCall& call, uint64_t assumed_kept) {
    return cost_convolution(static_cast<MetalConvolution&>(*call.convolution), call, assumed_kept);
}

void MetalQueue::run(const ConvolutionCall& call) {
    const Pool pool;
    const MetalConvolution& convolution = static_cast<MetalConvolution&>(*call.convolution);
    const int64_t rows = row_count(call);
    SIGE_REQUIRE(rows <= INT32_MAX, "dst has %lld pixels in all images, expected at most %d",
                 static_cast<long long>(rows), INT32_MAX);
    const Form& form = form_of(cost_convolution(convolution, call, 0).run.form);
    form.run(stream_, weights_of(form, convolution, false), convolution, call);
}

}  // namespace sige::metal

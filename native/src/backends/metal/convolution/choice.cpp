// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/forms/choice.h"
#include "backends/metal/convolution/call.h"
#include "backends/metal/convolution/forms.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

sige_form_candidate candidate(const MetalConvolution& convolution, const ConvolutionCall& call, int32_t id) {
    sige_form_candidate row{};
    row.form = id;
    row.refusal = form_of(id).refuse(convolution.shape, &call);
    if (row.refusal == nullptr) row.cost = form_of(id).cost(convolution, call);
    return row;
}

}  // namespace

ConvolutionCosts cost_convolution(const MetalConvolution& convolution, const ConvolutionCall& call) {
    if (call.form != SIGE_FORM_AUTO) require_form(convolution.shape, &call, call.form);
    ConvolutionCosts costs =
        compare_forms(form_count(), call.form, [&](int32_t id) { return candidate(convolution, call, id); });
    count_run(costs.run, convolution.shape, pixel_count(call.active, call.dst.size()), call.dst.n,
              convolution.panels().bytes());
    return costs;
}

void MetalQueue::keep_form(Convolution& convolution, int32_t form) {
    refuse_to_keep(require_form(convolution.shape, nullptr, form).name);
}

ConvolutionCosts MetalQueue::cost_run(const ConvolutionCall& call, uint64_t) {
    return cost_convolution(static_cast<MetalConvolution&>(*call.convolution), call);
}

void MetalQueue::run(const ConvolutionCall& call) {
    const Pool pool;
    const MetalConvolution& convolution = static_cast<MetalConvolution&>(*call.convolution);
    const int64_t rows = row_count(call);
    SIGE_REQUIRE(rows <= INT32_MAX, "dst has %lld pixels in all images, expected at most %d",
                 static_cast<long long>(rows), INT32_MAX);
    form_of(cost_convolution(convolution, call).run.form).run(stream_, convolution, call);
}

}  // namespace sige::metal

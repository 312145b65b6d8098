// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/metal/convolution/call.h"
#include "backends/metal/convolution/forms.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

// A count that shapes without buffers may drive past 64 bits.
int64_t saturated(double count) {
    constexpr double kLimit = 9223372036854774784.0;  // the largest float64 below 2^63
    return count > kLimit ? INT64_MAX : static_cast<int64_t>(count);
}

sige_form_candidate candidate(const MetalConvolution& convolution, const ConvolutionCall& call, int32_t id) {
    sige_form_candidate row{};
    row.form = id;
    row.refusal = form_of(id).refuse(convolution.shape, &call);
    if (row.refusal == nullptr) row.cost = form_of(id).cost(convolution, call);
    return row;
}

// The first of equal cost is taken: forms stand in order of preference.
bool is_better(const sige_form_candidate& row, const sige_form_candidate& best) {
    return row.refusal == nullptr && (best.form == 0 || row.cost < best.cost);
}

void count_work(const MetalConvolution& convolution, const ConvolutionCall& call,
                sige_convolution_costs& run) {
    const ConvolutionShape& s = convolution.shape;
    const double rows = static_cast<double>(row_count(call));
    run.pixels = pixel_count(call.active, call.dst.size());
    run.macs = saturated(rows * s.taps() * s.oc * (s.depthwise ? 1 : s.ic));
    run.bytes = saturated(static_cast<double>(convolution.panels().bytes()) +
                          rows * sizeof(float) * (static_cast<double>(s.ic) + s.dst_channels()));
}

}  // namespace

ConvolutionCosts cost_convolution(const MetalConvolution& convolution, const ConvolutionCall& call) {
    const bool is_forced = call.form != SIGE_FORM_AUTO;
    if (is_forced) require_form(convolution.shape, &call, call.form);
    ConvolutionCosts costs;
    sige_form_candidate chosen{};
    for (int32_t id = 1; id <= form_count(); ++id) {
        const sige_form_candidate row = candidate(convolution, call, id);
        costs.forms[costs.form_count++] = row;
        if (is_forced ? id == call.form : is_better(row, chosen)) chosen = row;
    }
    if (chosen.form == 0) fail(SIGE_STATUS_UNSUPPORTED, "no form computes this convolution");
    count_work(convolution, call, costs.run);
    costs.run.form = chosen.form;
    costs.run.cost = chosen.cost;
    return costs;
}

void MetalQueue::keep_form(Convolution& convolution, int32_t form) {
    const Form& kept = require_form(convolution.shape, nullptr, form);
    SIGE_REQUIRE(false, "form %s keeps no weights of its own", kept.name);
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

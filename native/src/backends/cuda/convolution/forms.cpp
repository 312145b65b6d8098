#include "backends/cuda/convolution/forms.h"

namespace sige::cuda {

ConvolutionForm direct_form();
ConvolutionForm labels_form();
ConvolutionForm depthwise_form();
ConvolutionForm bfloat16_form();
ConvolutionForm float16_form();

std::span<const ConvolutionForm> convolution_forms() {
    static const ConvolutionForm forms[] = {direct_form(), labels_form(), depthwise_form(), bfloat16_form(),
                                            float16_form()};
    return forms;
}

const ConvolutionForm& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id) {
    SIGE_REQUIRE(id >= 1 && id <= form_count(), "form is %d, expected 1 to %d", id, form_count());
    const ConvolutionForm& form = form_of(id);
    if (const char* reason = form.refuse(shape, call))
        fail(SIGE_STATUS_UNSUPPORTED, "form %s cannot compute a %dx%d convolution with stride %d here: %s",
             form.name, shape.kh, shape.kw, shape.sh, reason);
    return form;
}

namespace {

// A count that shapes without buffers may drive past 64 bits.
int64_t saturated(double count) {
    constexpr double kLimit = 9223372036854774784.0;  // the largest float64 below 2^63
    return count > kLimit ? INT64_MAX : static_cast<int64_t>(count);
}

sige_form_candidate candidate(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
                              int32_t id) {
    sige_form_candidate row{};
    row.form = id;
    row.refusal = form_of(id).refuse(c.shape, &call);
    if (row.refusal == nullptr) row.cost = form_of(id).cost(context, c, call);
    return row;
}

}  // namespace

ConvolutionCosts cost_convolution(const Context& context, const CudaConvolution& c,
                                  const ConvolutionCall& call) {
    const bool is_forced = call.form != SIGE_FORM_AUTO;
    if (is_forced) require_form(c.shape, &call, call.form);
    ConvolutionCosts costs;
    sige_form_candidate chosen{};
    for (int32_t id = 1; id <= form_count(); ++id) {
        const sige_form_candidate row = candidate(context, c, call, id);
        costs.forms[costs.form_count++] = row;
        const bool is_better = row.refusal == nullptr && (chosen.form == 0 || row.cost < chosen.cost);
        if (is_forced ? id == call.form : is_better) chosen = row;
    }
    if (chosen.form == 0) fail(SIGE_STATUS_UNSUPPORTED, "no form computes this convolution");
    const ConvolutionShape& s = c.shape;
    const double pixels =
        call.active != nullptr ? call.active->count() : static_cast<double>(call.dst.pixels());
    const double rows = pixels * call.dst.n;
    costs.run.form = chosen.form;
    costs.run.pixels = static_cast<int64_t>(pixels);
    costs.run.macs = saturated(rows * s.taps() * s.oc * (s.depthwise ? 1 : s.ic));
    costs.run.bytes = saturated(static_cast<double>(c.info().weight_bytes) +
                                rows * sizeof(float) * (static_cast<double>(s.ic) + s.dst_channels()));
    costs.run.cost = chosen.cost;
    return costs;
}

int32_t choose_form(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return cost_convolution(context, c, call).run.form;
}

void CudaQueue::keep_form(Convolution& convolution, int32_t form) {
    const ConvolutionForm& kept = require_form(convolution.shape, nullptr, form);
    fail(SIGE_STATUS_INVALID_ARGUMENT, "form %s keeps no weights of its own", kept.name);
}

ConvolutionCosts CudaQueue::cost_run(const ConvolutionCall& call, uint64_t) {
    return cost_convolution(runtime_->context(), static_cast<CudaConvolution&>(*call.convolution), call);
}

void CudaQueue::execute(const ConvolutionCall& call) {
    const CudaConvolution& convolution = static_cast<CudaConvolution&>(*call.convolution);
    form_of(choose_form(runtime_->context(), convolution, call)).run(*this, convolution, call);
}

double CudaQueue::peak(int) {
    fail(SIGE_STATUS_UNSUPPORTED, "the CUDA backend has no loop of register-only multiply-adds");
}

}  // namespace sige::cuda

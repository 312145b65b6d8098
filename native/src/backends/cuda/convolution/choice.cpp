// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/forms/choice.h"

#include "backends/cuda/convolution/forms.h"

namespace sige::cuda {
namespace {

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
    if (call.form != SIGE_FORM_AUTO) require_form(c.shape, &call, call.form);
    ConvolutionCosts costs =
        compare_forms(form_count(), call.form, [&](int32_t id) { return candidate(context, c, call, id); });
    count_run(costs.run, c.shape, call, call.active != nullptr ? call.active->count() : call.dst.pixels(),
              c.info().weight_bytes);
    return costs;
}

int32_t choose_form(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return cost_convolution(context, c, call).run.form;
}

void CudaQueue::keep_form(Convolution& convolution, int32_t form) {
    refuse_to_keep(require_form(convolution.shape, nullptr, form).name);
}

ConvolutionCosts CudaQueue::cost_run(const ConvolutionCall& call, uint64_t) {
    return cost_convolution(runtime_->context(), static_cast<CudaConvolution&>(*call.convolution), call);
}

void CudaQueue::execute(const ConvolutionCall& call) {
    const CudaConvolution& convolution = static_cast<CudaConvolution&>(*call.convolution);
    form_of(choose_form(runtime_->context(), convolution, call)).run(*this, convolution, call);
}

}  // namespace sige::cuda

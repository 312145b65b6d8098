// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/forms/choice.h"

#include "backends/cuda/convolution/forms.h"

namespace sige::cuda {
namespace {

sige_form_candidate candidate(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
                              int32_t id, uint64_t assumed_kept) {
    sige_form_candidate row{};
    row.form = id;
    row.refusal = form_of(id).refuse(c.shape, &call);
    if (row.refusal == nullptr) row.cost = form_of(id).cost(context, c, call, (assumed_kept >> id & 1) != 0);
    return row;
}

// What a run of a form reads, or would read if its own were kept.
uint64_t weight_bytes(const CudaConvolution& c, int32_t id, uint64_t assumed_kept) {
    const uint64_t own = kept_bytes(form_of(id), c);
    const bool is_kept = own > 0 && ((assumed_kept >> id & 1) != 0 || c.own(form_of(id).own) != 0);
    return is_kept ? own : c.info().weight_bytes;
}

}  // namespace

ConvolutionCosts cost_convolution(const Context& context, const CudaConvolution& c,
                                  const ConvolutionCall& call, uint64_t assumed_kept) {
    if (call.form != SIGE_FORM_AUTO) require_form(c.shape, &call, call.form);
    ConvolutionCosts costs = compare_forms(
        form_count(), call.form, [&](int32_t id) { return candidate(context, c, call, id, assumed_kept); });
    count_run(costs.run, c.shape, call, call.active != nullptr ? call.active->count() : call.dst.pixels(),
              weight_bytes(c, costs.run.form, assumed_kept));
    return costs;
}

int32_t choose_form(const Context& context, const CudaConvolution& c, const ConvolutionCall& call) {
    return cost_convolution(context, c, call, 0).run.form;
}

void CudaQueue::keep_form(Convolution& convolution, int32_t form) {
    CudaConvolution& it = static_cast<CudaConvolution&>(convolution);
    const ConvolutionForm& kept = require_form(it.shape, nullptr, form);
    if (kept_bytes(kept, it) == 0) refuse_to_keep(kept.name);
    if (it.own(kept.own) != 0) return;
    require_no_capture("keeping weights");
    Block weights;
    enqueue([&] { weights = kept.make_own(*this, it); });
    // Runs on other queues may read them next.
    wait();
    it.keep(kept.own, std::move(weights));
}

ConvolutionCosts CudaQueue::cost_run(const ConvolutionCall& call, uint64_t assumed_kept) {
    return cost_convolution(runtime_->context(), static_cast<CudaConvolution&>(*call.convolution), call,
                            assumed_kept);
}

void CudaQueue::execute(const ConvolutionCall& call) {
    const CudaConvolution& convolution = static_cast<CudaConvolution&>(*call.convolution);
    form_of(choose_form(runtime_->context(), convolution, call)).run(*this, convolution, call);
}

}  // namespace sige::cuda

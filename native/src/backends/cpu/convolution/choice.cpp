// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/cpu/convolution/choice.h"

#include <bit>

#include "backends/forms/choice.h"

namespace sige::cpu {
namespace {

bool is_kept(const HostConvolution& c, int32_t id, uint64_t assumed_kept) {
    return c.kept(id) != nullptr || (form_of(id).kept_bytes != nullptr && (assumed_kept >> id & 1) != 0);
}

sige_form_candidate candidate(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call,
                              int32_t id, uint64_t assumed_kept) {
    sige_form_candidate row{};
    row.form = id;
    row.refusal = form_of(id).refuse(c.shape, &call);
    if (row.refusal == nullptr) {
        const Stack stack = stacks_of(form_of(id), c.shape, call).dst;
        row.cost = form_of(id).cost(kernels, c, call, stack.images, is_kept(c, id, assumed_kept)) *
                   (call.dst.n / stack.images);
    }
    return row;
}

// Room between two stacked images: what filters and tiles that hang over an edge read.
constexpr int32_t kOverhang = 8;

}  // namespace

Stacks stacks_of(const ConvolutionForm& form, const ConvolutionShape& shape, const ConvolutionCall& call) {
    const bool powers = std::has_single_bit(static_cast<uint32_t>(shape.sh));
    if (call.dst.n == 1 || !powers || form.stacks == nullptr || !form.stacks(shape, call)) return {};
    const int64_t rows = static_cast<int64_t>(call.dst.h) + shape.pt + shape.kh + kOverhang;
    const int shift = std::bit_width(static_cast<uint64_t>(rows - 1));
    const int source = shift + std::countr_zero(static_cast<uint32_t>(shape.sh));
    if (static_cast<int64_t>(call.dst.n) << source > INT32_MAX / 2) return {};
    return {Stack{call.dst.n, shift}, Stack{call.dst.n, source}};
}

int32_t choose_form(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call) {
    if (call.form != SIGE_FORM_AUTO) {
        require_form(c.shape, &call, call.form);
        return call.form;
    }
    const auto row = [&](int32_t id) { return candidate(kernels, c, call, id, 0); };
    return choose_candidate(form_count(), SIGE_FORM_AUTO, row, [](const sige_form_candidate&) {}).form;
}

ConvolutionCosts cost_convolution(const Kernels& kernels, const HostConvolution& c,
                                  const ConvolutionCall& call, uint64_t assumed_kept) {
    if (call.form != SIGE_FORM_AUTO) require_form(c.shape, &call, call.form);
    ConvolutionCosts costs = compare_forms(
        form_count(), call.form, [&](int32_t id) { return candidate(kernels, c, call, id, assumed_kept); });
    const int32_t form = costs.run.form;
    count_run(costs.run, c.shape, call, PixelRange(call.active, Size{call.dst.h, call.dst.w}).count(),
              is_kept(c, form, assumed_kept) ? form_of(form).kept_bytes(c) : c.info().weight_bytes);
    return costs;
}

}  // namespace sige::cpu

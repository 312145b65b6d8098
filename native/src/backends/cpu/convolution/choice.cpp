// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/cpu/convolution/choice.h"

#include <bit>

namespace sige::cpu {
namespace {

// A count that shapes without buffers may drive past 64 bits.
int64_t saturated(double count) {
    constexpr double kLimit = 9223372036854774784.0;  // the largest float64 below 2^63
    return count > kLimit ? INT64_MAX : static_cast<int64_t>(count);
}

// Multiply-adds in direct arithmetic. A SPLIT modulation reads ic channels per filter from its own source.
int64_t macs_of(const ConvolutionShape& s, int64_t pixels, int32_t images) {
    return saturated(static_cast<double>(images) * static_cast<double>(pixels) * s.taps() * s.oc *
                     (s.depthwise ? 1 : s.ic));
}

int64_t bytes_of(const HostConvolution& c, uint64_t weights, int64_t pixels, int32_t images) {
    return saturated(static_cast<double>(weights) +
                     static_cast<double>(images) * static_cast<double>(pixels) * sizeof(float) *
                         (static_cast<double>(c.shape.ic) + c.shape.dst_channels()));
}

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

// The first of equal cost is taken: forms stand in order of preference.
bool is_better(const sige_form_candidate& row, const sige_form_candidate& best) {
    return row.refusal == nullptr && (best.form == 0 || row.cost < best.cost);
}

void require_some(int32_t form) {
    if (form == 0) fail(SIGE_STATUS_UNSUPPORTED, "no form computes this convolution");
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
    sige_form_candidate best{};
    for (int32_t id = 1; id <= form_count(); ++id) {
        const sige_form_candidate row = candidate(kernels, c, call, id, 0);
        if (is_better(row, best)) best = row;
    }
    require_some(best.form);
    return best.form;
}

ConvolutionCosts cost_convolution(const Kernels& kernels, const HostConvolution& c,
                                  const ConvolutionCall& call, uint64_t assumed_kept) {
    const bool is_forced = call.form != SIGE_FORM_AUTO;
    if (is_forced) require_form(c.shape, &call, call.form);
    ConvolutionCosts costs;
    sige_form_candidate chosen{};
    for (int32_t id = 1; id <= form_count(); ++id) {
        const sige_form_candidate row = candidate(kernels, c, call, id, assumed_kept);
        costs.forms[costs.form_count++] = row;
        if (is_forced ? id == call.form : is_better(row, chosen)) chosen = row;
    }
    require_some(chosen.form);
    const int64_t pixels = PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    const uint64_t weights =
        is_kept(c, chosen.form, assumed_kept) ? form_of(chosen.form).kept_bytes(c) : c.info().weight_bytes;
    costs.run.form = chosen.form;
    costs.run.pixels = pixels;
    costs.run.macs = macs_of(c.shape, pixels, call.dst.n);
    costs.run.bytes = bytes_of(c, weights, pixels, call.dst.n);
    costs.run.cost = chosen.cost;
    return costs;
}

}  // namespace sige::cpu

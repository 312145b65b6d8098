// Counts and costs of a call, and the choice between the forms that can run it.
#include "backends/cpu/convolution/plan.h"

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

double cost_of(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call, int32_t id,
               bool kept) {
    return form_of(id).cost(kernels, c, call, kept) * call.dst.n;
}

}  // namespace

ChosenForm choose_form(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call,
                       uint64_t assumed_kept) {
    if (call.form != SIGE_FORM_AUTO) {
        require_form(c.shape, &call, call.form);
        const bool kept = is_kept(c, call.form, assumed_kept);
        return {call.form, cost_of(kernels, c, call, call.form, kept), kept};
    }
    ChosenForm chosen{};
    for (int32_t id = 1; id <= form_count(); ++id) {
        if (form_of(id).refuse(c.shape, &call) != nullptr) continue;
        const bool kept = is_kept(c, id, assumed_kept);
        const double cost = cost_of(kernels, c, call, id, kept);
        if (chosen.id == 0 || cost < chosen.cost) chosen = {id, cost, kept};
    }
    if (chosen.id == 0) fail(SIGE_STATUS_UNSUPPORTED, "no form computes this convolution");
    return chosen;
}

std::vector<sige_form_candidate> form_candidates(const Kernels& kernels, const HostConvolution& c,
                                                 const ConvolutionCall& call, uint64_t assumed_kept) {
    std::vector<sige_form_candidate> candidates;
    candidates.reserve(static_cast<size_t>(form_count()));
    for (int32_t id = 1; id <= form_count(); ++id) {
        sige_form_candidate candidate{};
        candidate.form = id;
        candidate.refusal = form_of(id).refuse(c.shape, &call);
        if (candidate.refusal == nullptr)
            candidate.cost = cost_of(kernels, c, call, id, is_kept(c, id, assumed_kept));
        candidates.push_back(candidate);
    }
    return candidates;
}

sige_convolution_plan plan_convolution(const Kernels& kernels, const HostConvolution& c,
                                       const ConvolutionCall& call, uint64_t assumed_kept) {
    const ChosenForm chosen = choose_form(kernels, c, call, assumed_kept);
    const int64_t pixels = PixelRange(call.active, Size{call.dst.h, call.dst.w}).count();
    const uint64_t weights = chosen.kept ? form_of(chosen.id).kept_bytes(c) : c.info().weight_bytes;
    sige_convolution_plan plan{};
    plan.form = chosen.id;
    plan.pixels = pixels;
    plan.macs = macs_of(c.shape, pixels, call.dst.n);
    plan.bytes = bytes_of(c, weights, pixels, call.dst.n);
    plan.cost = chosen.cost;
    return plan;
}

}  // namespace sige::cpu

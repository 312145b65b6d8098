#include "backends/metal/convolution/forms.h"

#include <iterator>

#include "backends/forms/choice.h"
#include "backends/forms/refusals.h"
#include "backends/metal/convolution/cost.h"
#include "backends/metal/convolution/tiles.h"

namespace sige::metal {
namespace {

template <Factors kFactors>
double tiled_cost(const PanelWeights& weights, const MetalConvolution& convolution,
                  const ConvolutionCall& call) {
    return choose_tiling(kFactors, weights, convolution, call).cost;
}

// A thread reads a weight for each tap, and for each channel behind the classes.
double special_cost(const PanelWeights& weights, const MetalConvolution& convolution,
                    const ConvolutionCall& call) {
    constexpr double kShare = 0.05;  // of the peak: a multiply-add has a load of its own
    const double values = convolution.shape.taps() * (1.0 + call.src2.tensor.c);
    return kLaunch +
           static_cast<double>(row_count(call)) * call.dst.c * values / (kMacsPerMicrosecond * kShare) +
           read_cost(static_cast<double>(weights.bytes));
}

template <Factors kFactors>
void run_tiled(Stream& stream, const PanelWeights& weights, const MetalConvolution& convolution,
               const ConvolutionCall& call) {
    constexpr UInteger kThreads = 128;  // of a group
    const Tiling tiling = choose_tiling(kFactors, weights, convolution, call);
    parameters::Convolution p = parameters_of(convolution, call);
    p.slices = tiling.slices;
    const uint64_t sums = static_cast<uint64_t>(row_count(call) * convolution.panels().padded_channels());
    const Id partial =
        p.slices > 1 ? stream.scratch(static_cast<uint64_t>(p.slices) * sums * sizeof(float)) : nullptr;
    const Grid grid{static_cast<UInteger>(tiling.rows) * kThreads,
                    static_cast<UInteger>(tiling.columns),
                    static_cast<UInteger>(tiling.slices),
                    {kThreads, 1, 1}};
    const WeightKernels& kernels = tiling.tile->with(kFactors).kernels;
    run_kernel(stream, {kernels.of(weights.dtype), grid, weights.memory, partial}, p, convolution, call);
    if (p.slices == 1) return;
    stream.run(Kernel::direct_finish, pixel_grid(call.dst.c, row_count(call), 1), p,
               {places_of(call.active, stream.gpu()), partial, convolution.bias(), call.residual.tensor,
                call.modulated.tensor, call.modulated_affine.scale, call.modulated_affine.shift,
                call.image_bias, call.dst});
}

void run_special(Stream& stream, Kernel kernel, Id weights, const MetalConvolution& convolution,
                 const ConvolutionCall& call) {
    run_kernel(stream, {kernel, pixel_grid(call.dst.c, row_count(call), 1), weights, nullptr},
               parameters_of(convolution, call), convolution, call);
}

void run_labels(Stream& stream, const PanelWeights& weights, const MetalConvolution& convolution,
                const ConvolutionCall& call) {
    constexpr WeightKernels kKernels{Kernel::labels_f32, Kernel::labels_f16, Kernel::labels_bf16};
    run_special(stream, kKernels.of(weights.dtype), weights.memory, convolution, call);
}

void run_depthwise(Stream& stream, const PanelWeights& weights, const MetalConvolution& convolution,
                   const ConvolutionCall& call) {
    run_special(stream, Kernel::depthwise_f32, weights.memory, convolution, call);
}

// Where bytes decide, factors of either type cost the same: those that are wanted come first.
constexpr Form kForms[] = {
    {"float16", refuse_unless_float16, tiled_cost<Factors::kFloat16>, run_tiled<Factors::kFloat16>, true},
    {"direct", refuse_unless_dense, tiled_cost<Factors::kFloat32>, run_tiled<Factors::kFloat32>, false},
    {"labels", refuse_unless_labels, special_cost, run_labels, false},
    {"depthwise", refuse_unless_depthwise, special_cost, run_depthwise, false}};
static_assert(std::size(kForms) <= SIGE_MAX_FORMS);

}  // namespace

int32_t form_count() {
    return static_cast<int32_t>(std::size(kForms));
}

const Form& form_of(int32_t id) {
    return kForms[id - 1];
}

uint64_t kept_bytes(const Form& form, const MetalConvolution& convolution) {
    return form.reads_rounded && convolution.can_round() ? convolution.rounded().bytes : 0;
}

PanelWeights weights_of(const Form& form, const MetalConvolution& convolution, bool assumes_kept) {
    const bool is_kept = assumes_kept || convolution.keeps_rounded();
    return kept_bytes(form, convolution) > 0 && is_kept ? convolution.rounded() : convolution.packed();
}

const Form& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id) {
    return require_form_of(std::span<const Form>(kForms), shape, call, id);
}

}  // namespace sige::metal

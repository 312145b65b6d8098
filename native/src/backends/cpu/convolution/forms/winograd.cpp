// The Winograd forms F(2x2, 3x3) and F(4x4, 3x3): when they apply, what they cost, and their kept weights.
#include "backends/cpu/convolution/forms/winograd.h"
#include "backends/cpu/convolution/forms/cost.h"
#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/refusals.h"

namespace sige::cpu {
namespace {

const char* refuse(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (const char* reason = refuse_unless_dense(shape, call)) return reason;
    const bool fits = shape.kh == 3 && shape.kw == 3 && shape.sh == 1 && shape.sw == 1;
    return fits ? nullptr : "it wants 3x3 filters with stride 1";
}

// Transformed weights are kept as float32 whatever the packed ones are kept as. Rounded to float16 after the
// transform, a 3x3 convolution of 64 to 512 channels errs by 1.8e-3 to 2.3e-3 of its result's root mean
// square with F(4x4) and by 3.0e-4 to 3.5e-4 with F(2x2); rounded before it, by 2.1e-4; to bfloat16, 1.5e-2
// to 1.8e-2, 2.4e-3 to 2.8e-3 and 1.7e-3.
template <int kTile>
uint64_t kept_bytes(const HostConvolution& c) {
    return static_cast<uint64_t>(winograd_products(kTile)) * static_cast<uint64_t>(c.panels()) *
           static_cast<uint64_t>(winograd_panel_size(c)) * sizeof(float);
}

template <int kTile>
void prepare(const HostConvolution& c, Context context, void* kept) {
    float* values = static_cast<float*>(kept);
    const Panels packed = c.packed();
    const WinogradWeightsFunction transform = winograd_weights_kernel(context.kernels, kTile, packed.dtype);
    const int64_t size = winograd_panel_size(c);
    context.pool.parallel_for(c.panels(), [&](int64_t p, int) {
        transform(WinogradWeightsArgs{packed.at(static_cast<int32_t>(p), 0), size, c.shape.ic,
                                      values + p * size, c.panels() * size});
    });
}

// Cycles of the transforms of one tile and eight channels: counted operations, half of them memory.
struct TransformCycles {
    double input, output, weights;
};
constexpr TransformCycles transform_cycles(int tile) {
    return tile == 2 ? TransformCycles{40, 35, 35} : TransformCycles{110, 100, 90};
}

template <int kTile>
double cost(const Kernels& kernels, const HostConvolution& c, const ConvolutionCall& call, int32_t images,
            bool kept) {
    // Weights that are not kept are transformed once for each pass over some tiles, and multiplied in shorter
    // slices.
    constexpr double kKeptShare = 0.9, kFreshShare = 0.8;
    constexpr int64_t kTilesAPass = 36;
    constexpr TransformCycles kCycles = transform_cycles(kTile);
    const int64_t tiles = images * Tiles(call, kTile, Stack{}).count();
    const double filters = static_cast<double>(c.shape.ic) * c.panels();
    const double values = static_cast<double>(winograd_products(kTile)) * c.shape.ic * c.panels();
    const double products = gemm_cost(kernels.gemm, tiles, values, kept ? kKeptShare : kFreshShare);
    const double bytes = kept ? values * kPanel * sizeof(float)
                              : filters * c.shape.taps() * static_cast<double>(c.packed().bytes(kPanel));
    const double passes = kept ? 0 : static_cast<double>((tiles + kTilesAPass - 1) / kTilesAPass);
    const double weights = passes * filters * 2 * kCycles.weights;
    const int32_t width = call.src.tensor.c + call.src2.tensor.c;
    const double input = (width + 7) / 8 * kCycles.input;
    const double output = c.panels() * (2 * kCycles.output + kTile * kTile * kPixelCycles);
    return std::max(products + weights, read_cost(bytes)) + static_cast<double>(tiles) * (input + output);
}

template <int kTile>
void run(const ImageCall& image) {
    run_winograd(image, kTile);
}

bool stacks(const ConvolutionShape&, const ConvolutionCall&) {
    return true;
}

}  // namespace

ConvolutionForm winograd_2_form() {
    return {"winograd F(2x2, 3x3)", refuse, cost<2>, run<2>, kept_bytes<2>, prepare<2>, stacks};
}

ConvolutionForm winograd_4_form() {
    return {"winograd F(4x4, 3x3)", refuse, cost<4>, run<4>, kept_bytes<4>, prepare<4>, stacks};
}

}  // namespace sige::cpu

// The form "winograd F(4x4, 3x3)" of whole pictures in float32. Tiles are computed some at a time, so that
// what is transformed takes little memory.
#include <algorithm>

#include "backends/cuda/convolution/forms.h"
#include "backends/cuda/convolution/forms/float32_tiles.h"
#include "backends/cuda/convolution/forms/scratch.h"
#include "backends/cuda/convolution/run_args.h"
#include "backends/cuda/operators/views.h"
#include "backends/forms/refusals.h"

namespace sige::cuda {
namespace {

// Channels of all sources, filled up to steps of the products.
int64_t depth_of(const CudaConvolution& c) {
    constexpr int kStep = kThreadTile.depth;
    return (static_cast<int64_t>(c.shape.ic) + kStep - 1) / kStep * kStep;
}

// How a picture is cut into tiles, and these into slices.
struct Slices {
    Slices(const CudaConvolution& c, const ConvolutionCall& call)
        : columns((call.dst.w + kWinogradTile - 1) / kWinogradTile),
          of_image(int64_t{columns} * ((call.dst.h + kWinogradTile - 1) / kWinogradTile)),
          tiles(call.dst.n * of_image),
          depth(depth_of(c)),
          width(c.panels().padded_channels()) {
        // A row of blocks for each of the products keeps a device busy with that many tiles.
        constexpr int64_t kMostTiles = 1024, kMostBytes = 64 << 20, kRows = kThreadTile.rows;
        const int64_t that_fit = std::max(kMostBytes / values_bytes(1) / kRows, int64_t{1}) * kRows;
        const int64_t most = std::min(kMostTiles, that_fit);
        count = (tiles + most - 1) / most;
        at_once = count <= 1 ? tiles : (tiles + count * kRows - 1) / (count * kRows) * kRows;
    }

    // Of transformed sources and sums.
    int64_t values_bytes(int64_t of_tiles) const {
        return of_tiles * kWinogradProducts * (depth + width) * static_cast<int64_t>(sizeof(float));
    }

    const int32_t columns;
    const int64_t of_image, tiles;
    const int64_t depth, width;
    int64_t at_once, count;
};

// Weights of one of the products.
int64_t weights_of_product(const CudaConvolution& c) {
    return depth_of(c) * c.panels().padded_channels();
}

uint64_t own_bytes(const CudaConvolution& c) {
    return static_cast<uint64_t>(kWinogradProducts * weights_of_product(c)) * sizeof(float);
}

const char* refuse(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (const char* reason = refuse_unless_dense(shape, call)) return reason;
    if (shape.kh != 3 || shape.sh != 1) return "it wants 3x3 filters with stride 1";
    if (shape.modulation == SIGE_MODULATION_SPLIT) return "gamma and beta read sources of their own";
    return call != nullptr && call->active != nullptr ? "it computes whole pictures" : nullptr;
}

struct Choice {
    Kernel multiply;
    double cost;
};
Choice choose(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
              bool assumes_kept) {
    const Slices slices(c, call);
    const bool is_kept = assumes_kept || c.own(OwnWeights::kWinograd) != 0;
    const double weights = static_cast<double>(own_bytes(c)),
                 values = static_cast<double>(slices.values_bytes(1)) * static_cast<double>(slices.tiles);
    // A row of the products is a tile in one of them; each slice reads the weights, and fills its last block.
    const int64_t of_slice = (slices.at_once + kThreadTile.rows - 1) / kThreadTile.rows * kThreadTile.rows;
    const auto multiplied = [&](const GemmTile& tile) {
        return plan_gemm(context, tile, kWinogradProducts * of_slice * slices.count,
                         static_cast<int>(slices.width), static_cast<int>(slices.depth / kThreadTile.depth),
                         values + weights * static_cast<double>(slices.count), 1)
            .cost;
    };
    const double by_threads = multiplied(kThreadTile), by_units = multiplied(tf32_tile(context));
    // The transforms write and read the same values once more; their memory does not overlap with products.
    const double picture = bytes_of(is_kept ? 0 : c.panels().bytes(), call);
    const double transformed =
        move_cost(context, picture + values + (is_kept ? 0 : weights), 3 * slices.count - (is_kept ? 1 : 0));
    return by_units < by_threads ? Choice{Kernel::winograd_multiply_tf32, by_units + transformed}
                                 : Choice{Kernel::winograd_multiply, by_threads + transformed};
}

double cost(const Context& context, const CudaConvolution& c, const ConvolutionCall& call,
            bool assumes_kept) {
    return choose(context, c, call, assumes_kept).cost;
}

void transform_weights(CudaQueue& queue, const CudaConvolution& c, DevicePointer dst) {
    WinogradWeightsArgs args{};
    args.src = pointer<const void>(c.weights());
    args.dst = pointer<float>(dst);
    args.panels = static_cast<int>(c.panels().count());
    args.ic = c.shape.ic;
    args.depth = static_cast<int>(depth_of(c));
    LaunchShape shape;
    shape.x = static_cast<unsigned>(std::clamp<int64_t>(weights_of_product(c) / shape.threads, 1, 4096));
    queue.launch(for_weights(c.panels().dtype(), Kernel::winograd_weights_f32, Kernel::winograd_weights_f16,
                             Kernel::winograd_weights_bf16),
                 shape, args);
}

Block make_own(CudaQueue& queue, const CudaConvolution& c) {
    Block weights = queue.runtime()->block(own_bytes(c));
    transform_weights(queue, c, weights.address());
    return weights;
}

unsigned blocks(int64_t count, int64_t of_block) {
    return static_cast<unsigned>((count + of_block - 1) / of_block);
}

void run_slice(CudaQueue& queue, const WinogradArgs& args, Kernel multiply) {
    const int width = args.run.panels * kPanelWidth;
    LaunchShape sources, products, results;
    sources.x = blocks(args.tiles, kWinogradThreads / kWarp);
    sources.y = blocks(args.depth, kWarp);
    queue.launch(Kernel::winograd_sources, sources, args);
    products.x = blocks(args.tiles, kThreadTile.rows);
    products.y = blocks(width, kThreadTile.columns);
    products.z = kWinogradProducts;
    queue.launch(multiply, products, args);
    results.x = blocks(static_cast<int64_t>(args.tiles) * args.run.dst_c, kWinogradThreads);
    queue.launch(Kernel::winograd_finish, results, args);
}

void run(CudaQueue& queue, const CudaConvolution& c, const ConvolutionCall& call) {
    const Slices slices(c, call);
    const DevicePointer kept = c.own(OwnWeights::kWinograd);
    Parts parts;
    const uint64_t sources = parts.add(slices.at_once * kWinogradProducts * slices.depth, sizeof(float)),
                   sums = parts.add(slices.at_once * kWinogradProducts * slices.width, sizeof(float)),
                   weights =
                       parts.add(kept != 0 ? 0 : kWinogradProducts * weights_of_product(c), sizeof(float));
    const DevicePointer scratch = queue.scratch(parts.bytes());
    if (kept == 0) transform_weights(queue, c, scratch + weights);
    WinogradArgs args{};
    args.run = convolution_args(queue, c, call);
    args.columns = slices.columns;
    args.of_image = static_cast<int>(slices.of_image);
    args.depth = static_cast<int>(slices.depth);
    args.sources = pointer<float>(scratch + sources);
    args.weights = pointer<const float>(kept != 0 ? kept : scratch + weights);
    args.sums = pointer<float>(scratch + sums);
    const Kernel multiply = choose(queue.runtime()->context(), c, call, false).multiply;
    for (; args.first < slices.tiles; args.first += args.tiles) {
        args.tiles = static_cast<int>(std::min<int64_t>(slices.at_once, slices.tiles - args.first));
        run_slice(queue, args, multiply);
    }
}

}  // namespace

ConvolutionForm winograd_form() {
    return {"winograd F(4x4, 3x3)", refuse, cost, run, OwnWeights::kWinograd, own_bytes, make_own};
}

}  // namespace sige::cuda

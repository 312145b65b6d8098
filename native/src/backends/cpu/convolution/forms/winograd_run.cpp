// Winograd over a list of tiles: transform all tiles of a block, multiply products against panels, transform
// back. Products of a task stay in the second-level cache; the transformed tiles of a block in the third.
#include "backends/cpu/convolution/forms/winograd.h"

namespace sige::cpu {
namespace {

constexpr int64_t kOwnBytes = 900 << 10;   // of transformed tiles that one thread keeps for itself
constexpr int64_t kOwnCalls = 4;           // of the micro-kernel: fewer are not worth reading all panels for
constexpr int64_t kSharedBytes = 2 << 20;  // of transformed tiles that threads share
constexpr int64_t kPrologueTiles = 768;    // tiles whose prologue is evaluated at once
constexpr int kTaskTiles = 48;
constexpr int kCacheLine = 16;  // floats

class WinogradRun final {
  public:
    WinogradRun(const ImageCall& image, int side)
        : image_(image),
          convolution_(image.convolution),
          side_(side),
          products_(winograd_products(side)),
          tiles_(image.call, side, image.stack),
          width_(image.call.src.tensor.c + image.call.src2.tensor.c),
          input_(side == 2 ? image.context.kernels.winograd_input_2 : image.context.kernels.winograd_input_4),
          products_of_(image, side, width_, beta_channel(image)),
          output_(side == 2 ? image.context.kernels.winograd_output_2
                            : image.context.kernels.winograd_output_4) {}

    void run() {
        const ConvolutionCall& call = image_.call;
        const float* zeros = convolution_.zeros();
        if (call.prologue.is_identity())
            return run_tiles(raw_sources(call, image_.n, image_.source, zeros), 0, tiles_.count());
        PrologueRows rows(image_.context, call, image_.n, image_.source, zeros);
        for (int64_t begin = 0; begin < tiles_.count(); begin += kPrologueTiles) {
            const int64_t end = std::min(begin + kPrologueTiles, tiles_.count());
            rows.needed().clear();
            need_tiles(begin, end, rows.needed());
            run_tiles(rows.evaluate(), begin, end);
        }
    }

  private:
    static int64_t beta_channel(const ImageCall& image) {
        const bool split = image.convolution.shape.modulation == SIGE_MODULATION_SPLIT;
        return split ? image.call.src.tensor.c : 0;
    }

    // Some tiles against some units.
    struct Task {
        int32_t first_unit, last_unit;
        int64_t first, count;  // tiles of the call
    };

    void need_tiles(int64_t begin, int64_t end, NeededPixels& needed) const {
        for (int64_t i = begin; i < end; ++i)
            for_input(tiles_[i], [&](int32_t y, int32_t x) { needed.need(y, x); });
    }

    // Calls body(y, x) for each source position of a tile, row by row.
    template <class Body>
    void for_input(const Tile& tile, const Body& body) const {
        const int side = winograd_input_side(side_);
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                body(tile.y - convolution_.shape.pt + y, tile.x - convolution_.shape.pl + x);
    }

    void run_tiles(const Sources& sources, int64_t begin, int64_t end) const {
        const int64_t of_tile =
            static_cast<int64_t>(products_) * width_ * static_cast<int64_t>(sizeof(float));
        const int64_t own = kOwnBytes / of_tile, threads = image_.context.pool.threads();
        const int64_t fewest = kOwnCalls * image_.context.kernels.gemm.rows;
        if (own >= fewest && end - begin >= fewest * threads) {
            const int64_t rounds = (end - begin + own * threads - 1) / (own * threads);
            return run_own_blocks(sources, begin, end,
                                  (end - begin + rounds * threads - 1) / (rounds * threads));
        }
        const int64_t block = std::max<int64_t>(kSharedBytes / of_tile / kTaskTiles, 1) * kTaskTiles;
        for (int64_t first = begin; first < end; first += block)
            run_shared_block(sources, first, std::min(block, end - first));
    }

    // A cache line between products keeps their rows, a power of two apart, from falling into one set of the
    // cache.
    TransformedTiles transformed(float* values, int64_t count) const {
        return {values, count * width_ + kCacheLine};
    }
    uint64_t transformed_size(int64_t count) const {
        return static_cast<uint64_t>(products_ * (count * width_ + kCacheLine));
    }
    int32_t units_at_once() const { return products_of_.panels_at_once() / convolution_.parts(); }
    uint64_t sums_size(int64_t tiles, int32_t units) const {
        return static_cast<uint64_t>(tiles * products_ * units * convolution_.parts() * kPanel);
    }

    void run_own_blocks(const Sources& sources, int64_t begin, int64_t end, int64_t block) const {
        const int32_t units = convolution_.units(), step = std::min(units_at_once(), units);
        for_pixel_blocks(
            image_.context.pool, 1, end - begin, block, [&](int32_t, int64_t from, int64_t to, int thread) {
                const uint64_t inputs = transformed_size(block);
                float* memory = image_.context.per_thread[static_cast<size_t>(thread)].get<float>(
                    inputs + sums_size(block, step) + products_of_.memory_size());
                const TransformedTiles input = transformed(memory, to - from);
                for (int64_t i = from; i < to; ++i)
                    transform_input(sources, tiles_[begin + i], input.values + (i - from) * width_,
                                    input.product_stride);
                for (int32_t unit = 0; unit < units; unit += step)
                    run_task(Task{unit, std::min(unit + step, units), begin + from, to - from}, input,
                             memory + inputs);
            });
    }

    void run_shared_block(const Sources& sources, int64_t begin, int64_t count) const {
        const TransformedTiles input =
            transformed(image_.context.shared.get<float>(transformed_size(count)), count);
        constexpr int64_t kTilesAtOnce = 4;
        for_pixel_blocks(image_.context.pool, 1, count, kTilesAtOnce,
                         [&](int32_t, int64_t first, int64_t last, int) {
                             for (int64_t i = first; i < last; ++i)
                                 transform_input(sources, tiles_[begin + i], input.values + i * width_,
                                                 input.product_stride);
                         });
        multiply_shared(begin, count, input);
    }

    void transform_input(const Sources& sources, const Tile& tile, float* dst, int64_t product_stride) const {
        for (int s = 0; s < sources.count; ++s) {
            const float* pixels[36];
            int at = 0;
            for_input(tile, [&](int32_t y, int32_t x) { pixels[at++] = sources.reader[s].at(y, x); });
            input_(WinogradInputArgs{pixels, sources.reader[s].channels(), dst, product_stride});
            dst += sources.reader[s].channels();
        }
    }

    void multiply_shared(int64_t begin, int64_t count, const TransformedTiles& input) const {
        ThreadPool& pool = image_.context.pool;
        int64_t task_tiles = std::min<int64_t>(kTaskTiles, count);
        const UnitGroups units = group_units(convolution_.units(), units_at_once(),
                                             EvenSplit(count, task_tiles).count, pool.threads());
        const int64_t wanted = pool.threads() == 1 ? 1 : 2 * static_cast<int64_t>(pool.threads());
        const int64_t fewest = 2 * static_cast<int64_t>(image_.context.kernels.gemm.rows);
        while (task_tiles > fewest && EvenSplit(count, task_tiles).count * units.count < wanted)
            task_tiles /= 2;
        const EvenSplit pieces(count, task_tiles);
        pool.parallel_for(pieces.count * units.count, [&](int64_t task, int thread) {
            const int64_t piece = task % pieces.count, group = task / pieces.count,
                          first = pieces.first(piece);
            float* memory = image_.context.per_thread[static_cast<size_t>(thread)].get<float>(
                sums_size(task_tiles, units.size) + products_of_.memory_size());
            run_task(Task{units.first(group), units.last(group, convolution_.units()), begin + first,
                          pieces.length(piece)},
                     TransformedTiles{input.values + first * width_, input.product_stride}, memory);
        });
    }

    // Multiplies and transforms back; memory holds the sums, then what the products need.
    void run_task(const Task& task, const TransformedTiles& input, float* memory) const {
        const int parts = convolution_.parts();
        products_of_.multiply(task.first_unit * parts, task.last_unit * parts, input, task.count, memory,
                              memory + sums_size(task.count, task.last_unit - task.first_unit));
        transform_output(task, memory);
    }

    void transform_output(const Task& task, const float* sums) const {
        const int pixels = side_ * side_, parts = convolution_.parts();
        const int64_t columns = static_cast<int64_t>(task.last_unit - task.first_unit) * parts * kPanel;
        float results[2][16 * kPanel];
        EpilogueRow rows[16];
        for (int64_t i = 0; i < task.count; ++i, sums += products_ * columns) {
            const Tile tile = tiles_[task.first + i];
            for (int p = 0; p < pixels; ++p)
                rows[p] = (tile.active >> p & 1) != 0
                              ? image_.destination.row(Pixel{tile.y + p / side_, tile.x + p % side_})
                              : EpilogueRow{};
            for (int32_t unit = task.first_unit; unit < task.last_unit; ++unit) {
                for (int part = 0; part < parts; ++part) {
                    const int64_t panel = static_cast<int64_t>(unit - task.first_unit) * parts + part;
                    output_(WinogradOutputArgs{sums + panel * kPanel, columns, results[part]});
                }
                image_.destination.finish(image_.stack.image(tile.y), unit, results[0],
                                          parts == 2 ? results[1] : nullptr, kPanel, rows, pixels);
            }
        }
    }

    const ImageCall& image_;
    const HostConvolution& convolution_;
    const int side_, products_;
    const Tiles tiles_;
    const int64_t width_;
    const WinogradInputFunction input_;
    const WinogradProducts products_of_;
    const WinogradOutputFunction output_;
};

}  // namespace

void run_winograd(const ImageCall& image, int tile) {
    WinogradRun(image, tile).run();
}

}  // namespace sige::cpu

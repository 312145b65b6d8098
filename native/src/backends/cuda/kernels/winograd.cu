// Convolution of whole pictures by Winograd's F(4x4, 3x3) in float32: sources and weights are transformed,
// multiplied in 36 matrix products, and the sums transformed back.
#include "backends/cuda/kernels/device/convolution/tf32_product.h"
#include "backends/cuda/kernels/device/convolution/thread_product.h"
#include "backends/cuda/kernels/device/convolution/winograd.h"

namespace sige::cuda {

// A tile of the picture: its image and the pixel of dst in its corner.
struct TileOf {
    int n, y, x;
};

SIGE_DEVICE TileOf tile_of(const WinogradArgs& a, int tile) {
    const long long place = a.first + tile;
    const int n = static_cast<int>(place / a.of_image),
              rank = static_cast<int>(place - n * static_cast<long long>(a.of_image));
    return {n, rank / a.columns * kWinogradTile, rank % a.columns * kWinogradTile};
}

// A channel of all sources, counted through them, as a source and its channel; past the last, of none.
struct ChannelOf {
    int source, channel;
    bool is_inside;
};

SIGE_DEVICE ChannelOf channel_of(const ConvolutionArgs& a, int channel) {
    if (channel < a.src[0].c) return {0, channel, true};
    const int second = channel - a.src[0].c;
    return {1, second, a.sources == 2 && second < a.src[1].c};
}

// A lane takes a channel of a tile, whose pixels wait in shared memory: only there can a loop that reads and
// normalises them have an index.
SIGE_DEVICE void transform_sources(const WinogradArgs& a) {
    __shared__ float pixels[kWinogradProducts][kWinogradThreads];
    const int tile = blockIdx.x * (kWinogradThreads / kWarp) + threadIdx.x / kWarp,
              depth = blockIdx.y * kWarp + threadIdx.x % kWarp;
    if (tile >= a.tiles || depth >= a.depth) return;
    const TileOf at_tile = tile_of(a, tile);
    const ChannelOf c = channel_of(a.run, depth);
    const SourceArgs& src = a.run.src[c.source];
#pragma unroll 1
    for (int i = 0; i < kWinogradProducts; ++i) {
        const int y = at_tile.y - a.run.pad_top + i / kWinogradSide,
                  x = at_tile.x - a.run.pad_left + i % kWinogradSide;
        float value = 0;
        if (c.is_inside && is_in_picture(a.run, y, x))
            value = evaluate(a.run.prologue, at_tile.n, depth, load<1>(at(src, at_tile.n, y, x) + c.channel))
                        .v[0];
        pixels[i][threadIdx.x] = value;
    }
    float values[kWinogradSide][kWinogradSide];
#pragma unroll
    for (int y = 0; y < kWinogradSide; ++y) {
#pragma unroll
        for (int x = 0; x < kWinogradSide; ++x) values[y][x] = pixels[y * kWinogradSide + x][threadIdx.x];
        transform_source(values[y]);
    }
    float* dst = a.sources + static_cast<long long>(tile) * a.depth + depth;
    const long long product = static_cast<long long>(a.tiles) * a.depth;
#pragma unroll
    for (int x = 0; x < kWinogradSide; ++x) {
        float column[kWinogradSide];
#pragma unroll
        for (int y = 0; y < kWinogradSide; ++y) column[y] = values[y][x];
        transform_source(column);
#pragma unroll
        for (int y = 0; y < kWinogradSide; ++y) dst[(y * kWinogradSide + x) * product] = column[y];
    }
}

// A thread takes a channel of a filter.
template <class Weights>
SIGE_DEVICE void transform_filters(const WinogradWeightsArgs& a) {
    const long long of_product = static_cast<long long>(a.panels) * a.depth * kPanelWidth;
    const long long tap = static_cast<long long>(a.ic) * kPanelWidth;
    for (long long i = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x; i < of_product;
         i += static_cast<long long>(gridDim.x) * blockDim.x) {
        const long long panel = i / (a.depth * kPanelWidth), in_panel = i - panel * a.depth * kPanelWidth;
        const bool is_inside = in_panel < tap;
        const auto* src = static_cast<const typename Weights::Element*>(a.src) + panel * 9 * tap +
                          (is_inside ? in_panel : 0);
        float rows[3][kWinogradSide];
#pragma unroll
        for (int y = 0; y < 3; ++y) {
            float g[3];
#pragma unroll
            for (int x = 0; x < 3; ++x) g[x] = is_inside ? Weights::load_one(src + (y * 3 + x) * tap) : 0.0f;
            transform_weights(g, rows[y]);
        }
#pragma unroll
        for (int x = 0; x < kWinogradSide; ++x) {
            const float g[3] = {rows[0][x], rows[1][x], rows[2][x]};
            float column[kWinogradSide];
            transform_weights(g, column);
#pragma unroll
            for (int y = 0; y < kWinogradSide; ++y)
                a.dst[(y * kWinogradSide + x) * of_product + i] = column[y];
        }
    }
}

// Brings the transformed values of one product into a tile, by way of registers.
template <class Tile>
class ProductLoader {
  public:
    SIGE_DEVICE explicit ProductLoader(const WinogradArgs& a) : a_(a) {
        const int row = blockIdx.x * Tile::kRows + threadIdx.x / 4,
                  panel = blockIdx.y * kPanels + threadIdx.x % kPanelWidth / 4;
        const long long product = blockIdx.z;
        is_row_ = row < a.tiles;
        is_panel_ = panel < a.run.panels;
        source_ = a.sources + (product * a.tiles + (is_row_ ? row : 0)) * a.depth + threadIdx.x % 4 * 4;
        weights_ =
            a.weights +
            ((product * a.run.panels + (is_panel_ ? panel : 0)) * a.depth + threadIdx.x / kPanelWidth) *
                kPanelWidth +
            threadIdx.x % 4 * 4;
    }

    SIGE_DEVICE int first() const { return 0; }
    SIGE_DEVICE int last() const { return a_.depth / kDepth; }
    SIGE_DEVICE void read(int i) {
        four_values_ = is_row_ ? load_four(source_ + i * kDepth) : float4{};
        four_weights_ = is_panel_ ? load_four(weights_ + i * kDepth * kPanelWidth) : float4{};
    }
    SIGE_DEVICE void write(Tile& tile, int half) const {
        const int row = threadIdx.x / 4, k = threadIdx.x % 4 * 4;
        tile.source[half][k][row] = four_values_.x;
        tile.source[half][k + 1][row] = four_values_.y;
        tile.source[half][k + 2][row] = four_values_.z;
        tile.source[half][k + 3][row] = four_values_.w;
        store_four(&tile.weights[half][threadIdx.x / kPanelWidth][threadIdx.x % kPanelWidth * 4],
                   four_weights_);
    }

  private:
    const WinogradArgs& a_;
    bool is_row_, is_panel_;
    const float* source_;
    const float* weights_;
    float4 four_values_, four_weights_;
};

// A block makes the sums of some tiles and filters for one of the 36 products.
template <class Product>
SIGE_DEVICE void multiply(const WinogradArgs& a) {
    using Tile = typename Product::Tile;
    static_assert(Tile::kRows * 4 == kWinogradThreads && kDepth * kColumns == 4 * kWinogradThreads);
    __shared__ Tile tile;
    ProductLoader<Tile> loader(a);
    multiply_steps<ProductLoader<Tile>, Product>(loader, tile);
    const int width = a.run.panels * kPanelWidth, first_row = blockIdx.x * Tile::kRows,
              first_column = blockIdx.y * kColumns;
    float* sums = a.sums + static_cast<long long>(blockIdx.z) * a.tiles * width;
#pragma unroll 1
    for (int i = threadIdx.x; i < Tile::kRows * kColumns; i += kWinogradThreads) {
        const int row = first_row + i / kColumns, column = first_column + i % kColumns;
        if (row < a.tiles && column < width)
            sums[static_cast<long long>(row) * width + column] = tile.sums[i / kColumns][i % kColumns];
    }
}

// The sixteen results of a tile for one column of the sums, put where a loop can index them.
SIGE_DEVICE void transform_back(const WinogradArgs& a, int tile, int column,
                                float (&results)[16][kWinogradThreads]) {
    const int width = a.run.panels * kPanelWidth;
    const float* src = a.sums + static_cast<long long>(tile) * width + column;
    const long long product = static_cast<long long>(a.tiles) * width;
    float rows[kWinogradSide][kWinogradTile];
#pragma unroll
    for (int y = 0; y < kWinogradSide; ++y) {
        float m[kWinogradSide];
#pragma unroll
        for (int x = 0; x < kWinogradSide; ++x) m[x] = src[(y * kWinogradSide + x) * product];
        transform_sums(m, rows[y]);
    }
#pragma unroll
    for (int x = 0; x < kWinogradTile; ++x) {
        float m[kWinogradSide], y[kWinogradTile];
#pragma unroll
        for (int i = 0; i < kWinogradSide; ++i) m[i] = rows[i][x];
        transform_sums(m, y);
#pragma unroll
        for (int i = 0; i < kWinogradTile; ++i) results[i * kWinogradTile + x][threadIdx.x] = y[i];
    }
}

// A thread takes a channel of a tile.
SIGE_DEVICE void finish(const WinogradArgs& a) {
    __shared__ float sums[16][kWinogradThreads], betas[16][kWinogradThreads];
    const ConvolutionArgs& run = a.run;
    const long long i = static_cast<long long>(blockIdx.x) * kWinogradThreads + threadIdx.x;
    if (i >= static_cast<long long>(a.tiles) * run.dst_c) return;
    const int tile = static_cast<int>(i / run.dst_c),
              channel = static_cast<int>(i - static_cast<long long>(tile) * run.dst_c);
    const TileOf at_tile = tile_of(a, tile);
    int column = channel;
    if (run.is_modulation != 0) {
        column = channel / kPanelWidth * 2 * kPanelWidth + channel % kPanelWidth;
        transform_back(a, tile, column + kPanelWidth, betas);
    }
    transform_back(a, tile, column, sums);
#pragma unroll 1
    for (int p = 0; p < 16; ++p) {
        const int y = at_tile.y + p / kWinogradTile, x = at_tile.x + p % kWinogradTile;
        const long long place = static_cast<long long>(y) * run.grid.w + x;
        if (x >= run.grid.w || place >= run.grid.count) continue;
        const RowOf row{at_tile.n, y, x, place, true};
        const float beta = run.is_modulation != 0 ? betas[p][threadIdx.x] : 0.0f;
        store_one(element(run.dst, row.n * run.dst.image_stride + place * run.dst.pixel_stride + channel),
                  finished(run, row, channel, sums[p][threadIdx.x], beta));
    }
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(kWinogradThreads) sige_winograd_sources(const WinogradArgs a) {
    transform_sources(a);
}
SIGE_KERNELS_OF_WEIGHTS(kWinogradThreads, winograd_weights, WinogradWeightsArgs, transform_filters)
SIGE_KERNEL(kWinogradThreads) sige_winograd_multiply(const WinogradArgs a) {
    multiply<ThreadProduct<64>>(a);
}
SIGE_KERNEL(kWinogradThreads) sige_winograd_multiply_tf32(const WinogradArgs a) {
    multiply<Tf32Product>(a);
}
SIGE_KERNEL(kWinogradThreads) sige_winograd_finish(const WinogradArgs a) {
    finish(a);
}

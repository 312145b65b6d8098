// Convolution as an implicit GEMM in float32: a row is a pixel of dst, found by the list of active pixels; a
// column is a filter; what is summed over is taps and source channels. The prologue is evaluated when a
// source pixel is read, the epilogue when a sum is written.
#include "backends/cuda/kernels/device/sources.h"

namespace sige::cuda {

constexpr int kColumns = 64, kDepth = 16, kPanels = kColumns / kPanelWidth;

// A block makes kRows x kColumns sums; a thread four rows of them by four columns. The memory of what is
// multiplied takes the sums in the end.
template <int kRows>
union Tile {
    struct {
        float source[2][kDepth][kRows + 4];
        float weights[2][kDepth][kColumns];
    };
    float sums[kRows][kColumns];
};

// A step of the sum: kDepth channels of one source under one tap.
struct Step {
    int tap, source, channel;
};

class Steps {
  public:
    SIGE_DEVICE explicit Steps(const ConvolutionArgs& a)
        : of_first_((a.src[0].c + kDepth - 1) / kDepth),
          of_tap_(of_first_ + (a.sources == 2 ? (a.src[1].c + kDepth - 1) / kDepth : 0)),
          count_(of_tap_ * a.kernel * a.kernel) {}

    SIGE_DEVICE int count() const { return count_; }
    SIGE_DEVICE Step operator[](int i) const {
        const int tap = i / of_tap_, rest = i - tap * of_tap_, source = rest >= of_first_;
        return {tap, source, (rest - (source != 0 ? of_first_ : 0)) * kDepth};
    }

  private:
    int of_first_, of_tap_, count_;
};

SIGE_DEVICE float4 load_four(const float* at) {
    return *reinterpret_cast<const float4*>(at);
}
SIGE_DEVICE void store_four(float* at, const float4& four) {
    *reinterpret_cast<float4*>(at) = four;
}

// Brings the sources' and weights' values of steps into a tile, by way of registers.
template <class Weights, int kRows>
class Loader {
  public:
    static constexpr int kThreads = kRows * kColumns / 16;
    static constexpr int kWeightLoads = kDepth * kColumns / 4 / kThreads;

    SIGE_DEVICE Loader(const ConvolutionArgs& a, long long first_row, int first_panel)
        : a_(a), row_(row_of(a.grid, first_row + threadIdx.x / 4)), first_panel_(first_panel) {}

    SIGE_DEVICE void read(const Step& step) {
        read_source(step);
#pragma unroll
        for (int i = 0; i < kWeightLoads; ++i)
            weights_[i] = weight(step, (threadIdx.x + i * kThreads) / kPanelWidth,
                                 (threadIdx.x + i * kThreads) % kPanelWidth);
    }
    SIGE_DEVICE void write(Tile<kRows>& tile, int half) const {
        const int row = threadIdx.x / 4, k = threadIdx.x % 4 * 4;
#pragma unroll
        for (int i = 0; i < 4; ++i) tile.source[half][k + i][row] = source_.v[i];
#pragma unroll
        for (int i = 0; i < kWeightLoads; ++i) {
            const int at = threadIdx.x + i * kThreads;
            store_four(&tile.weights[half][at / kPanelWidth][at % kPanelWidth * 4], weights_[i]);
        }
    }

  private:
    SIGE_DEVICE void read_source(const Step& step) {
        source_ = Values<4>{};
        const int y = row_.y * a_.stride - a_.pad_top + step.tap / a_.kernel,
                  x = row_.x * a_.stride - a_.pad_left + step.tap % a_.kernel;
        const SourceArgs& src = a_.src[step.source];
        const int c = step.channel + threadIdx.x % 4 * 4;
        if (!row_.is_inside || !is_in_picture(a_, y, x) || c >= src.c) return;
        const float* from = at(src, row_.n, y, x) + c;
        const int channel = c + (step.source != 0 ? a_.src[0].c : 0);
        if (src.takes_four != 0) {
            source_ = normalise(a_.prologue, row_.n, channel, load<4>(from));
        } else {
#pragma unroll
            for (int i = 0; i < 4; ++i)
                if (c + i < src.c)
                    source_.v[i] = normalise(a_.prologue, row_.n, channel + i, load<1>(from + i)).v[0];
        }
        source_ = activate(a_.prologue.activation, a_.prologue.slope, source_);
    }

    // Four filters' weights for a channel of the step: column group `four` of the tile's sixteen.
    SIGE_DEVICE float4 weight(const Step& step, int k, int four) const {
        const int panel = first_panel_ + four / 4, c = step.channel + k;
        // With SPLIT gamma's filters read the first source and beta's the second.
        const bool is_read = a_.is_split == 0 || panel % 2 == step.source;
        if (panel >= a_.panels || c >= a_.src[step.source].c || !is_read) return float4{};
        const int channel = c + (step.source != 0 && a_.is_split == 0 ? a_.src[0].c : 0);
        const long long row =
            (static_cast<long long>(panel) * a_.kernel * a_.kernel + step.tap) * a_.ic + channel;
        return Weights::load_four(static_cast<const typename Weights::Element*>(a_.weights) +
                                  row * kPanelWidth + four % 4 * 4);
    }

    const ConvolutionArgs& a_;
    const RowOf row_;
    const int first_panel_;
    Values<4> source_;
    float4 weights_[kWeightLoads];
};

template <int kRows>
SIGE_DEVICE void multiply(const Tile<kRows>& tile, int half, float (&sums)[4][4]) {
    const int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;
#pragma unroll
    for (int k = 0; k < kDepth; ++k) {
        const float4 a = load_four(&tile.source[half][k][row]);
        const float4 b = load_four(&tile.weights[half][k][column]);
        const float rows[4] = {a.x, a.y, a.z, a.w}, columns[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
        for (int i = 0; i < 4; ++i)
#pragma unroll
            for (int j = 0; j < 4; ++j) sums[i][j] = fmaf(rows[i], columns[j], sums[i][j]);
    }
}

// The sums of a block, as they are or finished: in turn by all threads, so that neighbours write neighbours.
template <int kRows>
SIGE_DEVICE void write_sums(const ConvolutionArgs& a, const float (&sums)[kRows][kColumns],
                            long long first_row, int first_panel) {
    constexpr int kThreads = Loader<Float32Weights, kRows>::kThreads;
    const int width = a.panels * kPanelWidth, first = first_panel * kPanelWidth;
    const long long rows = a.grid.count * a.grid.images;
#pragma unroll 1
    for (int i = threadIdx.x; i < kRows * kColumns; i += kThreads) {
        const long long row = first_row + i / kColumns;
        const int in_tile = i % kColumns, column = first + in_tile;
        if (row >= rows || column >= width) continue;
        const float sum = sums[i / kColumns][in_tile];
        if (a.splits > 1) {
            a.partial[(blockIdx.z * rows + row) * width + column] = sum;
            continue;
        }
        int channel = column;
        float beta = 0;
        if (a.is_modulation != 0) {
            if (column / kPanelWidth % 2 != 0) continue;
            channel = column / (2 * kPanelWidth) * kPanelWidth + column % kPanelWidth;
            beta = sums[i / kColumns][in_tile + kPanelWidth];
        }
        if (channel >= a.dst_c) continue;
        const RowOf r = row_of(a.grid, row);
        a.dst.base[r.n * a.dst.image_stride + r.place * a.dst.pixel_stride + channel] =
            finished(a, r, channel, sum, beta);
    }
}

template <class Weights, int kRows>
SIGE_DEVICE void convolve(const ConvolutionArgs& a) {
    __shared__ Tile<kRows> tile;
    const long long first_row = static_cast<long long>(blockIdx.x) * kRows;
    const int first_panel = blockIdx.y * kPanels;
    const Steps steps(a);
    const int first = static_cast<int>(static_cast<long long>(steps.count()) * blockIdx.z / a.splits),
              last = static_cast<int>(static_cast<long long>(steps.count()) * (blockIdx.z + 1) / a.splits);
    Loader<Weights, kRows> loader(a, first_row, first_panel);
    float sums[4][4] = {};
    // A step is on its way from memory while the one before it is multiplied.
    for (int i = first, half = 0; i <= last; ++i, half ^= 1) {
        if (i < last) loader.read(steps[i]);
        if (i > first) multiply(tile, half ^ 1, sums);
        if (i < last) loader.write(tile, half);
        __syncthreads();
    }
    const int row = threadIdx.x / 16 * 4, column = threadIdx.x % 16 * 4;
#pragma unroll
    for (int i = 0; i < 4; ++i)
        store_four(&tile.sums[row + i][column], float4{sums[i][0], sums[i][1], sums[i][2], sums[i][3]});
    __syncthreads();
    write_sums(a, tile.sums, first_row, first_panel);
}

// Adds up partial sums in order, and finishes them.
SIGE_DEVICE void convolution_finish(const ConvolutionArgs& a) {
    const long long rows = a.grid.count * a.grid.images;
    const int width = a.panels * kPanelWidth;
    const auto sum_of = [&](long long row, int column) {
        float sum = 0;
        for (int i = 0; i < a.splits; ++i) sum += a.partial[(i * rows + row) * width + column];
        return sum;
    };
    for_channels<1>(a.grid, a.dst_c, [&](const PixelOf& p, int c) {
        const long long row = p.n * a.grid.count + p.rank;
        const RowOf r{p.n, p.y(), p.x(), p.place, true};
        float beta = 0;
        int column = c;
        if (a.is_modulation != 0) {
            column = c / kPanelWidth * 2 * kPanelWidth + c % kPanelWidth;
            beta = sum_of(row, column + kPanelWidth);
        }
        at(a.dst, p)[c] = finished(a, r, c, sum_of(row, column), beta);
    });
}

}  // namespace sige::cuda

using namespace sige::cuda;

#define SIGE_CONVOLUTION(name, Weights)                                      \
    SIGE_KERNEL(64) sige_convolution_##name##_16(const ConvolutionArgs a) {  \
        convolve<Weights, 16>(a);                                            \
    }                                                                        \
    SIGE_KERNEL(256) sige_convolution_##name##_64(const ConvolutionArgs a) { \
        convolve<Weights, 64>(a);                                            \
    }

SIGE_CONVOLUTION(f32, Float32Weights)
SIGE_CONVOLUTION(f16, Float16Weights)
SIGE_CONVOLUTION(bf16, Bfloat16Weights)

SIGE_KERNEL(256) sige_convolution_finish(const ConvolutionArgs a) {
    convolution_finish(a);
}

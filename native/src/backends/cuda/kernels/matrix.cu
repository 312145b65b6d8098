// Convolution as an implicit GEMM on the matrix units, over operands of 16 bits, as they lie or as
// rounding.cu has made them: copies of some steps are under way while one is multiplied. Sums are float32.
#include "backends/cuda/kernels/device/async.h"
#include "backends/cuda/kernels/device/convolution/gemm.h"

namespace sige::cuda {

// A block makes kRows x kColumns sums, each of its warps a part of kWarpRows x kWarpColumns.
template <int kRows_, int kColumns_, int kWarpRows_, int kWarpColumns_, int kStages_>
struct Shape {
    static constexpr int kRows = kRows_, kColumns = kColumns_, kWarpRows = kWarpRows_,
                         kWarpColumns = kWarpColumns_, kStages = kStages_;
    static constexpr int kPanels = kColumns / kPanelWidth, kWarpsAcross = kColumns / kWarpColumns;
    static constexpr int kThreads = kRows / kWarpRows * kWarpsAcross * 32;
};
using Small = Shape<64, 64, 32, 32, 4>;
using Large = Shape<128, 128, 64, 32, 3>;

template <class S>
union Tile {
    struct {
        unsigned short source[S::kRows][kMatrixDepth + kMatrixPad];
        unsigned short weights[kMatrixDepth][S::kColumns + kMatrixPad];
    } stages[S::kStages];
    float sums[S::kRows][S::kColumns];
};
static_assert(sizeof(Tile<Small>) == matrix_tile_bytes(64, 64, 4));
static_assert(sizeof(Tile<Large>) == matrix_tile_bytes(128, 128, 3));

// Starts the copies of a step. Four neighbouring threads bring a row's channels, 16 bytes each, and as many
// as a row of weights takes bring that.
template <class S>
class Copier {
  public:
    SIGE_DEVICE Copier(const MatrixArgs& a, long long first_row, int first_panel)
        : a_(a), first_panel_(first_panel), width_(a.padded[0] + a.padded[1]) {
#pragma unroll
        for (int i = 0; i < kSourceCopies; ++i)
            rows_[i] = row_of(a.run.grid, first_row + (threadIdx.x + i * S::kThreads) / kOfSource);
    }

    SIGE_DEVICE int count() const {
        return a_.run.kernel * a_.run.kernel * (width_ / kMatrixDepth);
    }

    SIGE_DEVICE void start(Tile<S>& tile, int stage, int step) const {
        const int steps_of_tap = width_ / kMatrixDepth, tap = step / steps_of_tap;
        const int channel = (step - tap * steps_of_tap) * kMatrixDepth;
#pragma unroll
        for (int i = 0; i < kSourceCopies; ++i) start_source(tile, stage, tap, channel, i);
#pragma unroll
        for (int i = 0; i < kWeightCopies; ++i) start_weights(tile, stage, tap, channel, i);
    }

  private:
    static constexpr int kOfCopy = 8;  // values
    static constexpr int kOfSource = kMatrixDepth / kOfCopy, kOfWeights = S::kColumns / kOfCopy;
    static constexpr int kSourceCopies = S::kRows * kOfSource / S::kThreads;
    static constexpr int kWeightCopies = kMatrixDepth * kOfWeights / S::kThreads;

    SIGE_DEVICE void start_source(Tile<S>& tile, int stage, int tap, int channel, int i) const {
        const ConvolutionArgs& run = a_.run;
        const int item = threadIdx.x + i * S::kThreads, k = item % kOfSource * kOfCopy;
        const RowOf& r = rows_[i];
        const int y = r.y * run.stride - run.pad_top + tap / run.kernel,
                  x = r.x * run.stride - run.pad_left + tap % run.kernel;
        const int source = channel >= a_.padded[0], c = channel - (source != 0 ? a_.padded[0] : 0) + k;
        const MatrixSource& src = a_.source[source];
        const bool is_read = r.is_inside && is_in_picture(run, y, x) && c < src.c;
        const long long pixel =
            static_cast<long long>(y >> src.up << src.down) * src.w + (x >> src.up << src.down);
        const long long at = r.n * src.image_stride + pixel * src.pixel_stride + c;
        copy_async(&tile.stages[stage].source[item / kOfSource][k], src.base + (is_read ? at : 0), is_read);
    }

    SIGE_DEVICE void start_weights(Tile<S>& tile, int stage, int tap, int channel, int i) const {
        const ConvolutionArgs& run = a_.run;
        const int item = threadIdx.x + i * S::kThreads, k = item / kOfWeights,
                  column = item % kOfWeights * kOfCopy, panel = first_panel_ + column / kPanelWidth;
        // With SPLIT gamma's filters read the first source and beta's the second.
        const int source = channel >= a_.padded[0], c = channel - (source != 0 ? a_.padded[0] : 0) + k;
        const bool is_read = panel < run.panels && c < a_.weight_channels[source] &&
                             (run.is_split == 0 || panel % 2 == source);
        const int in_filter = source != 0 && run.is_split == 0 ? a_.weight_channels[0] + c : c;
        const long long row =
            (static_cast<long long>(panel) * run.kernel * run.kernel + tap) * a_.weight_ic + in_filter;
        copy_async(&tile.stages[stage].weights[k][column],
                   a_.weights + (is_read ? row * kPanelWidth + column % kPanelWidth : 0), is_read);
    }

    const MatrixArgs& a_;
    const int first_panel_, width_;
    RowOf rows_[kSourceCopies];
};

template <class S>
using Sums = float[S::kWarpRows / 16][S::kWarpColumns / 8][4];

template <class Factors, class S>
SIGE_DEVICE void multiply(const Tile<S>& tile, int stage, int row, int column, Sums<S>& sums) {
    const int lane = threadIdx.x % 32;
    constexpr int kDown = S::kWarpRows / 16, kAcross = S::kWarpColumns / 16;
#pragma unroll
    for (int k = 0; k < kMatrixDepth; k += 16) {
        unsigned a[kDown][4], b[kAcross][4];
#pragma unroll
        for (int i = 0; i < kDown; ++i)
            load_matrices(a[i], &tile.stages[stage].source[row + 16 * i + lane % 16][k + lane / 16 * 8]);
#pragma unroll
        for (int j = 0; j < kAcross; ++j)
            load_transposed_matrices(
                b[j], &tile.stages[stage].weights[k + lane % 16][column + 16 * j + lane / 16 * 8]);
#pragma unroll
        for (int i = 0; i < kDown; ++i)
#pragma unroll
            for (int j = 0; j < 2 * kAcross; ++j)
                Factors::multiply(sums[i][j], a[i], b[j / 2][j % 2 * 2], b[j / 2][j % 2 * 2 + 1]);
    }
}

// Lane i of a product holds columns 2 (i % 4) and the next, of rows i / 4 and i / 4 + 8.
template <class S>
SIGE_DEVICE void store_sums(Tile<S>& tile, int row, int column, const Sums<S>& sums) {
    const int lane = threadIdx.x % 32;
#pragma unroll
    for (int i = 0; i < S::kWarpRows / 16; ++i)
#pragma unroll
        for (int j = 0; j < S::kWarpColumns / 8; ++j)
#pragma unroll
            for (int k = 0; k < 2; ++k)
                *reinterpret_cast<float2*>(
                    &tile.sums[row + 16 * i + lane / 4 + 8 * k][column + 8 * j + lane % 4 * 2]) =
                    float2{sums[i][j][2 * k], sums[i][j][2 * k + 1]};
}

template <class Factors, class S>
SIGE_DEVICE void convolve(const MatrixArgs& a, Tile<S>& tile) {
    const long long first_row = static_cast<long long>(blockIdx.x) * S::kRows;
    const int first_panel = blockIdx.y * S::kPanels, warp = threadIdx.x / 32;
    const int row = warp / S::kWarpsAcross * S::kWarpRows, column = warp % S::kWarpsAcross * S::kWarpColumns;
    const Copier<S> copier(a, first_row, first_panel);
    const int first = piece_bound(copier.count(), a.run.splits, blockIdx.z),
              last = piece_bound(copier.count(), a.run.splits, blockIdx.z + 1);
    for (int i = 0; i < S::kStages - 1; ++i) {
        if (first + i < last) copier.start(tile, i, first + i);
        commit_copies();
    }
    Sums<S> sums = {};
    for (int i = first, stage = 0; i < last; ++i) {
        // This step has arrived, for all threads, and all are done with the one before it, whose stage is
        // free.
        wait_for_copies<S::kStages - 2>();
        __syncthreads();
        const int next = i + S::kStages - 1;
        if (next < last) copier.start(tile, stage == 0 ? S::kStages - 1 : stage - 1, next);
        commit_copies();
        multiply<Factors>(tile, stage, row, column, sums);
        stage = stage + 1 == S::kStages ? 0 : stage + 1;
    }
    wait_for_copies<0>();
    __syncthreads();
    store_sums<S>(tile, row, column, sums);
    __syncthreads();
    write_sums<S::kThreads>(a.run, tile.sums, first_row, first_panel);
}

}  // namespace sige::cuda

using namespace sige::cuda;

extern __shared__ __align__(16) unsigned char shared[];

#define SIGE_MATRIX(name, Factors)                                     \
    SIGE_KERNEL(128) sige_matrix_##name##_64(const MatrixArgs a) {     \
        convolve<Factors>(a, *reinterpret_cast<Tile<Small>*>(shared)); \
    }                                                                  \
    SIGE_KERNEL(256) sige_matrix_##name##_128(const MatrixArgs a) {    \
        convolve<Factors>(a, *reinterpret_cast<Tile<Large>*>(shared)); \
    }

SIGE_MATRIX(f16, Float16Factors)
SIGE_MATRIX(bf16, Bfloat16Factors)

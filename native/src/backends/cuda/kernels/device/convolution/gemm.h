// What convolutions as implicit GEMMs share: the steps of their sums, the reading of operands, and what
// becomes of sums.
#pragma once

#include "backends/cuda/kernels/device/convolution/sources.h"

namespace sige::cuda {

// A step of the sum: kDepth channels of one source under one tap.
struct Step {
    int tap, source, channel;
};

// Where a piece of a sum of `count` steps begins.
SIGE_DEVICE int piece_bound(int count, int pieces, int piece) {
    return static_cast<int>(static_cast<long long>(count) * piece / pieces);
}

template <int kDepth>
class Steps {
  public:
    SIGE_DEVICE explicit Steps(const ConvolutionArgs& a)
        : of_first_((a.src[0].c + kDepth - 1) / kDepth),
          of_tap_(of_first_ + (a.sources == 2 ? (a.src[1].c + kDepth - 1) / kDepth : 0)),
          count_(of_tap_ * a.kernel * a.kernel) {}

    // Those of the piece that this block makes: [first, last).
    SIGE_DEVICE int first(const ConvolutionArgs& a) const {
        return piece_bound(count_, a.splits, blockIdx.z);
    }
    SIGE_DEVICE int last(const ConvolutionArgs& a) const {
        return piece_bound(count_, a.splits, blockIdx.z + 1);
    }
    SIGE_DEVICE Step operator[](int i) const {
        const int tap = i / of_tap_, rest = i - tap * of_tap_, source = rest >= of_first_;
        return {tap, source, (rest - (source != 0 ? of_first_ : 0)) * kDepth};
    }

  private:
    int of_first_, of_tap_, count_;
};

// A row's values for a step, read and normalised, not activated: kCount from channel `first` of the step on.
template <int kCount>
SIGE_DEVICE void read_source(const ConvolutionArgs& a, const RowOf& row, const Step& step, int first,
                             Values<4> (&values)[kCount / 4]) {
    const int y = row.y * a.stride - a.pad_top + step.tap / a.kernel,
              x = row.x * a.stride - a.pad_left + step.tap % a.kernel;
    const SourceArgs& src = a.src[step.source];
    const bool is_read = row.is_inside && is_in_picture(a, y, x);
    const auto from = at(src, row.n, is_read ? y : 0, is_read ? x : 0);
    const int before = step.source != 0 ? a.src[0].c : 0;
#pragma unroll
    for (int k = 0; k < kCount / 4; ++k) {
        const int c = step.channel + first + 4 * k;
        values[k] = Values<4>{};
        if (!is_read || c >= src.c) continue;
        if (src.takes_four != 0) {
            values[k] = normalise(a.prologue, row.n, before + c, load<4>(from + c));
        } else {
#pragma unroll
            for (int i = 0; i < 4; ++i)
                if (c + i < src.c)
                    values[k].v[i] = normalise(a.prologue, row.n, before + c + i, load<1>(from + c + i)).v[0];
        }
        values[k] = activate(a.prologue.activation, a.prologue.slope, values[k]);
    }
}

// Where a panel's weights for channel k of a step lie, in weights from the first; -1 where they are none.
SIGE_DEVICE long long weight_row(const ConvolutionArgs& a, const Step& step, int panel, int k) {
    const int c = step.channel + k;
    // With SPLIT gamma's filters read the first source and beta's the second.
    const bool is_read = a.is_split == 0 || panel % 2 == step.source;
    if (panel >= a.panels || c >= a.src[step.source].c || !is_read) return -1;
    const int channel = c + (step.source != 0 && a.is_split == 0 ? a.src[0].c : 0);
    const long long tap = static_cast<long long>(panel) * a.kernel * a.kernel + step.tap;
    return (tap * a.ic + channel) * kPanelWidth;
}

// The sums of a block, as they are or finished: in turn by all threads, so that neighbours write neighbours.
template <int kThreads, int kRows, int kColumns>
SIGE_DEVICE void write_sums(const ConvolutionArgs& a, const float (&sums)[kRows][kColumns],
                            long long first_row, int first_panel) {
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
        store_one(element(a.dst, r.n * a.dst.image_stride + r.place * a.dst.pixel_stride + channel),
                  finished(a, r, channel, sum, beta));
    }
}

}  // namespace sige::cuda

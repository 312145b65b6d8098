#include "backends/cpu/convolution/forms/winograd.h"

namespace sige::cpu {
namespace {

constexpr int32_t kKeptPanels = 4;   // whose products of a task stay in the second-level cache
constexpr int32_t kFreshPanels = 2;  // the same with their freshly transformed weights beside them
constexpr int64_t kKeptSlice = 256;  // values of the panels at once, as in direct.cpp
constexpr int64_t kFreshSlice =
    64;  // channels whose weights are transformed at once: 150 KB of a panel for F(4x4)
// From product to product of transformed weights, in floats; not a power of two, or all would fall into one
// set of the cache.
constexpr int64_t kFreshStride = kFreshSlice * kPanel + 16;

}  // namespace

WinogradProducts::WinogradProducts(const ImageCall& image, int tile, int64_t width, int64_t beta_channel)
    : kernels_(image.context.kernels),
      convolution_(image.convolution),
      kept_(static_cast<const float*>(image.kept)),
      tile_(tile),
      products_(winograd_products(tile)),
      width_(width),
      beta_channel_(beta_channel) {}

int32_t WinogradProducts::panels_at_once() const {
    return kept_ != nullptr ? kKeptPanels : kFreshPanels;
}

uint64_t WinogradProducts::memory_size() const {
    return kept_ != nullptr ? 0 : static_cast<uint64_t>(kFreshPanels * products_ * kFreshStride);
}

void WinogradProducts::multiply(int32_t first, int32_t last, const TransformedTiles& tiles, int64_t count,
                                float* sums, float* memory) const {
    const Pass pass{first, last,
                    tiles, EvenSplit(count, kernels_.gemm.rows),
                    sums,  static_cast<int64_t>(last - first) * kPanel};
    if (kept_ != nullptr)
        multiply_kept(pass);
    else
        multiply_fresh(pass, memory);
}

// How many of the panels from one on a call of the micro-kernel takes: all must read the same rows.
int32_t WinogradProducts::panels_of_call(const Pass& pass, int32_t panel) const {
    return beta_channel_ > 0 ? 1 : std::min(kernels_.gemm.panels, pass.last - panel);
}

// Weights are read once, product by product; the slice after the present one is asked for meanwhile.
void WinogradProducts::multiply_kept(const Pass& pass) const {
    const int64_t ic = convolution_.shape.ic, panel_size = winograd_panel_size(convolution_);
    for (int product = 0; product < products_; ++product)
        for (int32_t panel = pass.first, panels; panel < pass.last; panel += panels) {
            panels = panels_of_call(pass, panel);
            const int64_t slice = kKeptSlice / panels;
            const float* weights =
                kept_ + (static_cast<int64_t>(product) * convolution_.panels() + panel) * panel_size;
            const bool last = panel + panels == pass.last;
            const float* behind =
                weights + (last ? convolution_.panels() - (panel - pass.first) : panels) * panel_size;
            for (int64_t k = 0; k < ic; k += slice) {
                const int64_t count = std::min(slice, ic - k);
                const float* next = k + count == ic ? behind : weights + (k + count) * kPanel;
                constexpr int64_t kBytes = sizeof(float);
                multiply_slice(
                    pass, product, Slice{panel, panels, k, count, weights + k * kPanel, panel_size},
                    Soon{reinterpret_cast<const char*>(next), panel_size * kBytes, count * kPanel * kBytes});
            }
        }
}

// Weights are read in direct form, a quarter of F(4x4)'s bytes, and transformed slice by slice: worth it
// wherever they are large or the tiles few.
void WinogradProducts::multiply_fresh(const Pass& pass, float* memory) const {
    const int64_t ic = convolution_.shape.ic, size = products_ * kFreshStride;
    const Panels packed = convolution_.packed();
    const WinogradWeightsFunction transform = winograd_weights_kernel(kernels_, tile_, packed.dtype);
    for (int64_t k = 0; k < ic; k += kFreshSlice) {
        const int64_t count = std::min(kFreshSlice, ic - k);
        for (int32_t panel = pass.first; panel < pass.last; ++panel)
            transform(WinogradWeightsArgs{packed.at(panel, k * kPanel), winograd_panel_size(convolution_),
                                          static_cast<int32_t>(count), memory + (panel - pass.first) * size,
                                          kFreshStride});
        for (int product = 0; product < products_; ++product)
            for (int32_t panel = pass.first, panels; panel < pass.last; panel += panels) {
                panels = panels_of_call(pass, panel);
                const float* weights = memory + (panel - pass.first) * size + product * kFreshStride;
                multiply_slice(pass, product, Slice{panel, panels, k, count, weights, size},
                               next_taps(panel, k + count, product, count));
            }
    }
}

// The share of one product in asking for the taps of the slice from channel k on, or of the panels after
// these. All products ask for as much: memory that is asked for in a burst stalls the processor.
WinogradProducts::Soon WinogradProducts::next_taps(int32_t panel, int64_t k, int product,
                                                   int64_t count) const {
    const bool here = k < convolution_.shape.ic;
    const Panels packed = convolution_.packed();
    const int64_t slice = here ? k * kPanel : kFreshPanels * packed.size;
    const int64_t lines = convolution_.shape.taps() * count, first = product * lines / products_;
    const int64_t tap = first / count, channel = first % count;
    return Soon{packed.at(panel, slice + tap * winograd_panel_size(convolution_) + channel * kPanel),
                packed.bytes(packed.size), packed.bytes((lines / products_ + 1) * kPanel)};
}

void WinogradProducts::multiply_slice(const Pass& pass, int product, const Slice& slice, Soon soon) const {
    const GemmTile& tile = kernels_.gemm;
    const bool beta = beta_channel_ > 0 && slice.panel % 2 == 1;
    const float* rows =
        pass.tiles.values + product * pass.tiles.product_stride + (beta ? beta_channel_ : 0) + slice.k_begin;
    float* acc = pass.sums + product * pass.columns + static_cast<int64_t>(slice.panel - pass.first) * kPanel;
    const float* pointers[kMostGemmRows];
    GemmArgs args{};
    args.rows = pointers;
    args.panel_count = slice.panels;
    args.segments = 1;
    args.k = static_cast<int32_t>(slice.k);
    args.panel = slice.weights;
    args.panel_stride = slice.panel_stride;
    args.acc_stride = products_ * pass.columns;
    args.accumulate = slice.k_begin > 0;
    args.prefetch_stride = soon.stride;
    for (int64_t group = 0, first = 0, last; group < pass.groups.count; ++group, first = last) {
        last = pass.groups.first(group + 1);
        args.row_count = static_cast<int32_t>(last - first);
        for (int m = 0; m < args.row_count; ++m) pointers[m] = rows + (first + m) * width_;
        args.acc = acc + first * args.acc_stride;
        prefetch_share(args, soon.memory, soon.bytes, group, pass.groups.count);
        tile.run(args);
    }
}

}  // namespace sige::cpu

// The products in the middle of a Winograd convolution: transformed tiles times transformed weights.
#pragma once

#include "backends/cpu/convolution/convolution.h"
#include "backends/cpu/pixels.h"
#include "kernels/kernels.h"

namespace sige::cpu {

// Tiles as [products, tiles, width], their rows product_stride apart from product to product.
struct TransformedTiles {
    float* values;
    int64_t product_stride;
};

class WinogradProducts final {
  public:
    // beta_channel is where beta's source begins in a transformed tile: above 0 for SPLIT modulation alone.
    WinogradProducts(const Kernels& kernels, const HostConvolution& convolution, int tile, int64_t width,
                     int64_t beta_channel);

    // How many panels to multiply at once, and the floats of memory that this takes.
    int32_t panels_at_once() const;
    uint64_t memory_size() const;

    // sums [tiles, products, columns] of the panels [first, last), sixteen columns each.
    void multiply(int32_t first, int32_t last, const TransformedTiles& tiles, int64_t count, float* sums,
                  float* memory) const;

  private:
    // What a pass over some tiles and panels shares.
    struct Pass {
        int32_t first, last;
        const TransformedTiles& tiles;
        EvenSplit groups;  // of tiles, a call of the micro-kernel each
        float* sums;
        int64_t columns;
    };

    // Neighbouring panels' k values from k_begin on of one product; the weights of each panel lie
    // panel_stride floats behind those of the one before.
    struct Slice {
        int32_t panel, panels;
        int64_t k_begin, k;
        const float* weights;
        int64_t panel_stride;
    };
    // Memory that is needed soon, in rows of a panel; as much of each further panel lies stride floats
    // behind.
    struct Soon {
        const float* memory;
        int64_t stride;
        int64_t lines;
    };

    int32_t panels_of_call(const Pass& pass, int32_t panel) const;
    void multiply_held(const Pass& pass) const;
    void multiply_fresh(const Pass& pass, float* memory) const;
    Soon next_taps(int32_t panel, int64_t k, int product, int64_t count) const;
    void multiply_slice(const Pass& pass, int product, const Slice& slice, Soon soon) const;

    const Kernels& kernels_;
    const HostConvolution& convolution_;
    const int tile_, products_;
    const int64_t width_, beta_channel_;
};

}  // namespace sige::cpu

// The products in the middle of a Winograd convolution: transformed tiles times transformed weights.
#pragma once

#include "backends/cpu/convolution/convolution.h"
#include "backends/cpu/kernels.h"

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
        int64_t count;
        float* sums;
        int64_t columns;
    };

    void multiply_held(const Pass& pass) const;
    void multiply_fresh(const Pass& pass, float* memory) const;
    // Memory that is needed soon, in rows of a panel.
    struct Soon {
        const float* memory;
        int64_t lines;
    };

    Soon next_taps(int32_t panel, int64_t k, int product, int64_t count) const;
    // One slice of one product of one panel: k values from k_begin on.
    void multiply_slice(const Pass& pass, int product, int32_t panel, int64_t k_begin, int64_t k,
                        const float* weights, Soon soon) const;

    const Kernels& kernels_;
    const HostConvolution& convolution_;
    const int tile_, products_;
    const int64_t width_, beta_channel_;
};

}  // namespace sige::cpu

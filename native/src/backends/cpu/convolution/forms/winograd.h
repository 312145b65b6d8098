// What the Winograd forms share: their tiles, and the products in the middle, transformed tiles times
// transformed weights.
#pragma once

#include "backends/cpu/convolution/image_call.h"

namespace sige::cpu {

// The tiles of a call: those that cover its active pixels, or a grid over the whole picture.
class Tiles final {
  public:
    Tiles(const ConvolutionCall& call, int side, Stack stack)
        : list_(call.active == nullptr ? nullptr : &call.active->tiles(side)),
          side_(side),
          h_(call.dst.h),
          w_(call.dst.w),
          columns_((call.dst.w + side - 1) / side),
          of_image_(list_ != nullptr ? static_cast<int64_t>(list_->size())
                                     : columns_ * ((static_cast<int64_t>(h_) + side - 1) / side)),
          stack_(stack) {}

    // Tiles are listed image by image.
    int64_t count() const { return of_image_ * stack_.images; }
    Tile operator[](int64_t i) const {
        if (stack_.images == 1) return at(i);
        Tile tile = at(i % of_image_);
        tile.y += static_cast<int32_t>(i / of_image_) << stack_.shift;
        return tile;
    }

  private:
    Tile at(int64_t i) const {
        if (list_ != nullptr) return (*list_)[static_cast<size_t>(i)];
        Tile tile{static_cast<int32_t>(i / columns_) * side_, static_cast<int32_t>(i % columns_) * side_, 0};
        for (int y = 0; y < side_ && tile.y + y < h_; ++y)
            for (int x = 0; x < side_ && tile.x + x < w_; ++x) tile.active |= 1u << (y * side_ + x);
        return tile;
    }

    const std::vector<Tile>* list_;
    const int32_t side_, h_, w_;
    const int64_t columns_, of_image_;
    const Stack stack_;
};

// Tiles as [products, tiles, width], their rows product_stride apart from product to product.
struct TransformedTiles {
    float* values;
    int64_t product_stride;
};

class WinogradProducts final {
  public:
    // beta_channel is where beta's source begins in a transformed tile: above 0 for SPLIT modulation alone.
    WinogradProducts(const ImageCall& image, int tile, int64_t width, int64_t beta_channel);

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
    // Memory that is needed soon; as much of each further panel lies stride bytes behind.
    struct Soon {
        const char* memory;
        int64_t stride;
        int64_t bytes;
    };

    int32_t panels_of_call(const Pass& pass, int32_t panel) const;
    void multiply_kept(const Pass& pass) const;
    void multiply_fresh(const Pass& pass, float* memory) const;
    Soon next_taps(int32_t panel, int64_t k, int product, int64_t count) const;
    void multiply_slice(const Pass& pass, int product, const Slice& slice, Soon soon) const;

    const Kernels& kernels_;
    const HostConvolution& convolution_;
    const float* const kept_;
    const int tile_, products_;
    const int64_t width_, beta_channel_;
};

// Floats of one product and panel of transformed weights, and of one tap of packed ones.
inline int64_t winograd_panel_size(const HostConvolution& convolution) {
    return static_cast<int64_t>(convolution.shape.ic) * kPanel;
}

// Computes images with tiles of 2 x 2 or 4 x 4 pixels.
void run_winograd(const ImageCall& image, int tile);

}  // namespace sige::cpu

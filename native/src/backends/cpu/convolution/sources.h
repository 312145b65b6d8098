// Where a convolution finds its source pixels: in the tensors themselves through a nearest resampling, or,
// with a prologue, in rows that hold each needed pixel once, evaluated.
#pragma once

#include <cstdint>
#include <vector>

#include "backends/cpu/memory.h"
#include "backends/cpu/pixels.h"
#include "backends/cpu/queue.h"
#include "core/operators.h"
#include "core/planning/active_set.h"

namespace sige::cpu {

// Gives the address of a source pixel's channels; outside the pictures that of zeros.
class SourceReader final {
  public:
    SourceReader() = default;
    // The pixels of a source's images from n on.
    SourceReader(const Source& source, int32_t n, Stack stack, const float* zeros);
    // Rows that `ranks` [images * h * w] numbers.
    SourceReader(const Source& source, Stack stack, const int32_t* ranks, const float* rows,
                 int64_t row_stride, const float* zeros);

    const float* at(int32_t y, int32_t x) const {
        const int32_t row = stack_.row(y);
        if (static_cast<uint32_t>(row) >= static_cast<uint32_t>(h_) ||
            static_cast<uint32_t>(x) >= static_cast<uint32_t>(w_))
            return zeros_;
        const int64_t image = stack_.image(y);
        if (ranks_ != nullptr) return base_ + ranks_[(image * h_ + row) * w_ + x] * stride_;
        return base_ + image * image_stride_ +
               (static_cast<int64_t>(row >> up_ << down_) * held_w_ + (x >> up_ << down_)) * stride_;
    }
    int32_t channels() const { return channels_; }
    int32_t h() const { return h_; }
    int32_t w() const { return w_; }

  private:
    const float* base_ = nullptr;
    const float* zeros_ = nullptr;
    const int32_t* ranks_ = nullptr;
    int64_t stride_ = 0, held_w_ = 0, image_stride_ = 0;
    Stack stack_;
    int32_t h_ = 0, w_ = 0, up_ = 0, down_ = 0, channels_ = 0;
};

// The one or two sources of a convolution.
struct Sources {
    SourceReader reader[2];
    int count = 0;

    int32_t channels() const { return reader[0].channels() + (count == 2 ? reader[1].channels() : 0); }
};

Sources raw_sources(const ConvolutionCall& call, int32_t n, Stack stack, const float* zeros);

// The source pixels that a block of work needs, each once, in the order in which they were asked for.
class NeededPixels final {
  public:
    // Of source images of h x w pixels.
    NeededPixels(PrologueScratch& scratch, int32_t h, int32_t w, Stack stack);
    ~NeededPixels();
    NeededPixels(const NeededPixels&) = delete;
    NeededPixels& operator=(const NeededPixels&) = delete;

    // Starts a new block.
    void clear();
    void need(int32_t y, int32_t x) {
        if (static_cast<uint32_t>(stack_.row(y)) >= static_cast<uint32_t>(h_) ||
            static_cast<uint32_t>(x) >= static_cast<uint32_t>(w_))
            return;
        int32_t& rank = ranks_[index(y, x)];
        if (rank >= 0) return;
        rank = static_cast<int32_t>(pixels_.size());
        pixels_.push_back({y, x});
    }
    // Those under the filters of some output pixels.
    void need(const ConvolutionShape& shape, const PixelRange& pixels, int64_t begin, int64_t end);

    int64_t count() const { return static_cast<int64_t>(pixels_.size()); }
    Pixel operator[](int64_t i) const { return pixels_[static_cast<size_t>(i)]; }
    // The place of each pixel of the source, -1 where it is not needed [images * h * w].
    const int32_t* ranks() const { return ranks_.data(); }

  private:
    size_t index(int32_t y, int32_t x) const {
        return static_cast<size_t>((static_cast<int64_t>(stack_.image(y)) * h_ + stack_.row(y)) * w_ + x);
    }

    const int32_t h_, w_;
    const Stack stack_;
    std::vector<int32_t>& ranks_;
    std::vector<Pixel>& pixels_;
};

// Evaluates a call's prologue at one pixel.
class Prologue final {
  public:
    // Of the images from n on.
    Prologue(Context context, const ConvolutionCall& call, int32_t n, Stack stack, const Sources& raw);

    // All channels of the sources, one source behind the other.
    void evaluate(Pixel pixel, float* dst) const;

  private:
    const AffineRowFunction row_;
    const Affine& affine_;
    const int64_t offset_, image_stride_;  // of scale and shift
    const Stack stack_;
    const Sources& raw_;
};

// The source pixels that a block of work needs, after the prologue.
class PrologueRows final {
  public:
    PrologueRows(Context context, const ConvolutionCall& call, int32_t n, Stack stack, const float* zeros);

    NeededPixels& needed() { return needed_; }
    // Evaluates what is needed; the sources are valid until the next call.
    Sources evaluate();

  private:
    const Context context_;
    const ConvolutionCall& call_;
    const Stack stack_;
    const float* const zeros_;
    const Sources raw_;
    const Prologue prologue_;
    NeededPixels needed_;
};

}  // namespace sige::cpu

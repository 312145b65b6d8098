// Which pixels a call works on: those of an active set, or all of a size, of one image or of several.
#pragma once

#include <algorithm>
#include <type_traits>

#include "core/planning/active_set.h"
#include "core/system/thread_pool.h"

namespace sige::cpu {

// Images that are worked on at once, as one high picture: row y of image n is row (n << shift) + y of it.
// Rows between two images are of none: what reads there reads padding. One image is itself.
struct Stack {
    int32_t images = 1;
    int32_t shift = 31;

    int32_t image(int32_t y) const { return y >> shift; }
    // The row in its image; of none, one that no image has: below 0 for a single image, too high for others.
    int32_t row(int32_t y) const { return images == 1 ? y : y & ((1 << shift) - 1); }
    Pixel pixel(int32_t image, Pixel p) const { return images == 1 ? p : Pixel{(image << shift) + p.y, p.x}; }
};

class PixelRange final {
  public:
    PixelRange(const ActiveSet* set, Size size, Stack stack = {})
        : list_(set == nullptr ? nullptr : set->pixels().data()),
          of_image_(set == nullptr ? size.area() : set->count()),
          w_(size.w),
          stack_(stack) {}

    // Pixels are listed image by image.
    int64_t count() const { return of_image_ * stack_.images; }
    Pixel operator[](int64_t i) const {
        if (stack_.images == 1) return at(i);
        return stack_.pixel(static_cast<int32_t>(i / of_image_), at(i % of_image_));
    }

    // Calls body(image, from, to) for each image that has some of the pixels [first, last), with its part.
    template <class Body>
    void for_images(int64_t first, int64_t last, const Body& body) const {
        for (int64_t from = first, to; from < last; from = to) {
            const int64_t image = from / of_image_;
            to = std::min(last, (image + 1) * of_image_);
            body(static_cast<int32_t>(image), from, to);
        }
    }

  private:
    Pixel at(int64_t i) const {
        if (list_ != nullptr) return list_[i];
        return Pixel{static_cast<int32_t>(i / w_), static_cast<int32_t>(i % w_)};
    }

    const Pixel* list_;
    int64_t of_image_;
    int32_t w_;
    Stack stack_;
};

// Calls body(image, first, last) for blocks of pixels of each image, on all threads. A block's bounds do not
// depend on the thread count.
template <class Body>
void for_pixel_blocks(ThreadPool& pool, int32_t images, int64_t pixels, int64_t block, const Body& body) {
    const int64_t blocks = (pixels + block - 1) / block;
    pool.parallel_for(images * blocks, [&](int64_t task, int thread) {
        const int32_t image = static_cast<int32_t>(task / blocks);
        const int64_t first = task % blocks * block, last = std::min(first + block, pixels);
        if constexpr (std::is_invocable_v<Body, int32_t, int64_t, int64_t, int>)
            body(image, first, last, thread);
        else
            body(image, first, last);
    });
}

// Pixels of a block whose rows of c floats take some 64 KB.
inline int64_t block_for(int32_t c) {
    return std::max<int64_t>(16384 / std::max(c, 1), 16);
}

// Splits a list into as few pieces of at most `largest` as will do, of nearly equal length: a short last
// piece would read all weights for little work, and a micro-kernel with few rows cannot hide the latency of
// its multiply-adds.
struct EvenSplit {
    EvenSplit(int64_t total, int64_t largest)
        : total(total), largest(largest), count((total + largest - 1) / largest) {}
    int64_t first(int64_t piece) const { return piece * total / count; }
    int64_t length(int64_t piece) const { return first(piece + 1) - first(piece); }

    const int64_t total, largest, count;
};

}  // namespace sige::cpu

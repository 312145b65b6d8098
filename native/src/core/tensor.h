// A view of a buffer as [n, h, w, c], and what goes with it.
#pragma once

#include <cstdint>

#include "core/error.h"

namespace sige {

class Buffer;

struct Size {
    int32_t h = 0, w = 0;
    int64_t area() const { return static_cast<int64_t>(h) * w; }
};

struct Tensor {
    Buffer* buffer = nullptr;
    sige_dtype dtype = SIGE_DTYPE_F32;
    uint64_t offset = 0;
    int32_t n = 0, h = 0, w = 0, c = 0;
    int64_t pixel_stride = 0;  // elements

    explicit operator bool() const { return buffer != nullptr || h != 0; }
    Size size() const { return Size{h, w}; }
    int64_t pixels() const { return static_cast<int64_t>(h) * w; }
    int64_t image_stride() const { return pixels() * pixel_stride; }
};

// A tensor that holds the rectangle from (y, x) of a picture of [h, w]; a pixel goes by its place in the
// picture.
struct Region {
    Tensor tensor;
    int32_t y = 0, x = 0;
    int32_t h = 0, w = 0;

    int32_t bottom() const { return y + tensor.h; }
    int32_t right() const { return x + tensor.w; }
    bool is_whole() const { return tensor.h == h && tensor.w == w; }
    bool holds(int32_t row, int32_t column) const {
        return row >= y && row < bottom() && column >= x && column < right();
    }
    bool holds(const Region& other) const {
        return y <= other.y && x <= other.x && bottom() >= other.bottom() && right() >= other.right();
    }
};

// Scale and shift of each channel, [c] or [n, c], then an activation.
struct Affine {
    Buffer* scale = nullptr;
    Buffer* shift = nullptr;
    bool per_image = false;
    sige_activation activation = SIGE_ACTIVATION_NONE;
    float slope = 0;

    bool is_identity() const { return !scale && !shift && activation == SIGE_ACTIVATION_NONE; }
};

// Bytes of an element.
uint64_t dtype_size(sige_dtype dtype);
const char* dtype_name(sige_dtype dtype);
// Whether two views share bytes; channel slices of one tensor count as sharing.
bool overlap(const Tensor& a, const Tensor& b);

}  // namespace sige

// A validated view of a buffer as [n, h, w, c].
#pragma once

#include <cstdint>
#include <memory>

#include "core/error.h"

namespace sige {

class Buffer;

struct Tensor {
    Buffer* buffer = nullptr;
    sige_dtype dtype = SIGE_DTYPE_F32;
    uint64_t offset = 0;
    int32_t n = 0, h = 0, w = 0, c = 0;
    int64_t pixel_stride = 0;  // elements

    explicit operator bool() const { return buffer != nullptr || h != 0; }
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

uint64_t dtype_size(sige_dtype dtype);
// Whether two views share bytes; channel slices of one tensor count as sharing.
bool overlap(const Tensor& a, const Tensor& b);
const char* dtype_name(sige_dtype dtype);

// Checks shape, stride, alignment and range. `name` is what messages call it.
Tensor checked_tensor(const sige_tensor* tensor, const char* name);
// The same without a buffer: for questions about shapes.
Tensor checked_shape(const sige_tensor* tensor, const char* name);
// As checked_tensor, and of the given type.
Tensor checked_tensor(const sige_tensor* tensor, const char* name, sige_dtype dtype);
// As checked_tensor, for one that may hold a region.
Region checked_region(const sige_tensor* tensor, const char* name);
// A float32 tensor of one pixel an image, [n, 1, 1, c].
Tensor checked_vector(const sige_tensor* tensor, const char* name, int32_t n, int32_t c,
                      bool shapes_only = false);
void require_same_shape(const Tensor& a, const char* a_name, const Tensor& b, const char* b_name);
// Checks that a buffer holds `count` elements of a type from `offset` on.
void require_room(const Buffer& buffer, const char* name, uint64_t offset, int64_t count, sige_dtype dtype);

struct Affine {
    Buffer* scale = nullptr;
    Buffer* shift = nullptr;
    bool per_image = false;
    sige_activation activation = SIGE_ACTIVATION_NONE;
    float slope = 0;

    bool is_identity() const { return !scale && !shift && activation == SIGE_ACTIVATION_NONE; }
};

// Checks an affine for [n, c]; null or struct_size 0 is the identity.
Affine checked_affine(const sige_affine* affine, const char* name, int32_t n, int32_t c);
void require_activation(sige_activation activation, const char* name);

}  // namespace sige

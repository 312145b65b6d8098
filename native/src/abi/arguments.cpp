#include "abi/arguments.h"

namespace sige {
namespace {

void require_dimension(int32_t value, const char* name, const char* dimension) {
    SIGE_REQUIRE(value >= 1 && value <= SIGE_MAX_DIMENSION, "%s: %s is %d, expected 1 to %d", name, dimension,
                 value, static_cast<int>(SIGE_MAX_DIMENSION));
}

void require_whole(const sige_tensor& t, const char* name) {
    const bool whole = t.window_y == 0 && t.window_x == 0 && (t.window_h == 0 || t.window_h == t.h) &&
                       (t.window_w == 0 || t.window_w == t.w);
    if (!whole)
        fail(SIGE_STATUS_UNSUPPORTED,
             "%s: holds a region [%d, %d) of [%d, %d]; this device wants whole pictures", name, t.window_y,
             t.window_x, t.window_h, t.window_w);
}

// Checks all but the window and the buffer.
Tensor checked_extents(const sige_tensor* tensor, const char* name) {
    SIGE_REQUIRE(tensor != nullptr, "%s is null", name);
    require_dimension(tensor->n, name, "n");
    require_dimension(tensor->h, name, "h");
    require_dimension(tensor->w, name, "w");
    require_dimension(tensor->c, name, "c");
    SIGE_REQUIRE(tensor->pixel_stride == 0 || tensor->pixel_stride >= tensor->c,
                 "%s: pixel_stride is %d, expected 0 or at least c = %d", name, tensor->pixel_stride,
                 tensor->c);
    dtype_size(tensor->dtype);
    Tensor t;
    t.buffer = nullptr;
    t.dtype = tensor->dtype;
    t.offset = tensor->offset;
    t.n = tensor->n;
    t.h = tensor->h;
    t.w = tensor->w;
    t.c = tensor->c;
    t.pixel_stride = tensor->pixel_stride == 0 ? tensor->c : tensor->pixel_stride;
    return t;
}

}  // namespace

// The extents with their buffer.
Tensor Arguments::memory(const sige_tensor* tensor, const char* name) const {
    Tensor t = checked_extents(tensor, name);
    SIGE_REQUIRE(tensor->buffer != nullptr, "%s: buffer is null", name);
    t.buffer = &handle(tensor->buffer, name);
    const uint64_t size = dtype_size(t.dtype);
    SIGE_REQUIRE(t.offset % size == 0, "%s: offset %llu is not a multiple of the element size %llu", name,
                 static_cast<unsigned long long>(t.offset), static_cast<unsigned long long>(size));
    // n, h, w and the stride are at most 2^20, 2^20, 2^20 and 2^31: the product may pass 64 bits.
    const __uint128_t last = ((static_cast<__uint128_t>(t.n) * t.h * t.w - 1) * t.pixel_stride + t.c) * size;
    SIGE_REQUIRE(last + t.offset <= t.buffer->bytes(),
                 "%s: [%d, %d, %d, %d] of %s at byte %llu leaves its buffer of %llu bytes", name, t.n, t.h,
                 t.w, t.c, dtype_name(t.dtype), static_cast<unsigned long long>(t.offset),
                 static_cast<unsigned long long>(t.buffer->bytes()));
    return t;
}

Tensor checked_shape(const sige_tensor* tensor, const char* name) {
    const Tensor t = checked_extents(tensor, name);
    require_whole(*tensor, name);
    return t;
}

Tensor Arguments::tensor(const sige_tensor* tensor, const char* name) const {
    const Tensor t = memory(tensor, name);
    require_whole(*tensor, name);
    return t;
}

Region Arguments::region(const sige_tensor* tensor, const char* name) const {
    Region region;
    region.tensor = memory(tensor, name);
    const sige_tensor& t = *tensor;
    region.y = t.window_y;
    region.x = t.window_x;
    region.h = t.window_h == 0 ? t.h : t.window_h;
    region.w = t.window_w == 0 ? t.w : t.window_w;
    const bool inside = t.window_y >= 0 && t.window_x >= 0 && region.h >= t.h && region.w >= t.w &&
                        region.h <= SIGE_MAX_DIMENSION && region.w <= SIGE_MAX_DIMENSION &&
                        t.window_y <= region.h - t.h && t.window_x <= region.w - t.w;
    SIGE_REQUIRE(inside, "%s: a region of %d x %d at [%d, %d] leaves its picture of %d x %d", name, t.h, t.w,
                 t.window_y, t.window_x, region.h, region.w);
    return region;
}

Tensor Arguments::vector(const sige_tensor* tensor, const char* name, int32_t n, int32_t c) const {
    return checked_vector_shape(this->tensor(tensor, name), name, n, c);
}

Tensor checked_vector_shape(const Tensor& t, const char* name, int32_t n, int32_t c) {
    SIGE_REQUIRE(t.dtype == SIGE_DTYPE_F32, "%s: dtype is %s, expected float32", name, dtype_name(t.dtype));
    require_vector_shape(t, name, n, c);
    return t;
}

void require_vector_shape(const Tensor& t, const char* name, int32_t n, int32_t c) {
    SIGE_REQUIRE(t.n == n && t.h == 1 && t.w == 1 && t.c == c,
                 "%s is [%d, %d, %d, %d], expected [%d, 1, 1, %d]", name, t.n, t.h, t.w, t.c, n, c);
}

Tensor Arguments::tensor(const sige_tensor* tensor, const char* name, sige_dtype dtype) const {
    const Tensor t = this->tensor(tensor, name);
    SIGE_REQUIRE(t.dtype == dtype, "%s: dtype is %s, expected %s", name, dtype_name(t.dtype),
                 dtype_name(dtype));
    return t;
}

void Arguments::require_real(sige_dtype dtype, const char* name) const {
    if (dtype == SIGE_DTYPE_F32 || (dtype == SIGE_DTYPE_F16 && device_->stores_float16())) return;
    if (dtype == SIGE_DTYPE_F16)
        fail(SIGE_STATUS_UNSUPPORTED,
             "%s: dtype is float16, expected float32: operators of this device take no other", name);
    fail(SIGE_STATUS_INVALID_ARGUMENT,
         device_->stores_float16() ? "%s: dtype is %s, expected float32 or float16"
                                   : "%s: dtype is %s, expected float32",
         name, dtype_name(dtype));
}

Tensor Arguments::reals(const sige_tensor* tensor, const char* name) const {
    const Tensor t = this->tensor(tensor, name);
    require_real(t.dtype, name);
    return t;
}

void require_same_shape(const Tensor& a, const char* a_name, const Tensor& b, const char* b_name) {
    SIGE_REQUIRE(a.n == b.n && a.h == b.h && a.w == b.w && a.c == b.c,
                 "%s is [%d, %d, %d, %d], expected the shape of %s, [%d, %d, %d, %d]", a_name, a.n, a.h, a.w,
                 a.c, b_name, b.n, b.h, b.w, b.c);
}

void require_one_type_where_shared(const Tensor& src, const char* name, const Tensor& dst) {
    SIGE_REQUIRE(src.dtype == dst.dtype || !overlap(src, dst),
                 "%s shares bytes with dst, but is %s and dst %s", name, dtype_name(src.dtype),
                 dtype_name(dst.dtype));
}

Buffer& Arguments::buffer(sige_buffer* buffer, const char* name, uint64_t offset, int64_t count,
                          sige_dtype dtype) const {
    Buffer& b = handle(buffer, name);
    const uint64_t size = dtype_size(dtype);
    SIGE_REQUIRE(offset % size == 0, "%s: offset %llu is not a multiple of the element size", name,
                 static_cast<unsigned long long>(offset));
    const __uint128_t end = static_cast<__uint128_t>(count) * size + offset;
    SIGE_REQUIRE(end <= b.bytes(), "%s: %lld elements of %s at byte %llu leave its buffer of %llu bytes",
                 name, static_cast<long long>(count), dtype_name(dtype),
                 static_cast<unsigned long long>(offset), static_cast<unsigned long long>(b.bytes()));
    return b;
}

void require_activation(sige_activation activation, const char* name) {
    SIGE_REQUIRE(activation >= SIGE_ACTIVATION_NONE && activation <= SIGE_ACTIVATION_QUICK_GELU,
                 "%s: unknown activation %d", name, activation);
}

void require_precision(sige_precision precision) {
    SIGE_REQUIRE(precision >= SIGE_PRECISION_F32 && precision <= SIGE_PRECISION_TF32, "unknown precision %d",
                 precision);
}

Affine Arguments::affine(const sige_affine* affine, const char* name, int32_t n, int32_t c) const {
    Affine a;
    if (affine == nullptr) return a;
    require_activation(affine->activation, name);
    a.activation = affine->activation;
    a.slope = affine->slope;
    a.per_image = affine->per_image != 0;
    const int64_t count = static_cast<int64_t>(a.per_image ? n : 1) * c;
    a.scale = optional(affine->scale, name, count, SIGE_DTYPE_F32);
    a.shift = optional(affine->shift, name, count, SIGE_DTYPE_F32);
    return a;
}

const ActiveSet& Arguments::set(sige_active_set* active, const char* name, const Tensor& dst) const {
    const ActiveSet& set = handle(active, name);
    SIGE_REQUIRE(set.h == dst.h && set.w == dst.w, "active set is for %d x %d, expected %d x %d", set.h,
                 set.w, dst.h, dst.w);
    return set;
}

Rows Arguments::rows(sige_buffer* buffer, uint64_t offset, const char* name, const ActiveSet& set,
                     const Tensor& like) const {
    const int64_t count = static_cast<int64_t>(like.n) * set.count() * like.c;
    return Rows{&this->buffer(buffer, name, offset, count, like.dtype), offset, like.dtype};
}

Size checked_size(int32_t h, int32_t w) {
    SIGE_REQUIRE(h >= 1 && h <= SIGE_MAX_DIMENSION && w >= 1 && w <= SIGE_MAX_DIMENSION,
                 "size is %d x %d, expected 1 to %d a side", h, w, static_cast<int>(SIGE_MAX_DIMENSION));
    return Size{h, w};
}

}  // namespace sige

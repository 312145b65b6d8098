#include "core/tensor.h"

#include "core/device.h"

namespace sige {

uint64_t dtype_size(sige_dtype dtype) {
    switch (dtype) {
        case SIGE_DTYPE_F32:
        case SIGE_DTYPE_I32:
            return 4;
        case SIGE_DTYPE_F16:
            return 2;
        case SIGE_DTYPE_U8:
            return 1;
        case SIGE_DTYPE_F64:
            return 8;
        default:
            fail(SIGE_STATUS_INVALID_ARGUMENT, "unknown dtype %d", dtype);
    }
}

const char* dtype_name(sige_dtype dtype) {
    switch (dtype) {
        case SIGE_DTYPE_F32:
            return "float32";
        case SIGE_DTYPE_I32:
            return "int32";
        case SIGE_DTYPE_F16:
            return "float16";
        case SIGE_DTYPE_U8:
            return "uint8";
        case SIGE_DTYPE_F64:
            return "float64";
        default:
            return "unknown";
    }
}

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
    SIGE_REQUIRE(tensor->struct_size >= sizeof(sige_tensor), "%s: struct_size is %u, expected %u", name,
                 tensor->struct_size, static_cast<unsigned>(sizeof(sige_tensor)));
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

// The same with its buffer.
Tensor checked_memory(const sige_tensor* tensor, const char* name) {
    Tensor t = checked_extents(tensor, name);
    SIGE_REQUIRE(tensor->buffer != nullptr, "%s: buffer is null", name);
    t.buffer = tensor->buffer->it.get();
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

}  // namespace

Tensor checked_shape(const sige_tensor* tensor, const char* name) {
    const Tensor t = checked_extents(tensor, name);
    require_whole(*tensor, name);
    return t;
}

Tensor checked_tensor(const sige_tensor* tensor, const char* name) {
    const Tensor t = checked_memory(tensor, name);
    require_whole(*tensor, name);
    return t;
}

Region checked_region(const sige_tensor* tensor, const char* name) {
    Region region;
    region.tensor = checked_memory(tensor, name);
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

Tensor checked_vector(const sige_tensor* tensor, const char* name, int32_t n, int32_t c, bool shapes_only) {
    const Tensor t = shapes_only ? checked_shape(tensor, name) : checked_tensor(tensor, name);
    SIGE_REQUIRE(t.dtype == SIGE_DTYPE_F32, "%s: dtype is %s, expected float32", name, dtype_name(t.dtype));
    SIGE_REQUIRE(t.n == n && t.h == 1 && t.w == 1 && t.c == c,
                 "%s is [%d, %d, %d, %d], expected [%d, 1, 1, %d]", name, t.n, t.h, t.w, t.c, n, c);
    return t;
}

Tensor checked_tensor(const sige_tensor* tensor, const char* name, sige_dtype dtype) {
    const Tensor t = checked_tensor(tensor, name);
    SIGE_REQUIRE(t.dtype == dtype, "%s: dtype is %s, expected %s", name, dtype_name(t.dtype),
                 dtype_name(dtype));
    return t;
}

void require_same_shape(const Tensor& a, const char* a_name, const Tensor& b, const char* b_name) {
    SIGE_REQUIRE(a.n == b.n && a.h == b.h && a.w == b.w && a.c == b.c,
                 "%s is [%d, %d, %d, %d], expected the shape of %s, [%d, %d, %d, %d]", a_name, a.n, a.h, a.w,
                 a.c, b_name, b.n, b.h, b.w, b.c);
}

bool overlap(const Tensor& a, const Tensor& b) {
    const auto end = [](const Tensor& t) {
        return t.offset +
               static_cast<uint64_t>((t.n * t.pixels() - 1) * t.pixel_stride + t.c) * dtype_size(t.dtype);
    };
    return a.buffer == b.buffer && a.offset < end(b) && b.offset < end(a);
}

void require_room(const Buffer& buffer, const char* name, uint64_t offset, int64_t count, sige_dtype dtype) {
    const uint64_t size = dtype_size(dtype);
    SIGE_REQUIRE(offset % size == 0, "%s: offset %llu is not a multiple of the element size", name,
                 static_cast<unsigned long long>(offset));
    const __uint128_t end = static_cast<__uint128_t>(count) * size + offset;
    SIGE_REQUIRE(end <= buffer.bytes(), "%s: %lld elements of %s at byte %llu leave its buffer of %llu bytes",
                 name, static_cast<long long>(count), dtype_name(dtype),
                 static_cast<unsigned long long>(offset), static_cast<unsigned long long>(buffer.bytes()));
}

void require_activation(sige_activation activation, const char* name) {
    SIGE_REQUIRE(activation >= SIGE_ACTIVATION_NONE && activation <= SIGE_ACTIVATION_TANH,
                 "%s: unknown activation %d", name, activation);
}

Affine checked_affine(const sige_affine* affine, const char* name, int32_t n, int32_t c) {
    Affine a;
    if (affine == nullptr || affine->struct_size == 0) return a;
    SIGE_REQUIRE(affine->struct_size >= sizeof(sige_affine), "%s: struct_size is %u, expected %u", name,
                 affine->struct_size, static_cast<unsigned>(sizeof(sige_affine)));
    require_activation(affine->activation, name);
    a.activation = affine->activation;
    a.slope = affine->slope;
    a.per_image = affine->per_image != 0;
    const int64_t count = static_cast<int64_t>(a.per_image ? n : 1) * c;
    if (affine->scale != nullptr) {
        a.scale = affine->scale->it.get();
        require_room(*a.scale, name, 0, count, SIGE_DTYPE_F32);
    }
    if (affine->shift != nullptr) {
        a.shift = affine->shift->it.get();
        require_room(*a.shift, name, 0, count, SIGE_DTYPE_F32);
    }
    return a;
}

}  // namespace sige

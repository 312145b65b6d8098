// Masks, active sets and the moves between tensors and rows.
#include "abi/handles.h"

using namespace sige;

sige_status sige_mask_difference(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, float eps,
                                 sige_buffer* mask) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor left = checked_tensor(a, "a");
        const Tensor right = checked_tensor(b, "b", left.dtype);
        SIGE_REQUIRE(left.dtype == SIGE_DTYPE_F32 || left.dtype == SIGE_DTYPE_U8,
                     "a: dtype is %s, expected float32 or uint8", dtype_name(left.dtype));
        require_same_shape(right, "b", left, "a");
        q.mask_difference(left, right, eps, checked_mask(mask, "mask", Size{left.h, left.w}, SIGE_DTYPE_U8));
    });
}

sige_status sige_mask_dilate(sige_queue* queue, sige_buffer* src, int32_t h, int32_t w, int32_t radius,
                             sige_buffer* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Size size = checked_size(h, w);
        SIGE_REQUIRE(radius >= 0, "radius is %d, expected 0 or more", radius);
        SIGE_REQUIRE(src != dst, "dst is src");
        q.mask_dilate(checked_mask(src, "src", size, SIGE_DTYPE_U8), size, radius,
                      checked_mask(dst, "dst", size, SIGE_DTYPE_U8));
    });
}

sige_status sige_mask_downsample(sige_queue* queue, sige_buffer* src, int32_t src_h, int32_t src_w,
                                 sige_buffer* dst, int32_t dst_h, int32_t dst_w) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Size from = checked_size(src_h, src_w), to = checked_size(dst_h, dst_w);
        SIGE_REQUIRE(src != dst, "dst is src");
        q.mask_downsample(checked_mask(src, "src", from, SIGE_DTYPE_F32), from,
                          checked_mask(dst, "dst", to, SIGE_DTYPE_F32), to);
    });
}

sige_status sige_mask_threshold(sige_queue* queue, sige_buffer* src, int32_t h, int32_t w, float threshold,
                                sige_buffer* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Size size = checked_size(h, w);
        SIGE_REQUIRE(threshold >= 0 && threshold <= 1, "threshold is %g, expected 0 to 1",
                     static_cast<double>(threshold));
        q.mask_threshold(checked_mask(src, "src", size, SIGE_DTYPE_F32), size, threshold,
                         checked_mask(dst, "dst", size, SIGE_DTYPE_U8));
    });
}

sige_status sige_mask_reduce_to_blocks(sige_queue* queue, sige_buffer* mask, int32_t h, int32_t w,
                                       int32_t block, int32_t halo, sige_buffer* blocks, sige_buffer* count) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Size size = checked_size(h, w);
        SIGE_REQUIRE(block >= 1 && block <= SIGE_MAX_DIMENSION, "block is %d, expected 1 or more", block);
        SIGE_REQUIRE(halo >= 0 && halo <= SIGE_MAX_DIMENSION, "halo is %d, expected 0 or more", halo);
        const int64_t grid =
            ((static_cast<int64_t>(h) + block - 1) / block) * ((static_cast<int64_t>(w) + block - 1) / block);
        Buffer& list = checked_handle(blocks, "blocks");
        require_room(list, "blocks", 0, 2 * grid, SIGE_DTYPE_I32);
        Buffer& number = checked_handle(count, "count");
        require_room(number, "count", 0, 1, SIGE_DTYPE_I32);
        q.mask_reduce_to_blocks(checked_mask(mask, "mask", size, SIGE_DTYPE_U8), size, block, halo, list,
                                number);
    });
}

sige_status sige_active_set_create(sige_device* device, int32_t h, int32_t w, sige_active_set** active) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(active != nullptr, "active is null");
        const Size size = checked_size(h, w);
        SIGE_REQUIRE(size.area() <= INT32_MAX, "%d x %d pixels pass 32 bits", h, w);
        *active = new sige_active_set{device->it, owner.create_active_set(size)};
    });
}

sige_status sige_active_set_build(sige_queue* queue, sige_active_set* active, sige_buffer* mask,
                                  sige_policy policy) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        ActiveSet& set = checked_handle(active, "active");
        SIGE_REQUIRE(policy == SIGE_POLICY_PIXELS || policy == SIGE_POLICY_TILES, "unknown policy %d",
                     policy);
        q.build(set, checked_mask(mask, "mask", Size{set.h, set.w}, SIGE_DTYPE_U8), policy);
    });
}

sige_status sige_active_set_query(sige_queue* queue, sige_active_set* active, sige_active_counts* counts) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        ActiveSet& set = checked_handle(active, "active");
        require_struct(counts, "counts");
        *counts = q.counts(set);
    });
}

sige_status sige_active_set_read(sige_queue* queue, sige_active_set* active, sige_index_table table,
                                 const sige_index_geometry* geometry, int32_t* dst, uint64_t capacity,
                                 uint64_t* count) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        ActiveSet& set = checked_handle(active, "active");
        SIGE_REQUIRE(table >= SIGE_INDEX_PIXELS && table <= SIGE_INDEX_TILES_4, "unknown table %d", table);
        SIGE_REQUIRE(count != nullptr, "count is null");
        SIGE_REQUIRE(dst != nullptr || capacity == 0, "dst is null");
        if (table == SIGE_INDEX_NEIGHBOURS) {
            require_struct(geometry, "geometry");
            SIGE_REQUIRE(geometry->kernel_h >= 1 && geometry->kernel_w >= 1 && geometry->kernel_h <= 64 &&
                             geometry->kernel_w <= 64,
                         "kernel is %d x %d, expected 1 to 64 a side", geometry->kernel_h,
                         geometry->kernel_w);
            SIGE_REQUIRE(geometry->stride_h >= 1 && geometry->stride_w >= 1 && geometry->stride_h <= 64 &&
                             geometry->stride_w <= 64,
                         "stride is %d x %d, expected 1 to 64 a side", geometry->stride_h,
                         geometry->stride_w);
            SIGE_REQUIRE(geometry->pad_top >= 0 && geometry->pad_left >= 0 && geometry->pad_top < 64 &&
                             geometry->pad_left < 64,
                         "padding is %d and %d, expected 0 to 63", geometry->pad_top, geometry->pad_left);
            SIGE_REQUIRE(geometry->scale_log2 > -20 && geometry->scale_log2 < 20, "scale_log2 is %d",
                         geometry->scale_log2);
            const Size src = checked_size(geometry->src_h, geometry->src_w);
            SIGE_REQUIRE(src.area() <= INT32_MAX, "src of %d x %d pixels passes 32 bits", src.h, src.w);
        }
        const uint64_t needed = q.read_table(set, table, geometry, dst, capacity);
        SIGE_REQUIRE(needed <= capacity, "capacity is %llu, expected at least %llu",
                     static_cast<unsigned long long>(capacity), static_cast<unsigned long long>(needed));
        *count = needed;
    });
}

sige_status sige_active_set_destroy(sige_active_set* active) {
    return guard([&] { delete active; });
}

namespace {

ActiveSet& set_of(sige_queue* queue, sige_active_set* active, const char* name, const Tensor& tensor) {
    checked_handle(queue, "queue");
    checked_handle(active, name);
    return *checked_active(active, tensor);
}

}  // namespace

sige_status sige_gather(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                        const sige_affine* prologue, sige_buffer* rows, uint64_t rows_offset) {
    return guard([&] {
        const Tensor from = checked_tensor(src, "src", SIGE_DTYPE_F32);
        ActiveSet& set = set_of(queue, active, "active", from);
        const Affine affine = checked_affine(prologue, "prologue", from.n, from.c);
        queue->it->gather(from, set, affine, checked_rows(*queue->it, rows, rows_offset, "rows", set, from));
    });
}

sige_status sige_scatter(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset, sige_active_set* active,
                         const sige_tensor* dst) {
    return guard([&] {
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        ActiveSet& set = set_of(queue, active, "active", to);
        queue->it->scatter(checked_rows(*queue->it, rows, rows_offset, "rows", set, to), set, to);
    });
}

sige_status sige_scatter_with_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                       sige_active_set* active, const sige_tensor* residual,
                                       const sige_tensor* dst) {
    return guard([&] {
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        const Tensor added = checked_tensor(residual, "residual", SIGE_DTYPE_F32);
        require_same_shape(added, "residual", to, "dst");
        ActiveSet& set = set_of(queue, active, "active", to);
        queue->it->scatter_with_residual(checked_rows(*queue->it, rows, rows_offset, "rows", set, to), set,
                                         added, to);
    });
}

sige_status sige_scatter_with_block_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                             sige_buffer* residual_rows, uint64_t residual_offset,
                                             sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        ActiveSet& set = set_of(queue, active, "active", to);
        const Rows main = checked_rows(*queue->it, rows, rows_offset, "rows", set, to);
        const Rows residual =
            checked_rows(*queue->it, residual_rows, residual_offset, "residual_rows", set, to);
        queue->it->scatter_with_block_residual(main, residual, set, to);
    });
}

sige_status sige_scatter_gather(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                sige_active_set* written, const sige_tensor* recorded,
                                sige_active_set* wanted, const sige_affine* prologue, sige_buffer* dst_rows,
                                uint64_t dst_offset) {
    return guard([&] {
        const Tensor from = checked_tensor(recorded, "recorded", SIGE_DTYPE_F32);
        ActiveSet& source = set_of(queue, written, "written", from);
        ActiveSet& target = set_of(queue, wanted, "wanted", from);
        const Affine affine = checked_affine(prologue, "prologue", from.n, from.c);
        const Rows in = checked_rows(*queue->it, rows, rows_offset, "rows", source, from);
        const Rows out = checked_rows(*queue->it, dst_rows, dst_offset, "dst_rows", target, from);
        queue->it->scatter_gather(in, source, from, target, affine, out);
    });
}

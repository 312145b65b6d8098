// Masks: on a queue, and in host memory where edits are planned.
#include "core/planning/masks.h"
#include "abi/arguments.h"

using namespace sige;

namespace {

void require_radius(int32_t radius) {
    SIGE_REQUIRE(radius >= 0, "radius is %d, expected 0 or more", radius);
}

void require_threshold(float threshold) {
    SIGE_REQUIRE(threshold >= 0 && threshold <= 1, "threshold is %g, expected 0 to 1",
                 static_cast<double>(threshold));
}

template <class Memory>
void require_apart(const Memory* src, const Memory* dst) {
    SIGE_REQUIRE(src != nullptr, "src is null");
    SIGE_REQUIRE(dst != nullptr, "dst is null");
    SIGE_REQUIRE(src != dst, "dst is src");
}

}  // namespace

sige_status sige_mask_difference(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, float eps,
                                 sige_buffer* mask) {
    return guard([&] {
        const Arguments given(queue);
        MaskDifferenceCall call;
        call.a = given.tensor(a, "a");
        call.b = given.tensor(b, "b", call.a.dtype);
        if (call.a.dtype != SIGE_DTYPE_U8) given.require_real(call.a.dtype, "a");
        require_same_shape(call.b, "b", call.a, "a");
        call.eps = eps;
        call.mask = &given.buffer(mask, "mask", 0, call.a.pixels(), SIGE_DTYPE_U8);
        given.queue().submit(call);
    });
}

sige_status sige_mask_dilate(sige_queue* queue, sige_buffer* src, int32_t h, int32_t w, int32_t radius,
                             sige_buffer* dst) {
    return guard([&] {
        const Arguments given(queue);
        const Size size = checked_size(h, w);
        require_radius(radius);
        require_apart(src, dst);
        given.queue().submit(MaskDilateCall{&given.buffer(src, "src", 0, size.area(), SIGE_DTYPE_U8), size,
                                            radius,
                                            &given.buffer(dst, "dst", 0, size.area(), SIGE_DTYPE_U8)});
    });
}

sige_status sige_mask_downsample(sige_queue* queue, sige_buffer* src, int32_t src_h, int32_t src_w,
                                 sige_buffer* dst, int32_t dst_h, int32_t dst_w) {
    return guard([&] {
        const Arguments given(queue);
        const Size from = checked_size(src_h, src_w), to = checked_size(dst_h, dst_w);
        require_apart(src, dst);
        given.queue().submit(MaskDownsampleCall{&given.buffer(src, "src", 0, from.area(), SIGE_DTYPE_F32),
                                                from, &given.buffer(dst, "dst", 0, to.area(), SIGE_DTYPE_F32),
                                                to});
    });
}

sige_status sige_mask_threshold(sige_queue* queue, sige_buffer* src, int32_t h, int32_t w, float threshold,
                                sige_buffer* dst) {
    return guard([&] {
        const Arguments given(queue);
        const Size size = checked_size(h, w);
        require_threshold(threshold);
        given.queue().submit(MaskThresholdCall{&given.buffer(src, "src", 0, size.area(), SIGE_DTYPE_F32),
                                               size, threshold,
                                               &given.buffer(dst, "dst", 0, size.area(), SIGE_DTYPE_U8)});
    });
}

sige_status sige_mask_reduce_to_blocks(sige_queue* queue, sige_buffer* mask, int32_t h, int32_t w,
                                       int32_t block, int32_t halo, sige_buffer* blocks, sige_buffer* count) {
    return guard([&] {
        const Arguments given(queue);
        const Size size = checked_size(h, w);
        SIGE_REQUIRE(block >= 1 && block <= SIGE_MAX_DIMENSION, "block is %d, expected 1 or more", block);
        SIGE_REQUIRE(halo >= 0 && halo <= SIGE_MAX_DIMENSION, "halo is %d, expected 0 or more", halo);
        const int64_t grid =
            ((static_cast<int64_t>(h) + block - 1) / block) * ((static_cast<int64_t>(w) + block - 1) / block);
        given.queue().submit(MaskReduceCall{&given.buffer(mask, "mask", 0, size.area(), SIGE_DTYPE_U8), size,
                                            block, halo,
                                            &given.buffer(blocks, "blocks", 0, 2 * grid, SIGE_DTYPE_I32),
                                            &given.buffer(count, "count", 0, 1, SIGE_DTYPE_I32)});
    });
}

sige_status sige_plan_dilate(const uint8_t* src, int32_t h, int32_t w, int32_t radius, uint8_t* dst) {
    return guard([&] {
        const Size size = checked_size(h, w);
        require_radius(radius);
        require_apart(src, dst);
        dilate_mask(src, size, radius, dst);
    });
}

sige_status sige_plan_downsample(const float* src, int32_t src_h, int32_t src_w, float* dst, int32_t dst_h,
                                 int32_t dst_w) {
    return guard([&] {
        const Size from = checked_size(src_h, src_w), to = checked_size(dst_h, dst_w);
        require_apart(src, dst);
        downsample_mask(src, from, dst, to);
    });
}

sige_status sige_plan_threshold(const float* src, int32_t h, int32_t w, float threshold, uint8_t* dst) {
    return guard([&] {
        const Size size = checked_size(h, w);
        require_threshold(threshold);
        SIGE_REQUIRE(src != nullptr && dst != nullptr, "src or dst is null");
        threshold_mask(src, size, threshold, dst);
    });
}

// Operations on masks.
#include "backends/metal/operators/views.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

Grid grid_of(Size size) {
    return {static_cast<UInteger>(size.w), static_cast<UInteger>(size.h), 1, {32, 8, 1}};
}

// One group that goes over everything.
constexpr Grid kOneGroup{256, 1, 1, {256, 1, 1}};

parameters::Mask mask_of(Size size) {
    parameters::Mask mask{};
    mask.h = size.h;
    mask.w = size.w;
    return mask;
}

}  // namespace

void MetalQueue::run(const MaskDifferenceCall& call) {
    const Pool pool;
    parameters::Mask mask = mask_of(call.a.size());
    mask.a = view_of(call.a);
    mask.b = view_of(call.b);
    mask.channels = call.a.c;
    mask.images = call.a.n;
    mask.limit = call.eps;
    stream_.run(call.a.dtype == SIGE_DTYPE_U8 ? Kernel::mask_difference_u8 : Kernel::mask_difference_f32,
                grid_of(call.a.size()), mask, {call.a, call.b, call.mask});
}

void MetalQueue::run(const MaskDilateCall& call) {
    const Pool pool;
    parameters::Mask mask = mask_of(call.size);
    mask.radius = call.radius;
    stream_.run(Kernel::mask_dilate, grid_of(call.size), mask, {call.src, call.dst});
}

void MetalQueue::run(const MaskDownsampleCall& call) {
    const Pool pool;
    parameters::Mask mask = mask_of(call.src_size);
    mask.to_h = call.dst_size.h;
    mask.to_w = call.dst_size.w;
    stream_.run(Kernel::mask_downsample, grid_of(call.dst_size), mask, {call.src, call.dst});
}

void MetalQueue::run(const MaskThresholdCall& call) {
    const Pool pool;
    parameters::Mask mask = mask_of(call.size);
    mask.limit = call.threshold;
    stream_.run(Kernel::mask_threshold, kOneGroup, mask, {call.src, call.dst});
}

void MetalQueue::run(const MaskReduceCall& call) {
    const Pool pool;
    parameters::Mask mask = mask_of(call.size);
    mask.block = call.block;
    mask.halo = call.halo;
    stream_.run(Kernel::mask_reduce, kOneGroup, mask, {call.mask, call.blocks, call.count});
}

}  // namespace sige::metal

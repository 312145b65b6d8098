// Operators on masks.
#include <algorithm>

#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

// Threads for so many items, each of which takes some.
LaunchShape shape_for(long long items) {
    constexpr long long kMostBlocks = 4096;
    LaunchShape shape;
    shape.x = static_cast<unsigned>(std::clamp((items + 255) / 256, 1ll, kMostBlocks));
    return shape;
}

}  // namespace

void CudaQueue::execute(const MaskDifferenceCall& call) {
    const auto run = [&]<class T>(Kernel kernel, T) {
        MaskDifferenceArgs<T> args{};
        args.grid = PixelGrid{nullptr, call.a.pixels(), call.a.w, 1, 0};
        args.a = place<const T>(call.a);
        args.b = place<const T>(call.b);
        args.images = call.a.n;
        args.c = call.a.c;
        args.eps = call.eps;
        args.mask = pointer<unsigned char>(call.mask);
        launch_pixels(kernel, args, 1);
    };
    if (call.a.dtype == SIGE_DTYPE_U8)
        run(Kernel::mask_difference_u8, uint8_t{});
    else if (call.a.dtype == SIGE_DTYPE_F16)
        run(Kernel::mask_difference_f16, uint16_t{});
    else
        run(Kernel::mask_difference_f32, float{});
}

void CudaQueue::execute(const MaskDilateCall& call) {
    launch(Kernel::mask_dilate, shape_for(call.size.area()),
           MaskDilateArgs{pointer<const unsigned char>(call.src), call.size.h, call.size.w, call.radius,
                          pointer<unsigned char>(call.dst)});
}

void CudaQueue::execute(const MaskDownsampleCall& call) {
    launch(Kernel::mask_downsample, shape_for(call.dst_size.area()),
           MaskDownsampleArgs{pointer<const float>(call.src), call.src_size.h, call.src_size.w,
                              pointer<float>(call.dst), call.dst_size.h, call.dst_size.w});
}

void CudaQueue::execute(const MaskThresholdCall& call) {
    const DevicePointer largest = scratch(sizeof(int));
    SIGE_CUDA_CALL(set_bytes, largest, 0, sizeof(int), stream());
    const MaskThresholdArgs args{pointer<const float>(call.src), call.size.area(), call.threshold,
                                 pointer<int>(largest), pointer<unsigned char>(call.dst)};
    launch(Kernel::mask_largest, shape_for(args.count), args);
    launch(Kernel::mask_threshold, shape_for(args.count), args);
}

void CudaQueue::execute(const MaskReduceCall& call) {
    LaunchShape warp;
    warp.threads = 32;
    launch(Kernel::mask_reduce, warp,
           MaskReduceArgs{pointer<const unsigned char>(call.mask), call.size.h, call.size.w, call.block,
                          call.halo, pointer<int>(call.blocks), pointer<int>(call.count)});
}

}  // namespace sige::cuda

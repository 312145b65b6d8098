// Copies of pixels between tensors of float32 and float16 that may hold regions.
#include "backends/metal/operators/views.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

Kernel kernel_of(sige_dtype src, sige_dtype dst) {
    if (src == SIGE_DTYPE_F32)
        return dst == SIGE_DTYPE_F32 ? Kernel::copy_pixels_f32_f32 : Kernel::copy_pixels_f32_f16;
    return dst == SIGE_DTYPE_F32 ? Kernel::copy_pixels_f16_f32 : Kernel::copy_pixels_f16_f16;
}

}  // namespace

void MetalQueue::run(const CopyPixelsCall& call) {
    const Pool pool;
    const Region &src = call.src, &dst = call.dst;
    const Region& smaller = src.holds(dst) ? dst : src;
    parameters::CopyPixels copy{};
    copy.src = view_of(src.tensor);
    copy.dst = view_of(dst.tensor);
    copy.pixels = pixels_of(call.active, smaller.tensor.size());
    copy.src_origin = {src.y, src.x};
    copy.dst_origin = {dst.y, dst.x};
    if (call.active == nullptr) copy.first = {smaller.y, smaller.x};
    copy.channels = src.tensor.c;
    const bool converts = src.tensor.dtype != dst.tensor.dtype;
    copy.counts_overflows = call.overflows != nullptr ? 1 : 0;
    const Grid grid = pixel_grid(copy.channels, copy.pixels.count, src.tensor.n);
    const Kernel kernel = kernel_of(src.tensor.dtype, dst.tensor.dtype);
    const Argument places(places_of(call.active, stream_.gpu()));
    if (converts)
        stream_.run(kernel, grid, copy,
                    {places, src.tensor, dst.tensor, Rows{call.overflows, call.overflows_offset}});
    else
        stream_.run(kernel, grid, copy, {places, src.tensor, dst.tensor});
}

}  // namespace sige::metal

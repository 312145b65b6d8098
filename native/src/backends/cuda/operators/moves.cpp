// Gather, scatter, copies of pixels, resizing and one-hot.
#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

// Float16 that no arithmetic is done on keeps its bits: widened and rounded again, a NaN would be another.
void move_halves(CudaQueue& queue, const PixelGrid& pixels, const Place<const uint16_t>& src,
                 const Place<uint16_t>& dst, int c) {
    const int vector = Vectors(c).with(src).with(dst).size();
    queue.launch_pixels(vector == 4 ? Kernel::move_halves_4 : Kernel::move_halves,
                        MoveHalvesArgs{pixels, src, dst, c}, c, vector);
}

}  // namespace

void CudaQueue::execute(const GatherCall& call) {
    const int c = call.src.c;
    const PixelGrid pixels = grid(call.active, call.src);
    if (call.src.dtype == SIGE_DTYPE_F16 && call.prologue.is_identity())
        return move_halves(*this, pixels, place<const uint16_t>(call.src),
                           place<uint16_t>(call.dst, pixels.count, c), c);
    const MapAffineArgs args{pixels, place<const Real>(call.src), place<Real>(call.dst, pixels.count, c),
                             affine_args(call.prologue, c), c};
    const int vector = Vectors(c).with(args.src).with(args.dst).with(args.affine).size();
    launch_pixels(vector == 4 ? Kernel::map_affine_4 : Kernel::map_affine, args, c, vector);
}

void CudaQueue::execute(const ScatterCall& call) {
    const int c = call.dst.c;
    const PixelGrid pixels = grid(call.active, call.dst);
    if (call.dst.dtype == SIGE_DTYPE_F16 && !call.residual && !call.residual_rows)
        return move_halves(*this, pixels, place<const uint16_t>(call.src, pixels.count, c),
                           place<uint16_t>(call.dst), c);
    MapAddArgs args{pixels, place<const Real>(call.src, pixels.count, c), {}, place<Real>(call.dst), c};
    if (call.residual) args.b = place<const Real>(call.residual);
    if (call.residual_rows) args.b = place<const Real>(call.residual_rows, pixels.count, c);
    const int vector = Vectors(c).with(args.a).with(args.b).with(args.dst).size();
    launch_pixels(vector == 4 ? Kernel::map_add_4 : Kernel::map_add, args, c, vector);
}

void CudaQueue::execute(const ScatterGatherCall& call) {
    const int c = call.recorded.c;
    const PixelGrid pixels = grid(call.wanted, call.recorded);
    const int32_t written = call.written->count();
    const ScatterGatherArgs args{pixels,
                                 pixels_on_device(*call.written),
                                 written,
                                 place<const Real>(call.src, written, c),
                                 place<const Real>(call.recorded),
                                 place<Real>(call.dst, pixels.count, c),
                                 affine_args(call.prologue, c),
                                 c};
    const bool keeps_bits = call.recorded.dtype == SIGE_DTYPE_F16 && call.prologue.is_identity();
    launch_pixels(keeps_bits ? Kernel::scatter_gather_halves : Kernel::scatter_gather, args, c);
}

void CudaQueue::execute(const ResizeCall& call) {
    const auto run = [&]<class T>(Kernel kernel, T) {
        const ResizeArgs<T> args{grid(call.active, call.dst),
                                 place<const T>(call.src),
                                 call.src.h,
                                 call.src.w,
                                 call.dst.h,
                                 call.dst.w,
                                 place<T>(call.dst),
                                 call.dst.c};
        launch_pixels(kernel, args, call.dst.c);
    };
    if (call.src.dtype == SIGE_DTYPE_U8)
        run(Kernel::resize_u8, uint8_t{});
    else if (call.src.dtype == SIGE_DTYPE_F16)
        run(Kernel::resize_f16, uint16_t{});
    else
        run(Kernel::resize_f32, float{});
}

void CudaQueue::execute(const OneHotCall& call) {
    const OneHotArgs args{grid(call.active, call.dst), place<const unsigned char>(call.labels),
                          place<Real>(call.dst), call.dst.c};
    launch_pixels(Kernel::one_hot, args, call.dst.c);
}

namespace {

// Based where pixel (0, 0) of the picture would be.
template <class T>
Place<T> place_in_picture(const Region& region) {
    const Tensor& held = region.tensor;
    Place<T> whole = place<T>(held);
    const int64_t before = (static_cast<int64_t>(region.y) * held.w + region.x) * held.pixel_stride;
    whole.base =
        pointer<T>(reinterpret_cast<uintptr_t>(whole.base) - static_cast<uint64_t>(before) * sizeof(T));
    return whole;
}

}  // namespace

void CudaQueue::execute(const CopyPixelsCall& call) {
    const auto run = [&]<class From, class To>(Kernel kernel, From, To) {
        const Region& smaller = call.src.holds(call.dst) ? call.dst : call.src;
        CopyPixelsArgs<From, To> args{};
        args.grid = grid(call.active, smaller.tensor);
        if (call.active == nullptr) {
            args.origin_y = smaller.y;
            args.origin_x = smaller.x;
        }
        args.src = place_in_picture<const From>(call.src);
        args.src_w = call.src.tensor.w;
        args.dst = place_in_picture<To>(call.dst);
        args.dst_w = call.dst.tensor.w;
        args.c = call.src.tensor.c;
        if (call.overflows != nullptr)
            args.overflows = pointer<unsigned long long>(address(call.overflows) + call.overflows_offset);
        launch_pixels(kernel, args, args.c);
    };
    using Half = unsigned short;
    const bool from_half = call.src.tensor.dtype == SIGE_DTYPE_F16,
               to_half = call.dst.tensor.dtype == SIGE_DTYPE_F16;
    if (from_half && to_half)
        run(Kernel::copy_f16_f16, Half{}, Half{});
    else if (from_half)
        run(Kernel::copy_f16_f32, Half{}, float{});
    else if (to_half)
        run(Kernel::copy_f32_f16, float{}, Half{});
    else
        run(Kernel::copy_f32_f32, float{}, float{});
}

}  // namespace sige::cuda

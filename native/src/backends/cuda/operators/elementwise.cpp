// Element-wise operators and their kin.
#include <cmath>

#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

// gamma or beta: a tensor, or one pixel for all of an image.
Place<const Real> modulator(const Tensor& tensor) {
    if (!tensor) return {};
    return tensor.pixels() == 1 ? place_of_images<const Real>(tensor) : place<const Real>(tensor);
}

}  // namespace

void CudaQueue::execute(const ActivateCall& call) {
    const int c = call.dst.c;
    const MapAffineArgs args{grid(call.active, call.dst), place<const Real>(call.src), place<Real>(call.dst),
                             affine_args(call.affine, c), c};
    const int vector = Vectors(c).with(args.src).with(args.dst).with(args.affine).size();
    launch_pixels(vector == 4 ? Kernel::map_affine_4 : Kernel::map_affine, args, c, vector);
}

void CudaQueue::execute(const AddCall& call) {
    const int c = call.dst.c;
    const MapAddArgs args{grid(call.active, call.dst), place<const Real>(call.a), place<const Real>(call.b),
                          place<Real>(call.dst), c};
    const int vector = Vectors(c).with(args.a).with(args.b).with(args.dst).size();
    launch_pixels(vector == 4 ? Kernel::map_add_4 : Kernel::map_add, args, c, vector);
}

void CudaQueue::execute(const GateCall& call) {
    const int c = call.dst.c;
    const MapGateArgs args{grid(call.active, call.dst),
                           place<const Real>(call.src),
                           place<const Real>(call.gate),
                           place<Real>(call.dst),
                           c,
                           call.activation,
                           call.slope};
    const int vector = Vectors(c).with(args.src).with(args.gate).with(args.dst).size();
    launch_pixels(vector == 4 ? Kernel::map_gate_4 : Kernel::map_gate, args, c, vector);
}

void CudaQueue::execute(const ModulateCall& call) {
    const int c = call.dst.c;
    const MapModulateArgs args{grid(call.active, call.dst),
                               place<const Real>(call.src),
                               modulator(call.gamma),
                               modulator(call.beta),
                               place<Real>(call.dst),
                               affine_args(call.normalisation, c),
                               c};
    const int vector =
        Vectors(c).with(args.src).with(args.gamma).with(args.beta).with(args.dst).with(args.affine).size();
    launch_pixels(vector == 4 ? Kernel::map_modulate_4 : Kernel::map_modulate, args, c, vector);
}

void CudaQueue::execute(const AveragePoolCall& call) {
    const int c = call.dst.c;
    const AveragePoolArgs args{grid(call.active, call.dst), place<const Real>(call.src),   call.src.w,
                               place<Real>(call.dst),       affine_args(call.prologue, c), c};
    const int vector = Vectors(c).with(args.src).with(args.dst).with(args.affine).size();
    launch_pixels(vector == 4 ? Kernel::average_pool_4 : Kernel::average_pool, args, c, vector);
}

void CudaQueue::execute(const LayerNormCall& call) {
    constexpr int kWarp = 32;
    const LayerNormArgs args{grid(call.active, call.dst),
                             place<const Real>(call.src),
                             place<Real>(call.dst),
                             pointer<const float>(call.weight),
                             pointer<const float>(call.bias),
                             call.dst.c,
                             call.eps};
    launch_pixels(Kernel::layer_norm, args, kWarp);
}

void CudaQueue::execute(const TimeEmbeddingCall& call) {
    TimeEmbeddingArgs args{};
    args.src = pointer<const float>(call.src);
    args.src_stride = call.src.image_stride();
    args.dst = pointer<float>(call.dst);
    args.dst_stride = call.dst.image_stride();
    args.images = call.dst.n;
    args.half = call.dst.c / 2;
    args.step = static_cast<float>(
        -std::log(10000.0) / (static_cast<double>(args.half) - static_cast<double>(call.downscale_shift)));
    args.sines_first = call.order == SIGE_EMBEDDING_SIN_COS;
    LaunchShape shape;
    shape.x = static_cast<unsigned>(args.half + 255) / 256;
    shape.y = static_cast<unsigned>(std::min(args.images, 65535));
    launch(Kernel::time_embedding, shape, args);
}

}  // namespace sige::cuda

// Element-wise operators and their kin.
#include "backends/metal/operators/views.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

parameters::Pixelwise pixelwise(const Tensor& src, const Tensor& dst, const ActiveSet* active) {
    parameters::Pixelwise p{};
    p.a = view_of(src);
    p.dst = view_of(dst);
    p.pixels = pixels_of(active, dst.size());
    p.channels = dst.c;
    return p;
}

Grid grid_of(const parameters::Pixelwise& p, const Tensor& dst) {
    return pixel_grid(p.channels, p.pixels.count, dst.n);
}

// gamma or beta: of dst's shape, or one pixel an image.
parameters::View modulator(const Tensor& tensor) {
    return tensor.pixels() == 1 ? vector_view(tensor) : view_of(tensor);
}

Kernel resize_kernel(sige_dtype dtype) {
    if (dtype == SIGE_DTYPE_U8) return Kernel::resize_u8;
    return dtype == SIGE_DTYPE_F16 ? Kernel::resize_f16 : Kernel::resize_f32;
}

}  // namespace

void MetalQueue::run(const ActivateCall& call) {
    const Pool pool;
    parameters::Pixelwise p = pixelwise(call.src, call.dst, call.active);
    p.affine = affine_of(call.affine, call.dst.c);
    stream_.run(
        Kernel::activate_f32, grid_of(p, call.dst), p,
        {places_of(call.active, stream_.gpu()), call.src, call.affine.scale, call.affine.shift, call.dst});
}

void MetalQueue::run(const AddCall& call) {
    const Pool pool;
    parameters::Pixelwise p = pixelwise(call.a, call.dst, call.active);
    p.b = view_of(call.b);
    stream_.run(Kernel::add_f32, grid_of(p, call.dst), p,
                {places_of(call.active, stream_.gpu()), call.a, call.b, call.dst});
}

void MetalQueue::run(const GateCall& call) {
    const Pool pool;
    parameters::Pixelwise p = pixelwise(call.src, call.dst, call.active);
    p.b = view_of(call.gate);
    p.affine.activation = call.activation;
    p.affine.slope = call.slope;
    stream_.run(Kernel::gate_f32, grid_of(p, call.dst), p,
                {places_of(call.active, stream_.gpu()), call.src, call.gate, call.dst});
}

void MetalQueue::run(const ModulateCall& call) {
    const Pool pool;
    parameters::Pixelwise p = pixelwise(call.src, call.dst, call.active);
    p.affine = affine_of(call.normalisation, call.dst.c);
    p.b = modulator(call.beta);
    if (call.gamma) p.c = modulator(call.gamma);
    p.has_c = call.gamma ? 1 : 0;
    stream_.run(Kernel::modulate_f32, grid_of(p, call.dst), p,
                {places_of(call.active, stream_.gpu()), call.src, call.normalisation.scale,
                 call.normalisation.shift, call.gamma, call.beta, call.dst});
}

void MetalQueue::run(const AveragePoolCall& call) {
    const Pool pool;
    parameters::Pixelwise p = pixelwise(call.src, call.dst, call.active);
    p.affine = affine_of(call.prologue, call.dst.c);
    stream_.run(Kernel::average_pool_f32, grid_of(p, call.dst), p,
                {places_of(call.active, stream_.gpu()), call.src, call.prologue.scale, call.prologue.shift,
                 call.dst});
}

void MetalQueue::run(const ResizeCall& call) {
    const Pool pool;
    const parameters::Pixelwise p = pixelwise(call.src, call.dst, call.active);
    stream_.run(resize_kernel(call.src.dtype), grid_of(p, call.dst), p,
                {places_of(call.active, stream_.gpu()), call.src, call.dst});
}

void MetalQueue::run(const OneHotCall& call) {
    const Pool pool;
    const parameters::Pixelwise p = pixelwise(call.labels, call.dst, call.active);
    stream_.run(Kernel::one_hot_f32, grid_of(p, call.dst), p,
                {places_of(call.active, stream_.gpu()), call.labels, call.dst});
}

// A simdgroup for each pixel, eight to a group.
void MetalQueue::run(const LayerNormCall& call) {
    const Pool pool;
    parameters::Pixelwise p = pixelwise(call.src, call.dst, call.active);
    p.has_c = call.weight != nullptr ? 1 : 0;
    p.has_bias = call.bias != nullptr ? 1 : 0;
    p.eps = call.eps;
    const Grid grid{32, static_cast<UInteger>(p.pixels.count), static_cast<UInteger>(call.dst.n), {32, 8, 1}};
    stream_.run(Kernel::layer_norm_f32, grid, p,
                {places_of(call.active, stream_.gpu()), call.src, call.weight, call.bias, call.dst});
}

}  // namespace sige::metal

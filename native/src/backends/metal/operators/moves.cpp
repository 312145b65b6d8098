// Gather and scatter.
#include "backends/metal/operators/views.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

parameters::Move move_of(const Tensor& tensor, const ActiveSet* active) {
    parameters::Move move{};
    move.tensor = view_of(tensor);
    move.pixels = pixels_of(active, tensor.size());
    move.channels = tensor.c;
    return move;
}

Grid grid_of(const parameters::Move& move, const Tensor& tensor) {
    return pixel_grid(move.channels, move.pixels.count, tensor.n);
}

}  // namespace

void MetalQueue::run(const GatherCall& call) {
    const Pool pool;
    parameters::Move move = move_of(call.src, call.active);
    move.affine = affine_of(call.prologue, call.src.c);
    stream_.run(Kernel::gather_f32, grid_of(move, call.src), move,
                {places_of(call.active, stream_.gpu()), call.src, call.prologue.scale, call.prologue.shift,
                 call.dst});
}

void MetalQueue::run(const ScatterCall& call) {
    const Pool pool;
    parameters::Move move = move_of(call.dst, call.active);
    Argument added(Id{nullptr});
    if (call.residual) {
        move.what_is_added = parameters::kTensor;
        move.added = view_of(call.residual);
        added = call.residual;
    } else if (call.residual_rows) {
        move.what_is_added = parameters::kRows;
        added = call.residual_rows;
    }
    stream_.run(Kernel::scatter_f32, grid_of(move, call.dst), move,
                {places_of(call.active, stream_.gpu()), call.src, added, call.dst});
}

void MetalQueue::run(const ScatterGatherCall& call) {
    const Pool pool;
    parameters::Move move = move_of(call.recorded, call.wanted);
    move.affine = affine_of(call.prologue, call.recorded.c);
    move.rows_of_image = call.written->count();
    stream_.run(Kernel::scatter_gather_f32, grid_of(move, call.recorded), move,
                {places_of(call.wanted, stream_.gpu()), ranks_of(*call.written, stream_.gpu()), call.src,
                 call.recorded, call.prologue.scale, call.prologue.shift, call.dst});
}

}  // namespace sige::metal

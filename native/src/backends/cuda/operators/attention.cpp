// Attention.
#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {

void CudaQueue::execute(const AttentionCall& call) {
    // Tiles of attention.cu.
    constexpr int kQueries = 32, kValues = 64, kThreads = 128;
    AttentionArgs args{};
    args.grid = grid(call.active, call.dst);
    if (args.grid.count == 0) return;
    args.query = place<const float>(call.query);
    args.key = place<const float>(call.key);
    args.value = place<const float>(call.value);
    args.dst = place<float>(call.dst);
    args.keys = static_cast<int>(call.key.pixels());
    args.heads = call.heads;
    args.width = call.query.c / call.heads;
    args.value_width = call.value.c / call.heads;
    args.scale = call.scale;
    args.is_causal = call.causal;
    LaunchShape shape;
    shape.threads = kThreads;
    shape.x = static_cast<unsigned>((args.grid.count + kQueries - 1) / kQueries);
    shape.y = static_cast<unsigned>(call.heads * ((args.value_width + kValues - 1) / kValues));
    shape.z = static_cast<unsigned>(call.dst.n);
    launch(Kernel::attention_f32, shape, args);
}

}  // namespace sige::cuda

// Attention and the embedding of times.
#include <cmath>

#include "backends/metal/operators/views.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

int32_t pieces(int32_t total, int32_t piece) {
    return (total + piece - 1) / piece;
}

}  // namespace

void MetalQueue::run(const AttentionCall& call) {
    const Pool pool;
    parameters::Attention p{};
    p.query = view_of(call.query);
    p.key = view_of(call.key);
    p.value = view_of(call.value);
    p.dst = view_of(call.dst);
    p.pixels = pixels_of(call.active, call.dst.size());
    p.keys = static_cast<int32_t>(call.key.pixels());
    p.width = call.query.c / call.heads;
    p.value_width = call.value.c / call.heads;
    p.is_causal = call.causal ? 1 : 0;
    p.scale = call.scale;
    const int32_t blocks = pieces(p.pixels.count, parameters::kAttentionQueries),
                  chunks = pieces(p.value_width, parameters::kAttentionValues);
    constexpr UInteger kThreads = parameters::kAttentionThreads;
    const Grid grid{static_cast<UInteger>(blocks) * kThreads,
                    static_cast<UInteger>(call.heads) * static_cast<UInteger>(chunks),
                    static_cast<UInteger>(call.dst.n),
                    {kThreads, 1, 1}};
    const Kernel kernel =
        call.precision == SIGE_PRECISION_F16 ? Kernel::attention_f16 : Kernel::attention_f32;
    stream_.run(kernel, grid, p,
                {places_of(call.active, stream_.gpu()), call.query, call.key, call.value, call.dst});
}

void MetalQueue::run(const TimeEmbeddingCall& call) {
    const Pool pool;
    parameters::TimeEmbedding p{};
    p.src = view_of(call.src);
    p.dst = view_of(call.dst);
    p.images = call.dst.n;
    p.half_channels = call.dst.c / 2;
    p.sines_first = call.order == SIGE_EMBEDDING_SIN_COS ? 1 : 0;
    p.step = static_cast<float>(-std::log(10000.0) / (static_cast<double>(p.half_channels) -
                                                      static_cast<double>(call.downscale_shift)));
    stream_.run(Kernel::time_embedding_f32, pixel_grid(p.half_channels, call.dst.n, 1), p,
                {call.src, call.dst});
}

}  // namespace sige::metal

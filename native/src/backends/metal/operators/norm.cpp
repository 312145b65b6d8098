// Normalisation statistics: blocks of pixels are summed, then the blocks in order, so that nothing depends on
// how a GPU schedules groups.
#include <algorithm>

#include "backends/metal/operators/views.h"
#include "backends/metal/queue.h"

namespace sige::metal {
namespace {

constexpr int32_t kBlock = 1024;  // pixels

int32_t block_count(int32_t pixels) {
    return (pixels + kBlock - 1) / kBlock;
}

uint64_t partial_bytes(int32_t pixels, int32_t images, int32_t channels) {
    return static_cast<uint64_t>(images) * static_cast<uint64_t>(block_count(pixels)) *
           static_cast<uint64_t>(channels) * 4 * sizeof(float);
}

// Takes the memory of a whole call: one that fails half way would leave sums that are neither old nor new.
void reserve(Stream& stream, const NormCall& call, int32_t pixels) {
    stream.scratch(partial_bytes(pixels, call.src.n, std::max(call.src.c, call.src2.c)));
    for (Kernel kernel : {Kernel::norm_sums_f32, Kernel::norm_collect, Kernel::norm_finish})
        stream.gpu().pipeline(kernel);
}

// Where sums go: to the channels from `channel` on of all.
struct Sums {
    Buffer* buffer;
    int32_t all_channels, channel;
    bool is_added, is_negative;
};

// Sums some pixels of a tensor's images into float64 sums.
void add_sums(Stream& stream, const parameters::View& view, const Argument& src,
              const parameters::Pixels& pixels, Id places, int32_t images, int32_t channels,
              const Sums& sums) {
    const int32_t blocks = block_count(pixels.count);
    const Id partial = stream.scratch(partial_bytes(pixels.count, images, channels));
    const Grid grid{static_cast<UInteger>(channels),
                    static_cast<UInteger>(blocks) * 8,
                    static_cast<UInteger>(images),
                    {32, 8, 1}};
    stream.run(Kernel::norm_sums_f32, grid, parameters::NormSums{view, pixels, channels, blocks, kBlock, 0},
               {places, src, partial});
    const parameters::NormCollect collect{images,
                                          channels,
                                          sums.all_channels,
                                          sums.channel,
                                          blocks,
                                          sums.is_added ? 1 : 0,
                                          sums.is_negative ? 1 : 0};
    stream.run(Kernel::norm_collect, pixel_grid(channels, images, 1), collect, {partial, sums.buffer});
}

void add_whole(Stream& stream, const NormCall& call, const Tensor& tensor, int32_t channel) {
    add_sums(stream, view_of(tensor), tensor, pixels_of(nullptr, tensor.size()), nullptr, tensor.n, tensor.c,
             Sums{call.sums, call.channels(), channel, false, false});
}

// Adds the active pixels and takes off what they held, rows [images, pixels, channels] of the tensor's type.
void replace_active(Stream& stream, const NormCall& call, const Tensor& tensor, int32_t channel,
                    const ActiveSet& set, Rows old_rows) {
    add_sums(stream, view_of(tensor), tensor, pixels_of(&set, tensor.size()), places_of(&set, stream.gpu()),
             tensor.n, tensor.c, Sums{call.sums, call.channels(), channel, true, false});
    const parameters::View rows{
        static_cast<int64_t>(set.count()) * tensor.c, tensor.c, 1, set.count(), is_half(tensor), 0};
    add_sums(stream, rows, old_rows, pixels_of(nullptr, Size{1, set.count()}), nullptr, tensor.n, tensor.c,
             Sums{call.sums, call.channels(), channel, true, true});
}

void finish(Stream& stream, const NormCall& call) {
    parameters::NormFinish p{};
    p.channels = call.channels();
    p.images = call.src.n;
    p.pixels = call.src.pixels();
    p.width = call.kind == SIGE_NORM_GROUP ? p.channels / call.groups : 1;
    p.batch = call.kind == SIGE_NORM_BATCH ? call.src.n : 1;
    p.has_weight = call.weight != nullptr ? 1 : 0;
    p.has_bias = call.bias != nullptr ? 1 : 0;
    p.has_image_scale = call.image_scale ? 1 : 0;
    p.has_image_shift = call.image_shift ? 1 : 0;
    p.image_scale = vector_view(call.image_scale);
    p.image_shift = vector_view(call.image_shift);
    p.eps = call.eps;
    stream.run(
        Kernel::norm_finish, pixel_grid(p.channels, p.images, 1), p,
        {call.sums, call.weight, call.bias, call.image_scale, call.image_shift, call.scale, call.shift});
}

}  // namespace

void MetalQueue::run(const NormCall& call) {
    const Pool pool;
    reserve(stream_, call, static_cast<int32_t>(call.src.pixels()));
    add_whole(stream_, call, call.src, 0);
    if (call.src2) add_whole(stream_, call, call.src2, call.src.c);
    finish(stream_, call);
}

void MetalQueue::run(const NormUpdateCall& call) {
    const Pool pool;
    const NormCall& norm = call.norm;
    places_of(call.active, stream_.gpu());
    reserve(stream_, norm, call.active->count());
    if (call.active->count() > 0) {
        replace_active(stream_, norm, norm.src, 0, *call.active, call.old_rows);
        if (norm.src2) replace_active(stream_, norm, norm.src2, norm.src.c, *call.active, call.old_rows2);
    }
    finish(stream_, norm);
}

}  // namespace sige::metal

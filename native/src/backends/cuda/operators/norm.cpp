// Normalisation statistics, whole and brought up to date.
#include <algorithm>

#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

unsigned pieces(long long total, long long piece) {
    return static_cast<unsigned>((total + piece - 1) / piece);
}

// Adds sign times the sums of pixels of c channels to the call's, from `channel` on.
void add_sums(CudaQueue& queue, const NormCall& call, const PixelGrid& grid, Place<const Real> src, int c,
              int channel, double sign, bool is_first) {
    constexpr int kChannels = 32;  // of a block of threads, see norm.cu
    const long long blocks = (grid.count + kNormBlock - 1) / kNormBlock;
    const DevicePointer partial =
        queue.scratch(static_cast<uint64_t>(grid.images * blocks * c) * 2 * sizeof(double));
    LaunchShape shape;
    shape.x = static_cast<unsigned>(blocks);
    shape.y = pieces(c, kChannels);
    shape.z = static_cast<unsigned>(grid.images);
    queue.launch(Kernel::norm_partial, shape, NormPartialArgs{grid, src, c, pointer<double>(partial)});
    LaunchShape of_channels;
    of_channels.x = pieces(2 * static_cast<long long>(c), of_channels.threads);
    of_channels.y = static_cast<unsigned>(std::min(grid.images, 65535));
    queue.launch(Kernel::norm_collect, of_channels,
                 NormCollectArgs{pointer<const double>(partial), blocks, grid.images, c, channel,
                                 call.channels(), sign, is_first, pointer<double>(call.sums)});
}

void add_whole(CudaQueue& queue, const NormCall& call, const Tensor& tensor, int channel) {
    add_sums(queue, call, queue.grid(nullptr, tensor), place<const Real>(tensor), tensor.c, channel, 1, true);
}

void replace_active(CudaQueue& queue, const NormCall& call, const Tensor& tensor, int channel,
                    const ActiveSet& set, const Rows& old_rows) {
    const PixelGrid grid = queue.grid(&set, tensor);
    add_sums(queue, call, grid, place<const Real>(tensor), tensor.c, channel, 1, false);
    add_sums(queue, call, grid, place<const Real>(old_rows, grid.count, tensor.c), tensor.c, channel, -1,
             false);
}

void finish(CudaQueue& queue, const NormCall& call) {
    NormFinishArgs args{};
    args.sums = pointer<const double>(call.sums);
    args.images = call.src.n;
    args.c = call.channels();
    args.width = call.kind == SIGE_NORM_GROUP ? args.c / call.groups : 1;
    args.over_images = call.kind == SIGE_NORM_BATCH;
    args.count =
        static_cast<double>(call.src.pixels()) * args.width * (args.over_images != 0 ? args.images : 1);
    args.eps = call.eps;
    args.weight = pointer<const float>(call.weight);
    args.bias = pointer<const float>(call.bias);
    args.image_scale = pointer<const float>(call.image_scale);
    args.image_shift = pointer<const float>(call.image_shift);
    args.image_scale_stride = call.image_scale.image_stride();
    args.image_shift_stride = call.image_shift.image_stride();
    args.scale = pointer<float>(call.scale);
    args.shift = pointer<float>(call.shift);
    LaunchShape shape;
    shape.threads = 64;
    shape.x = pieces(args.c, shape.threads);
    shape.y = static_cast<unsigned>(std::min(args.images, 65535));
    queue.launch(Kernel::norm_finish, shape, args);
}

}  // namespace

void CudaQueue::execute(const NormCall& call) {
    add_whole(*this, call, call.src, 0);
    if (call.src2) add_whole(*this, call, call.src2, call.src.c);
    finish(*this, call);
}

void CudaQueue::execute(const NormUpdateCall& call) {
    const NormCall& norm = call.norm;
    if (call.active->count() > 0) {
        replace_active(*this, norm, norm.src, 0, *call.active, call.old_rows);
        if (norm.src2) replace_active(*this, norm, norm.src2, norm.src.c, *call.active, call.old_rows2);
    }
    finish(*this, norm);
}

}  // namespace sige::cuda

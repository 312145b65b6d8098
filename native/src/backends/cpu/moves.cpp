// Gather and scatter: between the pixels of tensors and rows in an active set's order; resizing and one-hot.
#include <cstring>

#include "backends/cpu/images.h"
#include "backends/cpu/pixels.h"
#include "backends/cpu/queue.h"

namespace sige::cpu {
namespace {

// Calls body(pixel, count) for each run of pixels [first, last) that lie side by side in a row: where a
// tensor has no gaps between pixels, a run of few channels moves as one row of many.
template <class Body>
void for_runs(const PixelRange& pixels, int64_t first, int64_t last, const Body& body) {
    for (int64_t from = first, to; from < last; from = to) {
        const Pixel start = pixels[from];
        for (to = from + 1; to < last; ++to) {
            const Pixel next = pixels[to];
            if (next.y != start.y || next.x != start.x + static_cast<int32_t>(to - from)) break;
        }
        body(start, to - from);
    }
}

void gather_runs(const Kernels& kernels, const Tensor& src, int32_t n, const PixelRange& pixels,
                 int64_t first, int64_t last, float* row) {
    const Image<float> image(src, n);
    for_runs(pixels, first, last, [&](Pixel start, int64_t count) {
        kernels.copy_row(CopyRowArgs{image.at(start), row, static_cast<int32_t>(count * src.c)});
        row += count * src.c;
    });
}

void scatter_runs(const Kernels& kernels, const float* row, const Tensor& dst, int32_t n,
                  const PixelRange& pixels, int64_t first, int64_t last) {
    const Image<float> image(dst, n);
    for_runs(pixels, first, last, [&](Pixel start, int64_t count) {
        kernels.copy_row(CopyRowArgs{row, image.at(start), static_cast<int32_t>(count * dst.c)});
        row += count * dst.c;
    });
}

}  // namespace

void HostQueue::run(const GatherCall& call) {
    const Tensor& src = call.src;
    const PixelRange pixels(call.active, src.size());
    for_pixel_blocks(pool_, src.n, pixels.count(), block_for(src.c),
                     [&](int32_t n, int64_t first, int64_t last) {
                         const Image<float> image(src, n);
                         AffineRowArgs args = affine_row(call.prologue, n, src.c);
                         float* row = data<float>(call.dst) + (n * pixels.count() + first) * src.c;
                         if (call.prologue.is_identity() && src.pixel_stride == src.c)
                             return gather_runs(kernels_, src, n, pixels, first, last, row);
                         for (int64_t i = first; i < last; ++i, row += src.c) {
                             args.src = image.at(pixels[i]);
                             args.dst = row;
                             if (call.prologue.is_identity())
                                 kernels_.copy_row(CopyRowArgs{args.src, row, src.c});
                             else
                                 kernels_.affine_row(args);
                         }
                     });
}

void HostQueue::run(const ScatterCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    for_pixel_blocks(
        pool_, dst.n, pixels.count(), block_for(dst.c), [&](int32_t n, int64_t first, int64_t last) {
            const Image<float> image(dst, n);
            const int64_t offset = (n * pixels.count() + first) * dst.c;
            const float* row = data<float>(call.src) + offset;
            if (!call.residual && !call.residual_rows && dst.pixel_stride == dst.c)
                return scatter_runs(kernels_, row, dst, n, pixels, first, last);
            if (call.residual) {
                const Image<float> added(call.residual, n);
                for (int64_t i = first; i < last; ++i, row += dst.c)
                    kernels_.add_row(AddRowArgs{row, added.at(pixels[i]), image.at(pixels[i]), dst.c});
            } else if (call.residual_rows) {
                const float* added = data<float>(call.residual_rows) + offset;
                for (int64_t i = first; i < last; ++i, row += dst.c, added += dst.c)
                    kernels_.add_row(AddRowArgs{row, added, image.at(pixels[i]), dst.c});
            } else {
                for (int64_t i = first; i < last; ++i, row += dst.c)
                    kernels_.copy_row(CopyRowArgs{row, image.at(pixels[i]), dst.c});
            }
        });
}

void HostQueue::run(const ScatterGatherCall& call) {
    const Tensor& recorded = call.recorded;
    const int32_t c = recorded.c;
    const int32_t* rank = call.written->scatter_map();
    const int64_t written_count = call.written->count();
    const PixelRange pixels(call.wanted, recorded.size());
    for_pixel_blocks(pool_, recorded.n, pixels.count(), block_for(c),
                     [&](int32_t n, int64_t first, int64_t last) {
                         const Image<float> image(recorded, n);
                         const float* rows = data<float>(call.src) + n * written_count * c;
                         AffineRowArgs args = affine_row(call.prologue, n, c);
                         args.dst = data<float>(call.dst) + (n * pixels.count() + first) * c;
                         for (int64_t i = first; i < last; ++i, args.dst += c) {
                             const Pixel p = pixels[i];
                             const int32_t row = rank[static_cast<int64_t>(p.y) * recorded.w + p.x];
                             args.src = row >= 0 ? rows + static_cast<int64_t>(row) * c : image.at(p);
                             if (call.prologue.is_identity())
                                 kernels_.copy_row(CopyRowArgs{args.src, args.dst, c});
                             else
                                 kernels_.affine_row(args);
                         }
                     });
}

namespace {

template <class T>
void resize_rows(ThreadPool& pool, const Tensor& src, const PixelRange& pixels, const Tensor& dst) {
    for_pixel_blocks(
        pool, dst.n, pixels.count(), block_for(dst.c), [&](int32_t n, int64_t first, int64_t last) {
            const Image<T> from(src, n), to(dst, n);
            for (int64_t i = first; i < last; ++i) {
                const Pixel p = pixels[i];
                const Pixel under{static_cast<int32_t>(static_cast<int64_t>(p.y) * src.h / dst.h),
                                  static_cast<int32_t>(static_cast<int64_t>(p.x) * src.w / dst.w)};
                std::memcpy(to.at(p), from.at(under), static_cast<size_t>(dst.c) * sizeof(T));
            }
        });
}

}  // namespace

void HostQueue::run(const ResizeCall& call) {
    const PixelRange pixels(call.active, call.dst.size());
    if (call.src.dtype == SIGE_DTYPE_U8)
        resize_rows<uint8_t>(pool_, call.src, pixels, call.dst);
    else
        resize_rows<float>(pool_, call.src, pixels, call.dst);
}

void HostQueue::run(const OneHotCall& call) {
    const Tensor& dst = call.dst;
    const PixelRange pixels(call.active, dst.size());
    for_pixel_blocks(pool_, dst.n, pixels.count(), block_for(dst.c),
                     [&](int32_t n, int64_t first, int64_t last) {
                         const Image<uint8_t> ids(call.labels, n);
                         const Image<float> to(dst, n);
                         for (int64_t i = first; i < last; ++i) {
                             float* row = to.at(pixels[i]);
                             std::fill(row, row + dst.c, 0.0f);
                             const int32_t id = *ids.at(pixels[i]);
                             if (id < dst.c) row[id] = 1.0f;
                         }
                     });
}

}  // namespace sige::cpu

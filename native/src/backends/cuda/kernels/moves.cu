// Kernels that move pixels: between tensors, regions, rows and element types.
#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

template <class T>
SIGE_DEVICE void resize(const ResizeArgs<T>& a) {
    for_channels<1>(a.grid, a.c, [&](const PixelOf& p, int c) {
        const int y = static_cast<int>(static_cast<long long>(p.y()) * a.src_h / a.dst_h);
        const int x = static_cast<int>(static_cast<long long>(p.x()) * a.src_w / a.dst_w);
        at(a.dst, p)[c] = at(a.src, p.n, a.src_w, y, x)[c];
    });
}

// The rank of a pixel in an ascending list, or -1.
SIGE_DEVICE int rank_in(const Place2* list, int count, int y, int x) {
    int first = 0, last = count;
    while (first < last) {
        const int middle = (first + last) / 2;
        const Place2 p = list[middle];
        if (p.y < y || (p.y == y && p.x < x))
            first = middle + 1;
        else
            last = middle;
    }
    return first < count && list[first].y == y && list[first].x == x ? first : -1;
}

template <int V>
SIGE_DEVICE void move_halves(const MoveHalvesArgs& a) {
    for_channels<V>(a.grid, a.c, [&](const PixelOf& p, int c) {
        const unsigned short* const src = at(a.src, p) + c;
        unsigned short* const dst = at(a.dst, p) + c;
        if constexpr (V == 4)
            *reinterpret_cast<uint2*>(dst) = *reinterpret_cast<const uint2*>(src);
        else
            *dst = *src;
    });
}

// Calls body(pixel, channel, dst, src) for each channel, the last two its places.
template <class Body>
SIGE_DEVICE void for_wanted(const ScatterGatherArgs& a, const Body& body) {
    for_pixels(a.grid, [&](const PixelOf& p, int lane, int lanes) {
        const int rank = rank_in(a.written, a.written_count, p.y(), p.x());
        const auto src = rank < 0 ? at(a.recorded, p)
                                  : element(a.rows, p.n * a.rows.image_stride + rank * a.rows.pixel_stride);
        const auto dst = at(a.dst, p);
        for (int c = lane; c < a.c; c += lanes) body(p, c, dst + c, src + c);
    });
}

SIGE_DEVICE void scatter_gather(const ScatterGatherArgs& a) {
    for_wanted(a, [&](const PixelOf& p, int c, const auto& dst, const auto& src) {
        store(dst, evaluate(a.affine, p.n, c, load<1>(src)));
    });
}

// Without arithmetic: every bit.
SIGE_DEVICE void scatter_gather_halves(const ScatterGatherArgs& a) {
    for_wanted(a, [&](const PixelOf&, int, const auto& dst, const auto& src) {
        *reinterpret_cast<unsigned short*>(dst.address) =
            *reinterpret_cast<const unsigned short*>(src.address);
    });
}

template <class From, class To>
SIGE_DEVICE void copy_pixels(const CopyPixelsArgs<From, To>& a) {
    unsigned long long overflows = 0;
    for_channels<1>(a.grid, a.c, [&](const PixelOf& p, int c) {
        const int y = a.origin_y + p.y(), x = a.origin_x + p.x();
        const From value = at(a.src, p.n, a.src_w, y, x)[c];
        const To converted = convert<To>(value);
        if (became_infinite(value, converted)) ++overflows;
        at(a.dst, p.n, a.dst_w, y, x)[c] = converted;
    });
    if (overflows > 0 && a.overflows != nullptr) atomicAdd(a.overflows, overflows);
}

// Blocks of one row of the grid take a piece.
SIGE_DEVICE void spread(const SpreadArgs& a) {
    const SpreadPiece piece = reinterpret_cast<const SpreadPiece*>(a.arrived)[blockIdx.y];
    const unsigned char* src = a.arrived + piece.first;
    const long long first = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x,
                    step = static_cast<long long>(gridDim.x) * blockDim.x;
    // The source is aligned: whole words where the destination is too.
    const bool is_aligned = reinterpret_cast<unsigned long long>(piece.dst) % 4 == 0;
    const long long words = is_aligned ? piece.bytes / 4 : 0;
    for (long long i = first; i < words; i += step)
        reinterpret_cast<unsigned*>(piece.dst)[i] = reinterpret_cast<const unsigned*>(src)[i];
    for (long long i = 4 * words + first; i < piece.bytes; i += step) piece.dst[i] = src[i];
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(256) sige_resize_f32(const ResizeArgs<float> a) {
    resize(a);
}
SIGE_KERNEL(256) sige_resize_f16(const ResizeArgs<unsigned short> a) {
    resize(a);
}
SIGE_KERNEL(256) sige_resize_u8(const ResizeArgs<unsigned char> a) {
    resize(a);
}

SIGE_KERNEL(256) sige_one_hot(const OneHotArgs a) {
    for_channels<1>(a.grid, a.c, [&](const PixelOf& p, int c) {
        store_one(at(a.dst, p) + c, *at(a.labels, p) == c ? 1.0f : 0.0f);
    });
}

SIGE_KERNEL(256) sige_spread(const SpreadArgs a) {
    spread(a);
}

SIGE_KERNEL(256) sige_move_halves(const MoveHalvesArgs a) {
    move_halves<1>(a);
}
SIGE_KERNEL(256) sige_move_halves_4(const MoveHalvesArgs a) {
    move_halves<4>(a);
}

SIGE_KERNEL(256) sige_scatter_gather(const ScatterGatherArgs a) {
    scatter_gather(a);
}
SIGE_KERNEL(256) sige_scatter_gather_halves(const ScatterGatherArgs a) {
    scatter_gather_halves(a);
}

SIGE_KERNEL(256) sige_copy_f32_f32(const CopyPixelsArgs<float, float> a) {
    copy_pixels(a);
}
SIGE_KERNEL(256) sige_copy_f32_f16(const CopyPixelsArgs<float, unsigned short> a) {
    copy_pixels(a);
}
SIGE_KERNEL(256) sige_copy_f16_f32(const CopyPixelsArgs<unsigned short, float> a) {
    copy_pixels(a);
}
SIGE_KERNEL(256) sige_copy_f16_f16(const CopyPixelsArgs<unsigned short, unsigned short> a) {
    copy_pixels(a);
}

// Kernels on masks: core/masks.cpp in parallel, with the same bits.
#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

SIGE_DEVICE bool differs(float a, float b, float eps) {
    return !(fabsf(a - b) <= eps);
}
SIGE_DEVICE bool differs(unsigned short a, unsigned short b, float eps) {
    return differs(widen_f16(a), widen_f16(b), eps);
}
SIGE_DEVICE bool differs(unsigned char a, unsigned char b, float eps) {
    return fabsf(static_cast<float>(a) - static_cast<float>(b)) > eps;
}

template <class T>
SIGE_DEVICE void mask_difference(const MaskDifferenceArgs<T>& a) {
    for_pixels(a.grid, [&](const PixelOf& p, int, int) {
        bool differ = false;
        for (int n = 0; n < a.images; ++n) {
            const PixelOf of_image{n, p.rank, p.place, p.grid};
            const T *left = at(a.a, of_image), *right = at(a.b, of_image);
            for (int c = 0; c < a.c; ++c) differ = differ || differs(left[c], right[c], a.eps);
        }
        a.mask[p.place] = differ;
    });
}

SIGE_DEVICE long long first_item() {
    return static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
}
SIGE_DEVICE long long item_step() {
    return static_cast<long long>(gridDim.x) * blockDim.x;
}

SIGE_DEVICE void mask_dilate(const MaskDilateArgs& a) {
    const long long area = static_cast<long long>(a.h) * a.w;
    for (long long i = first_item(); i < area; i += item_step()) {
        const int y = static_cast<int>(i / a.w), x = static_cast<int>(i % a.w);
        const int top = y > a.radius ? y - a.radius : 0, left = x > a.radius ? x - a.radius : 0;
        const int bottom = a.h - 1 - y > a.radius ? y + a.radius : a.h - 1;
        const int right = a.w - 1 - x > a.radius ? x + a.radius : a.w - 1;
        bool is_marked = false;
        for (int row = top; row <= bottom && !is_marked; ++row)
            is_marked = a.src[static_cast<long long>(row) * a.w + x] != 0;
        for (int column = left; column <= right && !is_marked; ++column)
            is_marked = a.src[static_cast<long long>(y) * a.w + column] != 0;
        a.dst[i] = is_marked;
    }
}

// The two source positions and the weight of the second for a position of a resized side.
struct LinearTap {
    int first, second;
    float weight;
};
SIGE_DEVICE LinearTap linear_tap(int src, int dst, int i) {
    const float scale = static_cast<float>(src) / static_cast<float>(dst);
    const float position = fmaxf((static_cast<float>(i) + 0.5f) * scale - 0.5f, 0.0f);
    int first = static_cast<int>(position);
    if (first > src - 1) first = src - 1;
    return {first, first + 1 < src ? first + 1 : src - 1, position - static_cast<float>(first)};
}

SIGE_DEVICE float bilinear(const MaskDownsampleArgs& a, int y, int x) {
    const LinearTap row = linear_tap(a.src_h, a.dst_h, y), tap = linear_tap(a.src_w, a.dst_w, x);
    const float* top = a.src + static_cast<long long>(row.first) * a.src_w;
    const float* bottom = a.src + static_cast<long long>(row.second) * a.src_w;
    const float above = top[tap.first] * (1 - tap.weight) + top[tap.second] * tap.weight;
    const float below = bottom[tap.first] * (1 - tap.weight) + bottom[tap.second] * tap.weight;
    return above * (1 - row.weight) + below * row.weight;
}

SIGE_DEVICE void mask_downsample(const MaskDownsampleArgs& a) {
    const long long area = static_cast<long long>(a.dst_h) * a.dst_w;
    const bool halves = a.src_h == 2 * a.dst_h && a.src_w == 2 * a.dst_w;
    for (long long i = first_item(); i < area; i += item_step()) {
        const int y = static_cast<int>(i / a.dst_w), x = static_cast<int>(i % a.dst_w);
        if (halves) {
            const float* top = a.src + 2LL * y * a.src_w + 2 * x;
            a.dst[i] = 0.25f * (top[0] + top[1] + top[a.src_w] + top[a.src_w + 1]);
        } else {
            a.dst[i] = bilinear(a, y, x);
        }
    }
}

// Floats above 0 are ordered as their bits are.
SIGE_DEVICE void mask_largest(const MaskThresholdArgs& a) {
    float largest = 0;
    for (long long i = first_item(); i < a.count; i += item_step())
        if (a.src[i] > largest) largest = a.src[i];
    for (int lanes = 16; lanes > 0; lanes /= 2)
        largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, lanes));
    if (threadIdx.x % 32 == 0 && largest > 0) atomicMax(a.largest, __float_as_int(largest));
}

SIGE_DEVICE void mask_threshold(const MaskThresholdArgs& a) {
    const float largest = __int_as_float(*a.largest);
    const float limit = fminf(a.threshold, largest - 0.001f);
    for (long long i = first_item(); i < a.count; i += item_step())
        a.dst[i] = largest > 0 && a.src[i] > limit;
}

SIGE_DEVICE bool touches(const MaskReduceArgs& a, int top, int left) {
    const int first = top > a.halo ? top - a.halo : 0, from = left > a.halo ? left - a.halo : 0;
    const long long last = static_cast<long long>(top) + a.block + a.halo,
                    to = static_cast<long long>(left) + a.block + a.halo;
    for (int y = first; y < a.h && y < last; ++y)
        for (int x = from; x < a.w && x < to; ++x)
            if (a.mask[static_cast<long long>(y) * a.w + x] != 0) return true;
    return false;
}

// One warp goes over the grid of blocks in order, so that their list is ascending.
SIGE_DEVICE void mask_reduce(const MaskReduceArgs& a) {
    const int columns = (a.w - 1) / a.block + 1, rows = (a.h - 1) / a.block + 1;
    const long long all = static_cast<long long>(rows) * columns;
    const unsigned before = (1u << threadIdx.x) - 1;
    int count = 0;
    for (long long first = 0; first < all; first += 32) {
        const long long i = first + threadIdx.x;
        const int top = static_cast<int>(i / columns) * a.block,
                  left = static_cast<int>(i % columns) * a.block;
        const bool is_touched = i < all && touches(a, top, left);
        const unsigned touched = __ballot_sync(0xffffffffu, is_touched);
        if (is_touched) {
            const int at = count + __popc(touched & before);
            a.blocks[2 * at] = top;
            a.blocks[2 * at + 1] = left;
        }
        count += __popc(touched);
    }
    if (threadIdx.x == 0) *a.count = count;
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(256) sige_mask_difference_f32(const MaskDifferenceArgs<float> a) {
    mask_difference(a);
}
SIGE_KERNEL(256) sige_mask_difference_f16(const MaskDifferenceArgs<unsigned short> a) {
    mask_difference(a);
}
SIGE_KERNEL(256) sige_mask_difference_u8(const MaskDifferenceArgs<unsigned char> a) {
    mask_difference(a);
}
SIGE_KERNEL(256) sige_mask_dilate(const MaskDilateArgs a) {
    mask_dilate(a);
}
SIGE_KERNEL(256) sige_mask_downsample(const MaskDownsampleArgs a) {
    mask_downsample(a);
}
SIGE_KERNEL(256) sige_mask_largest(const MaskThresholdArgs a) {
    mask_largest(a);
}
SIGE_KERNEL(256) sige_mask_threshold(const MaskThresholdArgs a) {
    mask_threshold(a);
}
SIGE_KERNEL(32) sige_mask_reduce(const MaskReduceArgs a) {
    mask_reduce(a);
}

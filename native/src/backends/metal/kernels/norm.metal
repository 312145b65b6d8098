// Normalisation statistics. Their sums are float64, which these GPUs lack: a number is a pair of float32
// whose sum it is, of some 48 bits, and the words of float64 are taken apart and put together by hand.
// Source: Dekker, "A Floating-Point Technique for Extending the Available Precision", Numerische Mathematik
// 18, 1971.
#pragma once

#include "common.metal"

struct Pair {
    float high, low;
};

static inline Pair pair(float high, float low) {
    Pair result;
    result.high = high;
    result.low = low;
    return result;
}

// a + b, where |a| is not below |b|.
static inline Pair ordered_sum(float a, float b) {
    const float sum = a + b;
    return pair(sum, b - (sum - a));
}

static inline Pair exact_sum(float a, float b) {
    const float sum = a + b, of_b = sum - a;
    return pair(sum, (a - (sum - of_b)) + (b - of_b));
}

static inline Pair exact_product(float a, float b) {
    const float product = a * b;
    return pair(product, fma(a, b, -product));
}

static inline Pair add(Pair a, Pair b) {
    const Pair high = exact_sum(a.high, b.high), low = exact_sum(a.low, b.low);
    const Pair carried = ordered_sum(high.high, high.low + low.high);
    return ordered_sum(carried.high, carried.low + low.low);
}

static inline Pair negative(Pair a) {
    return pair(-a.high, -a.low);
}

static inline Pair multiply(Pair a, Pair b) {
    const Pair product = exact_product(a.high, b.high);
    return ordered_sum(product.high, product.low + fma(a.high, b.low, a.low * b.high));
}

static inline Pair divide(Pair a, Pair b) {
    const float first = a.high / b.high;
    const Pair rest = add(a, negative(multiply(b, pair(first, 0.0f))));
    const float second = rest.high / b.high;
    const Pair more = add(rest, negative(multiply(b, pair(second, 0.0f))));
    return add(ordered_sum(first, second), pair(more.high / b.high, 0.0f));
}

// 1 / sqrt(a): one step of Newton's method from the float32's.
static inline Pair reciprocal_root(Pair a) {
    const float root = 1.0f / sqrt(a.high);
    if (isinf(root)) return pair(root, 0.0f);
    const Pair error = add(pair(1.0f, 0.0f), negative(multiply(a, exact_product(root, root))));
    return add(pair(root, 0.0f), multiply(error, pair(0.5f * root, 0.0f)));
}

static inline Pair of_count(long count) {
    const float high = float(count);
    return pair(high, float(count - long(high)));
}

// The bits of a float64. What passes float32's range becomes 0 or infinite.
static inline Pair of_double(ulong bits) {
    const int exponent = int(bits >> 52 & 0x7ff) - 1023;
    if (exponent < -126) return pair(0.0f, 0.0f);
    const ulong fraction = (bits & 0xfffffffffffffUL) | 0x10000000000000UL;
    const float sign = bits >> 63 != 0 ? -1.0f : 1.0f;
    if (exponent > 127)
        return pair((bits & 0xfffffffffffffUL) != 0 && exponent == 1024 ? NAN : sign * INFINITY, 0.0f);
    const float high = ldexp(float(uint(fraction >> 29)), exponent - 23);
    const float low = ldexp(float(uint(fraction & 0x1fffffffUL)), exponent - 52);
    return ordered_sum(sign * high, sign * low);
}

static inline ulong to_double(Pair value) {
    const Pair a = ordered_sum(value.high, value.low);
    const uint bits = as_type<uint>(a.high);
    const ulong sign = ulong(bits >> 31) << 63;
    int exponent = int(bits >> 23 & 0xff);
    if (exponent == 0) return sign;
    if (exponent == 0xff) return sign | 0x7ff0000000000000UL | (ulong(bits & 0x7fffff) << 29);
    // In units of a float64's last place; the lower part may take from the upper one.
    const float low = ldexp(sign != 0 ? -a.low : a.low, 52 + 127 - exponent);
    long fraction = long(ulong((bits & 0x7fffff) | 0x800000) << 29) + long(rint(low));
    if (fraction < 0x10000000000000L) {
        fraction <<= 1;
        --exponent;
    }
    return sign | (ulong(exponent - 127 + 1023) << 52) | (ulong(fraction) & 0xfffffffffffffUL);
}

// A group of 32 channels by 8 rows sums a block of pixels.
kernel void norm_sums_f32(constant NormSums& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                          device const void* src [[buffer(2)]], device float4* partial [[buffer(3)]],
                          uint3 group [[threadgroup_position_in_grid]],
                          uint3 thread_at [[thread_position_in_threadgroup]]) {
    SIGE_THREADGROUP(float4, of_rows, [8][32]);
    const int channel = int(group.x) * 32 + int(thread_at.x), image = int(group.z);
    const int first = int(group.y) * p.block;
    const int end = p.pixels.count - first < p.block ? p.pixels.count : first + p.block;
    Pair sum = pair(0.0f, 0.0f), squares = pair(0.0f, 0.0f);
    if (channel < p.channels)
        for (int i = first + int(thread_at.y); i < end; i += 8) {
            const Place place = place_of(p.pixels, list, i);
            const float x = load(src, p.src, image, place, channel);
            sum = add(sum, pair(x, 0.0f));
            squares = add(squares, exact_product(x, x));
        }
    of_rows[thread_at.y][thread_at.x] = float4(sum.high, sum.low, squares.high, squares.low);
    threadgroup_barrier(mem_flags::mem_threadgroup);
    if (thread_at.y != 0 || channel >= p.channels) return;
    for (int row = 1; row < 8; ++row) {
        const float4 other = of_rows[row][thread_at.x];
        sum = add(sum, pair(other.x, other.y));
        squares = add(squares, pair(other.z, other.w));
    }
    partial[(long(image) * p.blocks + group.y) * p.channels + channel] =
        float4(sum.high, sum.low, squares.high, squares.low);
}

// Adds the blocks' sums of a channel to those of the concatenation, or puts them there.
kernel void norm_collect(constant NormCollect& p [[buffer(0)]], device const float4* partial [[buffer(1)]],
                         device ulong* sums [[buffer(2)]], uint2 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), image = int(at.y);
    if (channel >= p.channels || image >= p.images) return;
    Pair sum = pair(0.0f, 0.0f), squares = pair(0.0f, 0.0f);
    for (int block = 0; block < p.blocks; ++block) {
        const float4 more = partial[(long(image) * p.blocks + block) * p.channels + channel];
        sum = add(sum, pair(more.x, more.y));
        squares = add(squares, pair(more.z, more.w));
    }
    if (p.is_negative != 0) {
        sum = negative(sum);
        squares = negative(squares);
    }
    const long to = 2 * (long(image) * p.all_channels + p.channel + channel);
    if (p.is_added != 0) {
        sum = add(of_double(sums[to]), sum);
        squares = add(of_double(sums[to + 1]), squares);
    }
    sums[to] = to_double(sum);
    sums[to + 1] = to_double(squares);
}

// Turns sums into scale and shift, a channel of an image a thread.
kernel void norm_finish(constant NormFinish& p [[buffer(0)]], device const ulong* sums [[buffer(1)]],
                        device const float* weight [[buffer(2)]], device const float* bias [[buffer(3)]],
                        device const float* image_scale [[buffer(4)]],
                        device const float* image_shift [[buffer(5)]], device float* scale [[buffer(6)]],
                        device float* shift [[buffer(7)]], uint2 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), image = int(at.y);
    if (channel >= p.channels || image >= p.images) return;
    const int first_image = image / p.batch * p.batch, first_channel = channel / p.width * p.width;
    Pair sum = pair(0.0f, 0.0f), squares = pair(0.0f, 0.0f);
    for (int n = first_image; n < first_image + p.batch; ++n)
        for (int c = first_channel; c < first_channel + p.width; ++c) {
            const long from = 2 * (long(n) * p.channels + c);
            sum = add(sum, of_double(sums[from]));
            squares = add(squares, of_double(sums[from + 1]));
        }
    const Pair count = of_count(p.pixels * p.width * p.batch);
    const Pair mean = divide(sum, count);
    Pair variance = add(divide(squares, count), negative(multiply(mean, mean)));
    if (variance.high < 0.0f) variance = pair(0.0f, 0.0f);
    Pair factor = reciprocal_root(add(variance, pair(p.eps, 0.0f)));
    if (p.has_weight != 0) factor = multiply(factor, pair(weight[channel], 0.0f));
    Pair offset = negative(multiply(mean, factor));
    if (p.has_bias != 0) offset = add(offset, pair(bias[channel], 0.0f));
    if (p.has_image_scale != 0) {
        const Pair gain = exact_sum(1.0f, image_scale[image * p.image_scale.image_stride + channel]);
        factor = multiply(factor, gain);
        offset = multiply(offset, gain);
    }
    if (p.has_image_shift != 0)
        offset = add(offset, pair(image_shift[image * p.image_shift.image_stride + channel], 0.0f));
    const long to = long(image) * p.channels + channel;
    scale[to] = factor.high + factor.low;
    shift[to] = offset.high + offset.low;
}

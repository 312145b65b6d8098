// Attention with a streaming softmax on the matrix units. A block takes a tile of queries of one head past
// all keys, each warp 16 of them, and makes a chunk of the values' channels. Queries, scaled keys, values and
// what the softmax makes of scores are rounded to 16 bits; scores, sums and the softmax stay float32, in
// registers. A query's result depends on its own row of each product alone. Source: Rabe and Staats,
// "Self-attention Does Not Need O(n^2) Memory", arXiv:2112.05682, section 3.
#include "backends/cuda/kernels/device/attention/queries.h"
#include "backends/cuda/kernels/device/attention/rows.h"

namespace sige::cuda {

constexpr int kQueries = 64, kKeys = 64, kThreads = 128;
constexpr int kChannels = 80;  // of a slice of queries and keys, and of a chunk of values
constexpr int kPad = 8;        // keeps the rows that ldmatrix reads at once in different banks

SIGE_DEVICE int padded(int channels) {
    return channels < kChannels ? (channels + 15) / 16 * 16 : kChannels;
}

struct AttentionTile {
    alignas(16) unsigned short query[kQueries][kChannels + kPad];
    alignas(16) unsigned short key[kKeys][kChannels + kPad];
    alignas(16) unsigned short value[kKeys][kChannels + kPad];
    int places[kQueries];  // of the queries, row by row; -1 past the last
};

// Channels of a head from one on, in a tensor of heads of `width`.
SIGE_DEVICE FactorRows rows_of(const Place<const Real>& place, int head, int width, int channel,
                               int takes_four, float factor) {
    return {element(place, blockIdx.z * place.image_stride + head * width + channel),
            place.pixel_stride,
            width - channel,
            padded(width - channel),
            takes_four,
            factor};
}

template <class Factors>
SIGE_DEVICE void load_queries(const AttentionArgs& a, AttentionTile& t, int head, int channel) {
    const FactorRows src = rows_of(a.query, head, a.width, channel, a.takes_four, 1.0f);
    load_rows<Factors, kThreads>(src, t.query, [&](int row) { return t.places[row]; });
}

// The numbers of a block's keys.
struct KeyRows {
    int first, count;

    SIGE_DEVICE int operator()(int row) const { return first + row < count ? first + row : -1; }
};

template <class Factors>
SIGE_DEVICE void load_keys(const AttentionArgs& a, AttentionTile& t, int head, int channel, int first_key) {
    const FactorRows src = rows_of(a.key, head, a.width, channel, a.takes_four, a.scale);
    load_rows<Factors, kThreads>(src, t.key, KeyRows{first_key, a.keys});
}

template <class Factors>
SIGE_DEVICE void load_values(const AttentionArgs& a, AttentionTile& t, int head, int channel, int first_key) {
    const FactorRows src = rows_of(a.value, head, a.value_width, channel, a.value_takes_four, 1.0f);
    load_rows<Factors, kThreads>(src, t.value, KeyRows{first_key, a.keys});
}

// What a lane holds of a warp's scores and sums: of each eight columns two, 2 (lane % 4) and the next, of the
// rows lane / 4 (the first two numbers) and lane / 4 + 8.
using Scores = float[kKeys / 8][4];
using Sums = float[kChannels / 8][4];

template <class Factors>
SIGE_DEVICE void add_scores(const AttentionTile& t, int channels, Scores& scores) {
    const int lane = threadIdx.x % 32, row = threadIdx.x / 32 * 16;
#pragma unroll 1
    for (int k = 0; k < padded(channels); k += 16) {
        unsigned queries[4];
        load_matrices(queries, &t.query[row + lane % 16][k + lane / 16 * 8]);
#pragma unroll
        for (int j = 0; j < kKeys / 8; j += 2) {
            unsigned keys[4];
            load_matrices(keys, &t.key[8 * j + lane / 16 * 8 + lane % 8][k + lane / 8 % 2 * 8]);
            Factors::multiply(scores[j], queries, keys[0], keys[1]);
            Factors::multiply(scores[j + 1], queries, keys[2], keys[3]);
        }
    }
}

// The scores of a block of keys, by slices of channels; its values come along.
template <class Factors>
SIGE_DEVICE void score(const AttentionArgs& a, AttentionTile& t, int head, int value_channel, int first_key,
                       Scores& scores) {
    for (int channel = 0; channel < a.width; channel += kChannels) {
        // All threads are done with what lies there.
        __syncthreads();
        // Queries of one slice stay.
        if (first_key == 0 || a.width > kChannels) load_queries<Factors>(a, t, head, channel);
        load_keys<Factors>(a, t, head, channel, first_key);
        if (channel == 0) load_values<Factors>(a, t, head, value_channel, first_key);
        __syncthreads();
        add_scores<Factors>(t, a.width - channel, scores);
    }
}

// How far a query has come. The four lanes of its row hold the same.
struct Softmax {
    float largest = kLowest, sum = 0;
};

// exp(x) from the hardware's exp2, whose error (PTX ISA: 2^-22) is nothing beside a rounding to 16 bits; 0
// for -infinity.
SIGE_DEVICE float exp_approximately(float x) {
    float result;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x * 1.44269504088896341f));
    return result;
}

// Makes weights of the scores of a row, of `keys` keys: its numbers are scores[j][first] and the next. Gives
// the factor of what was summed before.
SIGE_DEVICE float weigh(Softmax& softmax, int keys, Scores& scores, int first) {
    const int left = keys - threadIdx.x % 4 * 2;
    const float minus_infinity = __int_as_float(static_cast<int>(0xff800000));
    float largest = softmax.largest, sum = 0;
#pragma unroll
    for (int j = 0; j < kKeys / 8; ++j)
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            float& score = scores[j][first + i];
            if (8 * j + i >= left) score = minus_infinity;
            largest = fmaxf(largest, score);
        }
#pragma unroll
    for (int lanes = 1; lanes < 4; lanes *= 2)
        largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, lanes));
#pragma unroll
    for (int j = 0; j < kKeys / 8; ++j)
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            float& score = scores[j][first + i];
            score = exp_approximately(score - largest);
            sum += score;
        }
#pragma unroll
    for (int lanes = 1; lanes < 4; lanes *= 2) sum += __shfl_xor_sync(0xffffffffu, sum, lanes);
    const float factor = exp_approximately(softmax.largest - largest);
    softmax.largest = largest;
    softmax.sum = fmaf(softmax.sum, factor, sum);
    return factor;
}

// Adds the values of a block of keys by their weights, which as sums of products lie where factors do.
template <class Factors>
SIGE_DEVICE void add_values(const AttentionTile& t, int channels, const Scores& weights, Sums& sums) {
    const int lane = threadIdx.x % 32;
    unsigned factors[kKeys / 16][4];
#pragma unroll
    for (int k = 0; k < kKeys / 16; ++k)
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            const float* const pair = &weights[2 * k + i / 2][i % 2 * 2];
            factors[k][i] = Factors::pair(pair[0], pair[1]);
        }
#pragma unroll
    for (int j = 0; j < kChannels / 8; j += 2) {
        if (8 * j >= channels) continue;
#pragma unroll
        for (int k = 0; k < kKeys / 16; ++k) {
            unsigned values[4];
            load_transposed_matrices(values, &t.value[16 * k + lane % 16][8 * j + lane / 16 * 8]);
            Factors::multiply(sums[j], factors[k], values[0], values[1]);
            Factors::multiply(sums[j + 1], factors[k], values[2], values[3]);
        }
    }
}

SIGE_DEVICE void scale(Sums& sums, int first, float factor) {
#pragma unroll
    for (int j = 0; j < kChannels / 8; ++j) {
        sums[j][first] *= factor;
        sums[j][first + 1] *= factor;
    }
}

// The results of a row, behind dst those of a head: every fourth pair of channels from one on.
template <class Element>
SIGE_DEVICE void write_row(Element* dst, int channel, int channels, const Sums& sums, int first,
                           float weight_sum) {
#pragma unroll
    for (int j = 0; j < kChannels / 8; ++j)
#pragma unroll
        for (int i = 0; i < 2; ++i)
            if (channel + 8 * j + i < channels)
                store(dst + (channel + 8 * j + i), Values<1>{{sums[j][first + i] / weight_sum}});
}

SIGE_DEVICE void write(const AttentionArgs& a, int place, int head, int channel, const Sums& sums, int first,
                       float weight_sum) {
    if (place < 0) return;
    const auto dst =
        element(a.dst, blockIdx.z * a.dst.image_stride + place * a.dst.pixel_stride + head * a.value_width);
    channel += threadIdx.x % 4 * 2;
    if (dst.is_half != 0)
        write_row(reinterpret_cast<unsigned short*>(dst.address), channel, a.value_width, sums, first,
                  weight_sum);
    else
        write_row(reinterpret_cast<float*>(dst.address), channel, a.value_width, sums, first, weight_sum);
}

template <class Factors>
SIGE_DEVICE void attention(const AttentionArgs& a, AttentionTile& t) {
    const int chunks = (a.value_width + kChannels - 1) / kChannels, thread = threadIdx.x;
    const int head = blockIdx.y / chunks, channel = blockIdx.y % chunks * kChannels;
    if (thread < kQueries)
        t.places[thread] = query_place(a.grid, static_cast<long long>(blockIdx.x) * kQueries + thread);
    const int row = thread / 32 * 16 + thread % 32 / 4;
    Softmax softmax[2];
    Sums sums = {};
    for (int key = 0; key < a.keys; key += kKeys) {
        Scores scores = {};
        score<Factors>(a, t, head, channel, key, scores);
#pragma unroll
        for (int i = 0; i < 2; ++i) scale(sums, 2 * i, weigh(softmax[i], a.keys - key, scores, 2 * i));
        add_values<Factors>(t, a.value_width - channel, scores, sums);
    }
#pragma unroll
    for (int i = 0; i < 2; ++i) write(a, t.places[row + 8 * i], head, channel, sums, 2 * i, softmax[i].sum);
}

}  // namespace sige::cuda

using namespace sige::cuda;

#define SIGE_ATTENTION(name, Factors)                               \
    SIGE_KERNEL(128) sige_attention_##name(const AttentionArgs a) { \
        __shared__ AttentionTile tile;                              \
        attention<Factors>(a, tile);                                \
    }

SIGE_ATTENTION(f16, Float16Factors)
SIGE_ATTENTION(bf16, Bfloat16Factors)

// Attention with a streaming softmax in float32. A block of threads takes a tile of queries of one head past
// all keys, and makes a chunk of the values' channels. Source: Rabe and Staats, "Self-attention Does Not Need
// O(n^2) Memory", arXiv:2112.05682, section 3.
#include "backends/cuda/kernels/device/attention/queries.h"

namespace sige::cuda {

constexpr int kQueries = 32, kKeys = 32, kDepth = 32, kValues = 64, kThreads = 128;

struct AttentionTile {
    float query[kQueries][kDepth + 1];
    float key[kKeys][kDepth + 1];
    float weights[kQueries][kKeys + 1];  // scores, then what their softmax weighs with
    float value[kKeys][kValues];
    float factor[kQueries];
    float largest[kQueries], sum[kQueries];
    int places[kQueries];  // of the queries, row by row; -1 past the last
};

// A thread's share of the scores: two queries by four keys; of the results: four queries by four channels.
struct Share {
    int n, head, channel;  // the first of the chunk
    int query, key;        // scores
    int row, column;       // results
};

SIGE_DEVICE void load_depth(const AttentionArgs& a, AttentionTile& t, const Share& s, int first_key, int d) {
    for (int i = threadIdx.x; i < kQueries * kDepth; i += kThreads) {
        const int row = i / kDepth, column = i % kDepth;
        const bool is_inside = d + column < a.width;
        float query = 0, key = 0;
        if (is_inside && t.places[row] >= 0)
            query =
                load_one(element(a.query, s.n * a.query.image_stride + t.places[row] * a.query.pixel_stride +
                                              s.head * a.width + d + column));
        if (is_inside && first_key + row < a.keys)
            key = load_one(element(a.key, s.n * a.key.image_stride + (first_key + row) * a.key.pixel_stride +
                                              s.head * a.width + d + column));
        t.query[row][column] = query;
        t.key[row][column] = key;
    }
}

SIGE_DEVICE void load_values(const AttentionArgs& a, AttentionTile& t, const Share& s, int first_key) {
    for (int i = threadIdx.x; i < kKeys * kValues; i += kThreads) {
        const int row = i / kValues, column = i % kValues;
        float value = 0;
        if (first_key + row < a.keys && s.channel + column < a.value_width)
            value = load_one(element(a.value, s.n * a.value.image_stride +
                                                  (first_key + row) * a.value.pixel_stride +
                                                  s.head * a.value_width + s.channel + column));
        t.value[row][column] = value;
    }
}

SIGE_DEVICE void score(const AttentionArgs& a, AttentionTile& t, const Share& s, int first_key) {
    float scores[2][4] = {};
    for (int d = 0; d < a.width; d += kDepth) {
        load_depth(a, t, s, first_key, d);
        __syncthreads();
#pragma unroll 8
        for (int k = 0; k < kDepth; ++k)
            for (int i = 0; i < 2; ++i)
                for (int j = 0; j < 4; ++j)
                    scores[i][j] = fmaf(t.query[s.query + 16 * i][k], t.key[s.key + 8 * j][k], scores[i][j]);
        __syncthreads();
    }
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 4; ++j) t.weights[s.query + 16 * i][s.key + 8 * j] = scores[i][j] * a.scale;
}

SIGE_DEVICE float warp_max(float value) {
    for (int lanes = 16; lanes > 0; lanes /= 2)
        value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, lanes));
    return value;
}
SIGE_DEVICE float warp_sum(float value) {
    for (int lanes = 16; lanes > 0; lanes /= 2) value += __shfl_xor_sync(0xffffffffu, value, lanes);
    return value;
}

// A warp takes every fourth query, a lane a key.
SIGE_DEVICE void weigh(const AttentionArgs& a, AttentionTile& t, int first_key) {
    const int lane = threadIdx.x % 32, key = first_key + lane;
    for (int row = threadIdx.x / 32; row < kQueries; row += kThreads / 32) {
        const bool is_seen = key < a.keys && (!a.is_causal || key <= t.places[row]);
        const float score = t.weights[row][lane], before = t.largest[row];
        const float largest = fmaxf(before, warp_max(is_seen ? score : kLowest));
        const float weight = is_seen ? keep_nan(score, exp_f32(score - largest)) : 0.0f;
        const float factor = exp_f32(before - largest), sum = warp_sum(weight);
        t.weights[row][lane] = weight;
        __syncwarp();
        if (lane == 0) {
            t.factor[row] = factor;
            t.largest[row] = largest;
            t.sum[row] = fmaf(t.sum[row], factor, sum);
        }
    }
}

SIGE_DEVICE void accumulate(const AttentionTile& t, const Share& s, float (&results)[4][4]) {
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) results[i][j] *= t.factor[s.row + i];
#pragma unroll 8
    for (int k = 0; k < kKeys; ++k)
        for (int i = 0; i < 4; ++i)
            for (int j = 0; j < 4; ++j)
                results[i][j] = fmaf(t.weights[s.row + i][k], t.value[k][s.column + 16 * j], results[i][j]);
}

// The same of the keys that a query sees: of others not even a product with zero, which of an infinite value
// would be NaN.
SIGE_DEVICE void accumulate_seen(const AttentionTile& t, const Share& s, int first_key,
                                 float (&results)[4][4]) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#pragma unroll
        for (int j = 0; j < 4; ++j) results[i][j] *= t.factor[s.row + i];
        const int seen = t.places[s.row + i] - first_key + 1, keys = seen < kKeys ? seen : kKeys;
#pragma unroll 1
        for (int k = 0; k < keys; ++k)
#pragma unroll
            for (int j = 0; j < 4; ++j)
                results[i][j] = fmaf(t.weights[s.row + i][k], t.value[k][s.column + 16 * j], results[i][j]);
    }
}

SIGE_DEVICE void attention(const AttentionArgs& a, AttentionTile& t) {
    const long long first = static_cast<long long>(blockIdx.x) * kQueries;
    const int chunks = (a.value_width + kValues - 1) / kValues, thread = threadIdx.x;
    const Share s{static_cast<int>(blockIdx.z),
                  static_cast<int>(blockIdx.y) / chunks,
                  static_cast<int>(blockIdx.y) % chunks * kValues,
                  thread / 8,
                  thread % 8,
                  thread / 16 * 4,
                  thread % 16};
    if (thread < kQueries) {
        t.places[thread] = query_place(a.grid, first + thread);
        t.largest[thread] = kLowest;
        t.sum[thread] = 0;
    }
    __syncthreads();
    const int keys = keys_seen(a, t.places);
    float results[4][4] = {};
    for (int key = 0; key < keys; key += kKeys) {
        score(a, t, s, key);
        load_values(a, t, s, key);
        __syncthreads();
        weigh(a, t, key);
        __syncthreads();
        if (a.is_causal)
            accumulate_seen(t, s, key, results);
        else
            accumulate(t, s, results);
        __syncthreads();
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        const int place = t.places[s.row + i];
        if (place < 0) continue;
        const auto dst = element(a.dst, s.n * a.dst.image_stride + place * a.dst.pixel_stride +
                                            s.head * a.value_width + s.channel);
#pragma unroll
        for (int j = 0; j < 4; ++j)
            if (s.channel + s.column + 16 * j < a.value_width)
                store_one(dst + (s.column + 16 * j), results[i][j] / t.sum[s.row + i]);
    }
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(128) sige_attention_f32(const AttentionArgs a) {
    __shared__ AttentionTile tile;
    attention(a, tile);
}

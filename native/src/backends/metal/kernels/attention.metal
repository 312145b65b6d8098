// Attention with a streaming softmax: a group takes 32 queries of a head past its keys in blocks of 32, a
// simdgroup 8 of them, and multiplies matrices of 8 x 8. Factors are float32, or float16: then queries,
// scaled keys, values and what the softmax makes of scores are rounded, while scores and sums stay float32. A
// query's result depends on its own row of each product alone. Source: Rabe and Staats, "Self-attention Does
// Not Need O(n^2) Memory", arXiv:2112.05682, section 3.
#pragma once

#include "common.metal"

// The queries of a group, their threadgroup memory, and the thread that looks at them.
template <class Factor>
struct Queries {
    threadgroup long* at;         // [kAttentionQueries], the first element of each, or -1 where there is none
    threadgroup int* key_counts;  // [kAttentionQueries], how many keys each takes
    // Slices of queries [kAttentionQueries, kAttentionSlice] and of keys [kAttentionKeys, kAttentionSlice];
    // when these are multiplied, values [kAttentionKeys, kAttentionValues].
    threadgroup Factor* factors;
    threadgroup float* scores;    // [kAttentionQueries, kAttentionKeys]
    threadgroup Factor* weights;  // [kAttentionQueries, kAttentionKeys]
    threadgroup float* sums;      // [kAttentionQueries, kAttentionValues]
    int image, head, first;
    int first_value, value_count;  // channels of the head's values that the group sums
    int simdgroup, lane;
    int row, quarter;  // four lanes have a query, and each a quarter of its scores
};

template <class Factor>
static inline void find_queries(constant Attention& p, device const Place* list, Queries<Factor> queries) {
    const int own = queries.simdgroup * 32 + queries.lane, i = queries.first + own;
    if (own < kAttentionQueries) {
        queries.at[own] = -1;
        queries.key_counts[own] = 0;
        if (i < p.pixels.count) {
            const Place place = place_of(p.pixels, list, i);
            queries.at[own] = element(p.query, queries.image, place.y, place.x) + queries.head * p.width;
            queries.key_counts[own] = p.is_causal != 0 ? place.y * p.dst.w + place.x + 1 : p.keys;
        }
    }
    for (int row = queries.simdgroup; row < kAttentionQueries; row += kAttentionSimdgroups)
        for (int column = queries.lane; column < kAttentionValues; column += 32)
            queries.sums[row * kAttentionValues + column] = 0.0f;
    threadgroup_barrier(mem_flags::mem_threadgroup);
}

template <class Factor>
static inline int most_keys(Queries<Factor> queries) {
    int most = 0;
    for (int i = 0; i < kAttentionQueries; ++i)
        most = queries.key_counts[i] > most ? queries.key_counts[i] : most;
    return most;
}

// A slice of some channels from `channel` on, zero where there is no query.
template <class Factor>
static inline void load_queries(constant Attention& p, Queries<Factor> queries, device const void* src,
                                int channel, int channels) {
    for (int row = queries.simdgroup; row < kAttentionQueries; row += kAttentionSimdgroups) {
        const long at = queries.at[row];
        const bool is_there = at >= 0 && queries.lane < channels;
        queries.factors[row * kAttentionSlice + queries.lane] =
            Factor(is_there ? load(src, p.query.is_half, at + channel + queries.lane) : 0.0f);
    }
}

// Rows of keys or values in a block: those that there are, and how many channels of them are taken.
struct KeyRows {
    device const void* memory;
    int is_half;
    long first, stride;  // elements
    int count, channels;
    float factor;
};

// Those of an image from a channel of a key on; how many is still to be said.
static inline KeyRows key_rows(device const void* memory, constant View& view, int image, int first_key,
                               int channel) {
    KeyRows rows;
    rows.memory = memory;
    rows.is_half = view.is_half;
    rows.first = image * view.image_stride + first_key * view.pixel_stride + channel;
    rows.stride = view.pixel_stride;
    rows.factor = 1.0f;
    return rows;
}

// Zero where there is no key and, up to a whole matrix, no channel.
template <class Factor>
static inline void load_keys(Queries<Factor> queries, KeyRows src, threadgroup Factor* dst, int dst_stride) {
    const int padded = (src.channels + 7) / 8 * 8;
    for (int row = queries.simdgroup; row < kAttentionKeys; row += kAttentionSimdgroups)
        for (int column = queries.lane; column < padded; column += 32) {
            const bool is_there = row < src.count && column < src.channels;
            dst[row * dst_stride + column] = Factor(
                is_there ? load(src.memory, src.is_half, src.first + row * src.stride + column) * src.factor
                         : 0.0f);
        }
}

// Products of the queries with the keys of a block, which begins at `first_key`.
template <class Factor>
static inline void score(constant Attention& p, Queries<Factor> queries, device const void* query,
                         device const void* key, int first_key, int key_count) {
    threadgroup Factor* const keys = queries.factors + kAttentionQueries * kAttentionSlice;
    threadgroup const Factor* own = queries.factors + queries.simdgroup * 8 * kAttentionSlice;
    simdgroup_float8x8 products[kAttentionKeys / 8];
    for (int j = 0; j < kAttentionKeys / 8; ++j)
        products[j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    for (int channel = 0; channel < p.width; channel += kAttentionSlice) {
        KeyRows rows = key_rows(key, p.key, queries.image, first_key, queries.head * p.width + channel);
        rows.count = key_count;
        rows.channels = p.width - channel < kAttentionSlice ? p.width - channel : kAttentionSlice;
        rows.factor = p.scale;
        load_queries(p, queries, query, channel, rows.channels);
        load_keys(queries, rows, keys, kAttentionSlice);
        threadgroup_barrier(mem_flags::mem_threadgroup);
        for (int k = 0; k < rows.channels; k += 8) {
            simdgroup_matrix<Factor, 8, 8> left;
            simdgroup_load(left, own + k, kAttentionSlice);
            for (int j = 0; j < kAttentionKeys / 8; ++j) {
                simdgroup_matrix<Factor, 8, 8> right;
                simdgroup_load(right, keys + j * 8 * kAttentionSlice + k, kAttentionSlice, ulong2(0, 0),
                               true);
                simdgroup_multiply_accumulate(products[j], left, right, products[j]);
            }
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
    for (int j = 0; j < kAttentionKeys / 8; ++j)
        simdgroup_store(products[j], queries.scores + queries.simdgroup * 8 * kAttentionKeys + j * 8,
                        kAttentionKeys);
}

// How far a query has come: its largest score, and the sum of its weights as far as this lane saw them.
struct Softmax {
    float largest, weight_sum;
};

// Makes weights of a block's scores, and what was summed before as small as they are.
template <class Factor>
static inline Softmax weigh(Queries<Factor> queries, Softmax before, int first_key) {
    const int at = queries.row * kAttentionKeys + queries.quarter * 8;
    const int seen = queries.key_counts[queries.row] - first_key - queries.quarter * 8;
    Softmax after;
    after.largest = before.largest;
    for (int i = 0; i < 8; ++i)
        if (i < seen && queries.scores[at + i] > after.largest) after.largest = queries.scores[at + i];
    after.largest = max(after.largest, simd_shuffle_xor(after.largest, 1));
    after.largest = max(after.largest, simd_shuffle_xor(after.largest, 2));
    const float factor = exponential(before.largest - after.largest);
    after.weight_sum = before.weight_sum * factor;
    float more = 0.0f;
    for (int i = 0; i < 8; ++i) {
        const float weight = i < seen ? exponential(queries.scores[at + i] - after.largest) : 0.0f;
        queries.weights[at + i] = Factor(weight);
        more += weight;
    }
    after.weight_sum += more;
    for (int i = queries.quarter; i < queries.value_count; i += 4)
        queries.sums[queries.row * kAttentionValues + i] *= factor;
    simdgroup_barrier(mem_flags::mem_threadgroup);
    return after;
}

// Adds the values of a block by their weights.
template <class Factor>
static inline void add_values(Queries<Factor> queries) {
    threadgroup const Factor* weights = queries.weights + queries.simdgroup * 8 * kAttentionKeys;
    threadgroup float* sums = queries.sums + queries.simdgroup * 8 * kAttentionValues;
    for (int j = 0; j < queries.value_count; j += 8) {
        simdgroup_float8x8 total;
        simdgroup_load(total, sums + j, kAttentionValues);
        for (int k = 0; k < kAttentionKeys; k += 8) {
            simdgroup_matrix<Factor, 8, 8> left, right;
            simdgroup_load(left, weights + k, kAttentionKeys);
            simdgroup_load(right, queries.factors + k * kAttentionValues + j, kAttentionValues);
            simdgroup_multiply_accumulate(total, left, right, total);
        }
        simdgroup_store(total, sums + j, kAttentionValues);
    }
}

// The same where queries see some of the keys: a lane sums its quarter of a query's channels. In a matrix
// what a query does not see has the weight 0, which makes NaN of a value that is not finite. Causal queries
// are a text's, and few.
template <class Factor>
static inline void add_seen_values(Queries<Factor> queries, int first_key) {
    const int left = queries.key_counts[queries.row] - first_key;
    const int seen = left < kAttentionKeys ? left : kAttentionKeys;
    threadgroup const Factor* weights = queries.weights + queries.row * kAttentionKeys;
    threadgroup float* sums = queries.sums + queries.row * kAttentionValues;
    for (int j = queries.quarter; j < queries.value_count; j += 4) {
        float sum = sums[j];
        for (int k = 0; k < seen; ++k)
            sum = fma(float(weights[k]), float(queries.factors[k * kAttentionValues + j]), sum);
        sums[j] = sum;
    }
}

template <class Factor>
static inline void finish_queries(constant Attention& p, device const Place* list, Queries<Factor> queries,
                                  float weight_sum, device void* dst) {
    weight_sum += simd_shuffle_xor(weight_sum, 1);
    weight_sum += simd_shuffle_xor(weight_sum, 2);
    const int i = queries.first + queries.row;
    if (i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    const int channel = queries.head * p.value_width + queries.first_value;
    for (int c = queries.quarter; c < queries.value_count; c += 4)
        store(dst, p.dst, queries.image, place, channel + c,
              queries.sums[queries.row * kAttentionValues + c] / weight_sum);
}

template <class Factor>
static inline void attend(constant Attention& p, device const Place* list, device const void* query,
                          device const void* key, device const void* value, device void* dst,
                          Queries<Factor> queries) {
    find_queries(p, list, queries);
    const int most = most_keys(queries);
    Softmax softmax;
    softmax.largest = -INFINITY;
    softmax.weight_sum = 0.0f;
    for (int first = 0; first < most; first += kAttentionKeys) {
        KeyRows values = key_rows(value, p.value, queries.image, first,
                                  queries.head * p.value_width + queries.first_value);
        values.count = p.keys - first < kAttentionKeys ? p.keys - first : kAttentionKeys;
        values.channels = queries.value_count;
        score(p, queries, query, key, first, values.count);
        load_keys(queries, values, queries.factors, kAttentionValues);
        threadgroup_barrier(mem_flags::mem_threadgroup);
        softmax = weigh(queries, softmax, first);
        if (p.is_causal != 0)
            add_seen_values(queries, first);
        else
            add_values(queries);
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
    finish_queries(p, list, queries, softmax.weight_sum, dst);
}

// Their memory is still to be given.
template <class Factor>
static inline Queries<Factor> queries_of(constant Attention& p, uint3 group, uint simdgroup, uint lane) {
    const int chunks = (p.value_width - 1) / kAttentionValues + 1;
    Queries<Factor> queries;
    queries.image = int(group.z);
    queries.head = int(group.y) / chunks;
    queries.first = int(group.x) * kAttentionQueries;
    queries.first_value = int(group.y) % chunks * kAttentionValues;
    const int left = p.value_width - queries.first_value;
    queries.value_count = left < kAttentionValues ? left : kAttentionValues;
    queries.simdgroup = int(simdgroup);
    queries.lane = int(lane);
    queries.row = queries.simdgroup * 8 + queries.lane / 4;
    queries.quarter = queries.lane % 4;
    return queries;
}

#define SIGE_ATTENTION(name, Factor)                                                                        \
    kernel void name(constant Attention& p [[buffer(0)]], device const Place* list [[buffer(1)]],           \
                     device const void* query [[buffer(2)]], device const void* key [[buffer(3)]],          \
                     device const void* value [[buffer(4)]], device void* dst [[buffer(5)]],                \
                     uint3 group [[threadgroup_position_in_grid]], uint lane [[thread_index_in_simdgroup]], \
                     uint simdgroup [[simdgroup_index_in_threadgroup]]) {                                   \
        SIGE_THREADGROUP(long, at, [kAttentionQueries]);                                                    \
        SIGE_THREADGROUP(int, key_counts, [kAttentionQueries]);                                             \
        SIGE_THREADGROUP(Factor, factors, [kAttentionKeys * kAttentionValues]);                             \
        SIGE_THREADGROUP(float, scores, [kAttentionQueries * kAttentionKeys]);                              \
        SIGE_THREADGROUP(Factor, weights, [kAttentionQueries * kAttentionKeys]);                            \
        SIGE_THREADGROUP(float, sums, [kAttentionQueries * kAttentionValues]);                              \
        Queries<Factor> queries = queries_of<Factor>(p, group, simdgroup, lane);                            \
        queries.at = at;                                                                                    \
        queries.key_counts = key_counts;                                                                    \
        queries.factors = factors;                                                                          \
        queries.scores = scores;                                                                            \
        queries.weights = weights;                                                                          \
        queries.sums = sums;                                                                                \
        attend(p, list, query, key, value, dst, queries);                                                   \
    }

SIGE_ATTENTION(attention_f32, float)
SIGE_ATTENTION(attention_f16, half)

#undef SIGE_ATTENTION

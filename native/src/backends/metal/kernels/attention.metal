// Attention with a streaming softmax: a group takes 32 queries of a head past its keys in blocks of 32, a
// simdgroup 8 of them. Source: Rabe and Staats, "Self-attention Does Not Need O(n^2) Memory",
// arXiv:2112.05682, section 3. A query's result depends on its own row of each product alone.
#pragma once

#include "common.metal"

enum {
    kQueries = 32,  // of a group
    kKeys = 32,     // of a block
    kSlice = 32,    // channels of queries and keys that are multiplied at once
    kValues = 64,   // channels of values that a group sums
    kAttentionThreads = 128
};

// Copies a slice of some rows, zero where there is none.
static inline void load_slice(threadgroup float* dst, int dst_stride, device const float* src,
                              long row_stride, int rows, int all_rows, int columns, int all_columns,
                              float factor, int thread_index) {
    for (int i = thread_index; i < all_rows * all_columns; i += kAttentionThreads) {
        const int row = i / all_columns, column = i % all_columns;
        dst[row * dst_stride + column] =
            row < rows && column < columns ? src[row * row_stride + column] * factor : 0.0f;
    }
}

kernel void attention_f32(constant Attention& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                          device const float* query [[buffer(2)]], device const float* key [[buffer(3)]],
                          device const float* value [[buffer(4)]], device float* dst [[buffer(5)]],
                          uint3 group [[threadgroup_position_in_grid]],
                          uint thread_position [[thread_index_in_threadgroup]],
                          uint lane [[thread_index_in_simdgroup]],
                          uint simdgroup [[simdgroup_index_in_threadgroup]]) {
    SIGE_THREADGROUP(float, queries, [kQueries * kSlice]);
    SIGE_THREADGROUP(float, keys, [kKeys * kSlice]);
    SIGE_THREADGROUP(float, scores, [kQueries * kKeys]);
    SIGE_THREADGROUP(float, values, [kKeys * kValues]);
    SIGE_THREADGROUP(float, sums, [kQueries * kValues]);
    SIGE_THREADGROUP(long, query_at, [kQueries]);
    SIGE_THREADGROUP(int, keys_of, [kQueries]);

    const int thread_index = int(thread_position), image = int(group.z);
    const int chunks = (p.value_width - 1) / kValues + 1;
    const int head = int(group.y) / chunks, first_value = int(group.y) % chunks * kValues;
    const int value_count = p.value_width - first_value < kValues ? p.value_width - first_value : kValues;
    const int first_query = int(group.x) * kQueries;
    if (thread_index < kQueries) {
        const int i = first_query + thread_index;
        query_at[thread_index] = -1;
        keys_of[thread_index] = 0;
        if (i < p.pixels.count) {
            const Place place = place_of(p.pixels, list, i);
            query_at[thread_index] = element(p.query, image, place.y, place.x) + head * p.width;
            keys_of[thread_index] = p.is_causal != 0 ? place.y * p.dst.w + place.x + 1 : p.keys;
        }
    }
    for (int i = thread_index; i < kQueries * kValues; i += kAttentionThreads) sums[i] = 0.0f;
    threadgroup_barrier(mem_flags::mem_threadgroup);
    int most_keys = 0;
    for (int i = 0; i < kQueries; ++i) most_keys = keys_of[i] > most_keys ? keys_of[i] : most_keys;

    // Four lanes have a query: its largest score, and the sum of its weights as far as this lane saw them.
    const int row = int(simdgroup) * 8 + int(lane) / 4, quarter = int(lane) % 4;
    float largest = -INFINITY, weight_sum = 0.0f;
    for (int first_key = 0; first_key < most_keys; first_key += kKeys) {
        const int key_count = p.keys - first_key < kKeys ? p.keys - first_key : kKeys;
        simdgroup_float8x8 products[kKeys / 8];
        for (int j = 0; j < kKeys / 8; ++j) products[j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
        for (int channel = 0; channel < p.width; channel += kSlice) {
            const int channels = p.width - channel < kSlice ? p.width - channel : kSlice;
            for (int i = thread_index; i < kQueries * kSlice; i += kAttentionThreads) {
                const int of = i / kSlice, column = i % kSlice;
                const bool is_there = query_at[of] >= 0 && column < channels;
                queries[i] = is_there ? query[query_at[of] + channel + column] : 0.0f;
            }
            load_slice(
                keys, kSlice,
                key + image * p.key.image_stride + first_key * p.key.pixel_stride + head * p.width + channel,
                p.key.pixel_stride, key_count, kKeys, channels, kSlice, p.scale, thread_index);
            threadgroup_barrier(mem_flags::mem_threadgroup);
            for (int k = 0; k < kSlice; k += 8) {
                simdgroup_float8x8 left;
                simdgroup_load(left, queries + int(simdgroup) * 8 * kSlice + k, kSlice);
                for (int j = 0; j < kKeys / 8; ++j) {
                    simdgroup_float8x8 right;
                    simdgroup_load(right, keys + j * 8 * kSlice + k, kSlice, ulong2(0, 0), true);
                    simdgroup_multiply_accumulate(products[j], left, right, products[j]);
                }
            }
            threadgroup_barrier(mem_flags::mem_threadgroup);
        }
        for (int j = 0; j < kKeys / 8; ++j)
            simdgroup_store(products[j], scores + int(simdgroup) * 8 * kKeys + j * 8, kKeys);
        load_slice(values, kValues,
                   value + image * p.value.image_stride + first_key * p.value.pixel_stride +
                       head * p.value_width + first_value,
                   p.value.pixel_stride, key_count, kKeys, value_count, kValues, 1.0f, thread_index);
        threadgroup_barrier(mem_flags::mem_threadgroup);

        threadgroup float* own = scores + row * kKeys + quarter * 8;
        const int seen = keys_of[row] - first_key - quarter * 8;  // of this lane's eight scores
        float best = largest;
        for (int i = 0; i < 8; ++i)
            if (i < seen && own[i] > best) best = own[i];
        best = max(best, simd_shuffle_xor(best, 1));
        best = max(best, simd_shuffle_xor(best, 2));
        const float factor = exponential(largest - best);
        float more = 0.0f;
        for (int i = 0; i < 8; ++i) {
            const float weight = i < seen ? exponential(own[i] - best) : 0.0f;
            own[i] = weight;
            more += weight;
        }
        weight_sum = weight_sum * factor + more;
        largest = best;
        for (int i = quarter; i < kValues; i += 4) sums[row * kValues + i] *= factor;
        simdgroup_barrier(mem_flags::mem_threadgroup);
        for (int j = 0; j < kValues; j += 8) {
            simdgroup_float8x8 total;
            simdgroup_load(total, sums + int(simdgroup) * 8 * kValues + j, kValues);
            for (int k = 0; k < kKeys; k += 8) {
                simdgroup_float8x8 left, right;
                simdgroup_load(left, scores + int(simdgroup) * 8 * kKeys + k, kKeys);
                simdgroup_load(right, values + k * kValues + j, kValues);
                simdgroup_multiply_accumulate(total, left, right, total);
            }
            simdgroup_store(total, sums + int(simdgroup) * 8 * kValues + j, kValues);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
    weight_sum += simd_shuffle_xor(weight_sum, 1);
    weight_sum += simd_shuffle_xor(weight_sum, 2);
    const int i = first_query + row;
    if (i >= p.pixels.count) return;
    const Place place = place_of(p.pixels, list, i);
    device float* out = dst + element(p.dst, image, place.y, place.x) + head * p.value_width + first_value;
    for (int c = quarter; c < value_count; c += 4) out[c] = sums[row * kValues + c] / weight_sum;
}

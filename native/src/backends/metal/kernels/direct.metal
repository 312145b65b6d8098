// The direct convolution as an implicit product of matrices: a row is an output pixel, wherever the list has
// it, a column a filter, and the sum goes over taps and channels. A group of four simdgroups makes a tile of
// it with products of 8 x 8, whose factors are float32, or float16 with float32 sums: rounded on their way
// into threadgroup memory, they are half the bytes through it.
#pragma once

#include "convolution.metal"

enum { kTileThreads = 128, kDepth = 16 };  // channels of a step

// Where the sources of a tile's rows are for one tap, or -1 in the padding.
struct RowSources {
    long first, second;
    int image;
};

// Threadgroup memory of a tile, in float: sums lie where the factors of the last step were.
template <class Factor, int kRows, int kColumns>
struct TileMemory {
    enum {
        kFactors = (kRows + kColumns) * kDepth * int(sizeof(Factor)) / int(sizeof(float)),
        kSums = kRows * kColumns,
        kFloats = kFactors > kSums ? kFactors : kSums
    };
};

// A tile of kRows x kColumns and its threadgroup memory. Four simdgroups lie on it, kDown of them one above
// the other.
template <class Factor, int kRows, int kColumns, int kDown>
struct Tile {
    threadgroup RowSources* sources;  // [kRows]
    threadgroup Factor* left;         // [kRows, kDepth]
    threadgroup Factor* right;        // [kDepth, kColumns]
    int first_row, first_panel, thread_index;
};

template <class Factor, int kRows, int kColumns, int kDown>
static inline void find_sources(constant Convolution& p, device const Place* list,
                                Tile<Factor, kRows, kColumns, kDown> tile, int tap) {
    for (int i = tile.thread_index; i < kRows; i += kTileThreads) {
        RowSources found;
        found.first = found.second = -1;
        found.image = 0;
        if (tile.first_row + i < p.images * p.pixels.count) {
            const Row row = row_of(p, list, tile.first_row + i);
            const int y = row.y * p.stride - p.pad_top + tap / p.kw,
                      x = row.x * p.stride - p.pad_left + tap % p.kw;
            found.image = row.image;
            if (is_inside(p.src, y, x)) {
                found.first = source_element(p.src, row.image, y, x);
                found.second = p.has_src2 != 0 ? source_element(p.src2, row.image, y, x) : 0;
            }
        }
        tile.sources[i] = found;
    }
}

// One channel of the concatenated sources, after the prologue; padding stays zero.
static inline float source_value(constant Convolution& p, threadgroup const RowSources& sources,
                                 device const void* src, device const void* src2,
                                 device const float* prologue_scale, device const float* prologue_shift,
                                 int channel, int channels) {
    if (sources.first < 0 || channel >= channels) return 0.0f;
    const float value = channel < p.src.channels
                            ? load(src, p.src.view.is_half, sources.first + channel)
                            : load(src2, p.src2.view.is_half, sources.second + channel - p.src.channels);
    if (p.has_prologue == 0) return value;
    return apply(p.prologue, prologue_scale, prologue_shift, sources.image, channel, value);
}

// A filter's weight for a channel of the concatenation. Split, gamma's filters see the first source alone and
// beta's the second.
template <class Weight>
static inline float tile_weight(constant Convolution& p, device const Weight* weights, int panel, int lane,
                                int tap, int channel, int channels) {
    if (panel >= p.panels || channel >= channels) return 0.0f;
    int of_filter = channel;
    if (p.is_split != 0) {
        const int part = channel >= p.ic ? 1 : 0;
        if (panel % 2 != part) return 0.0f;
        of_filter -= part * p.ic;
    }
    return weight_at(weights, ((long(panel) * p.kh * p.kw + tap) * p.ic + of_filter) * kFilters + lane);
}

// The sources of a step that begins at `channel`. A thread has one channel of it for all its rows.
template <class Factor, int kRows, int kColumns, int kDown>
static inline void load_sources(constant Convolution& p, device const void* src, device const void* src2,
                                device const float* prologue_scale, device const float* prologue_shift,
                                Tile<Factor, kRows, kColumns, kDown> tile, int channel, int channels) {
    const int k = tile.thread_index % kDepth;
    for (int row = tile.thread_index / kDepth; row < kRows; row += kTileThreads / kDepth)
        tile.left[row * kDepth + k] = Factor(source_value(p, tile.sources[row], src, src2, prologue_scale,
                                                          prologue_shift, channel + k, channels));
}

// The weights of a step. A thread has one filter for all its channels.
template <class Factor, int kRows, int kColumns, int kDown, class Weight>
static inline void load_weights(constant Convolution& p, device const Weight* weights,
                                Tile<Factor, kRows, kColumns, kDown> tile, int tap, int channel,
                                int channels) {
    const int column = tile.thread_index % kColumns, panel = tile.first_panel + column / kFilters;
    for (int k = tile.thread_index / kColumns; k < kDepth; k += kTileThreads / kColumns)
        tile.right[k * kColumns + column] =
            Factor(tile_weight(p, weights, panel, column % kFilters, tap, channel + k, channels));
}

// Sums the steps [first, end) of taps and channels, and leaves them in `sums` [kRows, kColumns].
template <class Factor, int kRows, int kColumns, int kDown, class Weight>
static inline void sum_tile(constant Convolution& p, device const Place* list, device const void* src,
                            device const void* src2, device const float* prologue_scale,
                            device const float* prologue_shift, device const Weight* weights,
                            Tile<Factor, kRows, kColumns, kDown> tile, threadgroup float* sums, int simdgroup,
                            int first, int end) {
    const int channels = p.is_split != 0 ? 2 * p.ic : p.ic, steps_of_tap = (channels - 1) / kDepth + 1;
    // Simdgroups beside each other, and how many products of 8 x 8 one has below and beside each other.
    enum { kAcross = 4 / kDown, kHigh = kRows / kDown / 8, kWide = kColumns / kAcross / 8 };
    const int top = simdgroup / kAcross * (8 * kHigh), left_column = simdgroup % kAcross * (8 * kWide);
    simdgroup_float8x8 products[kHigh][kWide];
    for (int i = 0; i < kHigh; ++i)
        for (int j = 0; j < kWide; ++j) products[i][j] = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
    for (int step = first; step < end; ++step) {
        const int tap = step / steps_of_tap, channel = step % steps_of_tap * kDepth;
        if (step == first || channel == 0) {
            find_sources(p, list, tile, tap);
            threadgroup_barrier(mem_flags::mem_threadgroup);
        }
        load_sources(p, src, src2, prologue_scale, prologue_shift, tile, channel, channels);
        load_weights(p, weights, tile, tap, channel, channels);
        threadgroup_barrier(mem_flags::mem_threadgroup);
        for (int k = 0; k < kDepth; k += 8) {
            simdgroup_matrix<Factor, 8, 8> rows[kHigh], columns[kWide];
            for (int i = 0; i < kHigh; ++i)
                simdgroup_load(rows[i], tile.left + (top + 8 * i) * kDepth + k, kDepth);
            for (int j = 0; j < kWide; ++j)
                simdgroup_load(columns[j], tile.right + k * kColumns + left_column + 8 * j, kColumns);
            for (int i = 0; i < kHigh; ++i)
                for (int j = 0; j < kWide; ++j)
                    simdgroup_multiply_accumulate(products[i][j], rows[i], columns[j], products[i][j]);
        }
        threadgroup_barrier(mem_flags::mem_threadgroup);
    }
    for (int i = 0; i < kHigh; ++i)
        for (int j = 0; j < kWide; ++j)
            simdgroup_store(products[i][j], sums + (top + 8 * i) * kColumns + left_column + 8 * j, kColumns);
    threadgroup_barrier(mem_flags::mem_threadgroup);
}

// Finishes a tile, or where the sums are cut into slices, puts this one's into `partial` [slices, rows,
// panels * kFilters].
template <class Factor, int kRows, int kColumns, int kDown>
static inline void finish_tile(constant Convolution& p, device const Place* list, End end,
                               device float* partial, Tile<Factor, kRows, kColumns, kDown> tile,
                               threadgroup const float* sums, int slice) {
    const int all_rows = p.images * p.pixels.count, width = kColumns / p.parts;
    for (int i = tile.thread_index; i < kRows * width; i += kTileThreads) {
        const int row = i / width, filter = i % width, at = tile.first_row + row;
        const int of_tile = filter / kFilters * p.parts, lane = filter % kFilters,
                  panel = tile.first_panel + of_tile;
        if (at >= all_rows || panel >= p.panels) continue;
        threadgroup const float* own = sums + row * kColumns + of_tile * kFilters + lane;
        if (p.slices > 1) {
            device float* to = partial + ((long(slice) * all_rows + at) * p.panels + panel) * kFilters + lane;
            to[0] = own[0];
            if (p.parts == 2) to[kFilters] = own[kFilters];
        } else {
            finish(p, end, row_of(p, list, at), panel / p.parts, lane, own[0],
                   p.parts == 2 ? own[kFilters] : 0.0f);
        }
    }
}

#define SIGE_DIRECT(name, Factor, Weight, rows, columns, down)                                               \
    kernel void name(SIGE_CONVOLUTION_ARGUMENTS(void, Weight), uint3 group [[threadgroup_position_in_grid]], \
                     uint thread_position [[thread_index_in_threadgroup]],                                   \
                     uint simdgroup [[simdgroup_index_in_threadgroup]]) {                                    \
        SIGE_THREADGROUP(RowSources, sources, [rows]);                                                       \
        SIGE_THREADGROUP(float, sums, [(TileMemory<Factor, rows, columns>::kFloats)]);                       \
        Tile<Factor, rows, columns, down> tile;                                                              \
        tile.sources = sources;                                                                              \
        tile.left = reinterpret_cast<threadgroup Factor*>(sums);                                             \
        tile.right = tile.left + rows * kDepth;                                                              \
        tile.first_row = int(group.x) * rows;                                                                \
        tile.first_panel = int(group.y) * (columns / kFilters);                                              \
        tile.thread_index = int(thread_position);                                                            \
        const int channels = p.is_split != 0 ? 2 * p.ic : p.ic;                                              \
        const int steps = p.kh * p.kw * ((channels - 1) / kDepth + 1), slice = int(group.z);                 \
        sum_tile(p, list, src, src2, prologue_scale, prologue_shift, weights, tile, sums, int(simdgroup),    \
                 int(long(steps) * slice / p.slices), int(long(steps) * (slice + 1) / p.slices));            \
        finish_tile(p, list, end_of(bias, residual, modulated, scale, shift, image_bias, dst), partial,      \
                    tile, sums, slice);                                                                      \
    }

// The tiles by the type of the packed weights.
#define SIGE_DIRECT_TILES(form, Factor, type, Weight)           \
    SIGE_DIRECT(form##_8x64_##type, Factor, Weight, 8, 64, 1)   \
    SIGE_DIRECT(form##_32x32_##type, Factor, Weight, 32, 32, 2) \
    SIGE_DIRECT(form##_64x64_##type, Factor, Weight, 64, 64, 2)

SIGE_DIRECT_TILES(direct, float, f32, float)
SIGE_DIRECT_TILES(direct, float, f16, half)
SIGE_DIRECT_TILES(direct, float, bf16, ushort)
SIGE_DIRECT_TILES(float16, half, f32, float)
SIGE_DIRECT_TILES(float16, half, f16, half)
SIGE_DIRECT_TILES(float16, half, bf16, ushort)

#undef SIGE_DIRECT_TILES
#undef SIGE_DIRECT

// Adds the slices of a pixel's sums in order.
kernel void direct_finish(constant Convolution& p [[buffer(0)]], device const Place* list [[buffer(1)]],
                          device const float* partial [[buffer(2)]], device const float* bias [[buffer(3)]],
                          device const void* residual [[buffer(4)]],
                          device const void* modulated [[buffer(5)]], device const float* scale [[buffer(6)]],
                          device const float* shift [[buffer(7)]],
                          device const float* image_bias [[buffer(8)]], device void* dst [[buffer(9)]],
                          uint2 at [[thread_position_in_grid]]) {
    const int channel = int(at.x), i = int(at.y), rows = p.images * p.pixels.count;
    if (channel >= p.oc || i >= rows) return;
    const int unit = channel / kFilters, lane = channel % kFilters;
    float sum = 0.0f, beta = 0.0f;
    for (int slice = 0; slice < p.slices; ++slice) {
        device const float* from =
            partial + ((long(slice) * rows + i) * p.panels + unit * p.parts) * kFilters + lane;
        sum += from[0];
        if (p.parts == 2) beta += from[kFilters];
    }
    finish(p, end_of(bias, residual, modulated, scale, shift, image_bias, dst), row_of(p, list, i), unit,
           lane, sum, beta);
}

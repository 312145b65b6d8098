// What the kernels of AMX include where they are emulated: the emulation of AVX-512 with BF16, and tiles as
// Intel's manual defines them. A shape that the processor would fault on ends the program.
#pragma once

#include_next <immintrin.h>

#include <stdio.h>
#include <stdlib.h>

namespace sige::emulated {

struct Tile {
    int rows, row_bytes;
    unsigned char bytes[16][64];
};

inline thread_local Tile tiles[8];
inline thread_local bool configured;

static inline void fault(const char* what) {
    fprintf(stderr, "emulated AMX: %s\n", what);
    abort();
}
static inline Tile& tile(int index) {
    if (!configured) fault("a tile is used without a configuration");
    if (tiles[index].rows == 0) fault("a tile is used that the configuration leaves out");
    return tiles[index];
}

static inline void configure(const void* memory) {
    unsigned char config[64];
    memcpy(config, memory, sizeof config);
    if (config[0] != 1) fault("the palette is not 1");
    for (int i = 0; i < 8; ++i) {
        uint16_t row_bytes;
        memcpy(&row_bytes, config + 16 + 2 * i, sizeof row_bytes);
        if (row_bytes > 64 || config[48 + i] > 16 || (row_bytes == 0) != (config[48 + i] == 0))
            fault("a tile is larger than 16 rows of 64 bytes, or has one of both only");
        tiles[i] = Tile{config[48 + i], row_bytes, {}};
    }
    configured = true;
}

static inline void load(int index, const void* memory, int64_t stride) {
    Tile& t = tile(index);
    memset(t.bytes, 0, sizeof t.bytes);
    for (int row = 0; row < t.rows; ++row)
        memcpy(t.bytes[row], static_cast<const char*>(memory) + row * stride,
               static_cast<size_t>(t.row_bytes));
}
static inline void store(int index, void* memory, int64_t stride) {
    const Tile& t = tile(index);
    for (int row = 0; row < t.rows; ++row)
        memcpy(static_cast<char*>(memory) + row * stride, t.bytes[row], static_cast<size_t>(t.row_bytes));
}

// Sums of even and of odd values are taken apart, then added to each other and to what was there.
static inline void multiply_pairs(int sums, int rows, int columns) {
    Tile& c = tile(sums);
    const Tile &a = tile(rows), &b = tile(columns);
    if (a.rows != c.rows || b.row_bytes != c.row_bytes || a.row_bytes / 4 != b.rows)
        fault("the shapes of three tiles do not fit");
    for (int m = 0; m < c.rows; ++m)
        for (int n = 0; n < c.row_bytes / 4; ++n) {
            float parts[2] = {};
            for (int k = 0; k < b.rows; ++k) {
                uint16_t x[2], y[2];
                memcpy(x, a.bytes[m] + 4 * k, sizeof x);
                memcpy(y, b.bytes[k] + 4 * n, sizeof y);
                for (int i = 0; i < 2; ++i) parts[i] = multiply_add(parts[i], x[i], y[i]);
            }
            float sum;
            memcpy(&sum, c.bytes[m] + 4 * n, sizeof sum);
            sum = without_denormals(without_denormals(sum) + without_denormals(parts[0] + parts[1]));
            memcpy(c.bytes[m] + 4 * n, &sum, sizeof sum);
        }
}

}  // namespace sige::emulated

#undef _tile_loadconfig
#define _tile_loadconfig(config) sige::emulated::configure(config)
#undef _tile_release
#define _tile_release() (sige::emulated::configured = false)
#undef _tile_zero
#define _tile_zero(index) \
    memset(sige::emulated::tile(index).bytes, 0, sizeof sige::emulated::tile(index).bytes)
#undef _tile_loadd
#define _tile_loadd(index, memory, stride) sige::emulated::load(index, memory, stride)
#undef _tile_stream_loadd
#define _tile_stream_loadd(index, memory, stride) sige::emulated::load(index, memory, stride)
#undef _tile_stored
#define _tile_stored(index, memory, stride) sige::emulated::store(index, memory, stride)
#undef _tile_dpbf16ps
#define _tile_dpbf16ps(sums, rows, columns) sige::emulated::multiply_pairs(sums, rows, columns)

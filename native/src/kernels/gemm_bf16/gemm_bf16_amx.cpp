// gemm_bf16.h on AMX tiles of 16 rows of 32 values: two row tiles times two panels, four tiles of sums.
// Panels stay in the first-level cache, rows pass it by: loaded as a stream they do not drive the panels out.
// Source: Intel 64 and IA-32 Architectures Optimization Reference Manual, chapter on AMX, "GEMM".
#include <immintrin.h>

#include "kernels/gemm_bf16/gemm_bf16.h"

namespace sige::amx {

#include "kernels/gemm_bf16/rows_avx512.inl"

constexpr int kTileRows = 16, kTwoTiles = 2 * kTileRows, kRowBytes = 64;
static_assert(kTwoTiles == kBf16Rows && kRowBytes == kBf16Depth * sizeof(Bf16));

// What the tiles hold; sums 0 to 3, rows 4 and 5, panels 6 and 7.
struct alignas(64) TileConfig {
    uint8_t palette = 1, start_row = 0, reserved[14] = {};
    uint16_t row_bytes[16] = {};
    uint8_t rows[16] = {};

    // For `upper` rows in one tile and `lower` in the next.
    TileConfig(int upper, int lower) {
        const int heights[8] = {upper, upper, lower, lower, upper, lower, kTileRows, kTileRows};
        for (int tile = 0; tile < 8; ++tile) {
            rows[tile] = static_cast<uint8_t>(heights[tile]);
            row_bytes[tile] = heights[tile] == 0 ? 0 : kRowBytes;
        }
    }
};

// The compiler does not know that tile instructions read memory.
static inline void memory_is_read() {
#if defined(__GNUC__)
    __asm__ volatile("" ::: "memory");
#endif
}

static inline void configure(int upper, int lower) {
    const TileConfig config(upper, lower);
    memory_is_read();
    _tile_loadconfig(&config);
}

// Panels are asked for line by line, in pace with the steps.
struct Ahead {
    const char* line;
    int64_t panel_bytes;
    int lines;  // of each panel a step

    void ask() {
        for (int i = 0; i < lines; ++i, line += kRowBytes) {
            _mm_prefetch(line, _MM_HINT_T1);
            _mm_prefetch(line + panel_bytes, _MM_HINT_T1);
        }
    }
};

template <bool kLower, bool kSecond>
static void multiply(const GemmBf16Args& a, int32_t first, Ahead& ahead) {
    const int64_t acc_bytes = a.acc_stride * 4;
    float *upper = a.acc + first * a.acc_stride, *lower = upper + kTileRows * a.acc_stride;
    if (a.accumulate) {
        _tile_loadd(0, upper, acc_bytes);
        if constexpr (kSecond) _tile_loadd(1, upper + kPanel, acc_bytes);
        if constexpr (kLower) _tile_loadd(2, lower, acc_bytes);
        if constexpr (kLower && kSecond) _tile_loadd(3, lower + kPanel, acc_bytes);
    } else {
        _tile_zero(0);
        if constexpr (kSecond) _tile_zero(1);
        if constexpr (kLower) _tile_zero(2);
        if constexpr (kLower && kSecond) _tile_zero(3);
    }
    const Bf16 *rows = a.rows + first * static_cast<int64_t>(a.k), *panel = a.panel;
    for (int32_t k = 0; k < a.k;
         k += kBf16Depth, rows += kTwoTiles * kBf16Depth, panel += kBf16Depth * kPanel) {
        _tile_loadd(6, panel, kRowBytes);
        _tile_stream_loadd(4, rows, kRowBytes);
        _tile_dpbf16ps(0, 4, 6);
        if constexpr (kSecond) {
            _tile_loadd(7, panel + a.panel_stride, kRowBytes);
            _tile_dpbf16ps(1, 4, 7);
        }
        if constexpr (kLower) {
            _tile_stream_loadd(5, rows + kTileRows * kBf16Depth, kRowBytes);
            _tile_dpbf16ps(2, 5, 6);
            if constexpr (kSecond) _tile_dpbf16ps(3, 5, 7);
        }
        ahead.ask();
    }
    _tile_stored(0, upper, acc_bytes);
    if constexpr (kSecond) _tile_stored(1, upper + kPanel, acc_bytes);
    if constexpr (kLower) _tile_stored(2, lower, acc_bytes);
    if constexpr (kLower && kSecond) _tile_stored(3, lower + kPanel, acc_bytes);
    memory_is_read();
}

template <bool kLower>
static void multiply_panels(const GemmBf16Args& a, int32_t first, Ahead& ahead) {
    if (a.panel_count == 1)
        multiply<kLower, false>(a, first, ahead);
    else
        multiply<kLower, true>(a, first, ahead);
}

static void gemm(const GemmBf16Args& a) {
    const int32_t groups = (a.row_count + kTwoTiles - 1) / kTwoTiles;
    Ahead ahead{nullptr, 0, 0};
    if (a.prefetch != nullptr) {
        // A step of one panel reads kTileRows lines; all groups share the asking.
        ahead.line = reinterpret_cast<const char*>(a.prefetch);
        ahead.panel_bytes = a.panel_count == 1 ? 0 : a.panel_stride * 2;
        ahead.lines = (kTileRows + groups - 1) / groups;
    }
    int32_t row = 0;
    if (a.row_count >= kTwoTiles) {
        configure(kTileRows, kTileRows);
        for (; row + kTwoTiles <= a.row_count; row += kTwoTiles) multiply_panels<true>(a, row, ahead);
    }
    const int32_t left = a.row_count - row;
    if (left > kTileRows) {
        configure(kTileRows, left - kTileRows);
        multiply_panels<true>(a, row, ahead);
    } else if (left > 0) {
        configure(left, 0);
        multiply_panels<false>(a, row, ahead);
    }
    _tile_release();
}

// A product of two tiles takes sixteen cycles, and as long again the loading of tiles beside it.
const GemmBf16Tile gemm_bf16{kTwoTiles, 2, gemm, 4.0 * 16 * 2};

}  // namespace sige::amx

// gemm.h over Vec. A tile is six rows by two vectors of columns: the halves of a panel, or on AVX-512 two
// panels. Its twelve sums, the columns and the broadcast value fit AVX2's sixteen registers, and twelve
// multiply-adds hide the latency of each (four cycles, two a cycle). AVX-512 has registers for more rows, but
// their addresses overflow the general ones: on Zen 4, 8 x 2 was 3 % slower and 12 x 2 9 %.

constexpr int kTileRows = 6, kTilePanels = 2 * kLanes / kPanel;

struct RowSum {
    Vec first, second;
};

// The sums of the first kVecs vectors of columns.
template <int kVecs>
static inline RowSum row_sum(const float* acc, bool accumulate) {
    if (!accumulate) return {zero(), zero()};
    return {load(acc), kVecs > 1 ? load(acc + kLanes) : zero()};
}

template <int kVecs>
static inline void store_row(float* acc, const RowSum& s) {
    store(acc, s.first);
    if constexpr (kVecs > 1) store(acc + kLanes, s.second);
}

template <int kVecs>
static inline void multiply_add(RowSum& s, const float* value, Vec b0, Vec b1) {
    const Vec v = broadcast(value);
    s.first = fma(v, b0, s.first);
    if constexpr (kVecs > 1) s.second = fma(v, b1, s.second);
}

// Sums in named variables: compilers keep those in registers, an array of them they may not.
template <class Weights, int kRows, int kVecs>
static void gemm_rows(const GemmArgs& a) {
    const auto begin = [&](int row) {
        return row < kRows ? row_sum<kVecs>(a.acc + row * a.acc_stride, a.accumulate)
                           : RowSum{zero(), zero()};
    };
    RowSum s0 = begin(0), s1 = begin(1), s2 = begin(2), s3 = begin(3), s4 = begin(4), s5 = begin(5);
    const int64_t second = kTilePanels == 1 ? kLanes : a.panel_stride;
    const char* ahead = a.prefetch;
    for (int segment = 0; segment < a.segments; ++segment) {
        const float* const* rows = a.rows + segment * kTileRows;
        const auto row = [&](int m) { return rows[m < kRows ? m : 0] + a.k_begin; };
        const float *r0 = row(0), *r1 = row(1), *r2 = row(2), *r3 = row(3), *r4 = row(4), *r5 = row(5);
        const auto* b = static_cast<const typename Weights::Value*>(a.panel) + segment * a.segment_stride;
        for (int64_t k = 0; k < a.k; ++k, b += kPanel, ahead += a.prefetch_step) {
            const Vec b0 = in_register(Weights::read(b)),
                      b1 = kVecs > 1 ? in_register(Weights::read(b + second)) : zero();
            prefetch(ahead);
            if constexpr (kVecs > 1 && kTilePanels > 1) prefetch(ahead + a.prefetch_stride);
            multiply_add<kVecs>(s0, r0 + k, b0, b1);
            if constexpr (kRows > 1) multiply_add<kVecs>(s1, r1 + k, b0, b1);
            if constexpr (kRows > 2) multiply_add<kVecs>(s2, r2 + k, b0, b1);
            if constexpr (kRows > 3) multiply_add<kVecs>(s3, r3 + k, b0, b1);
            if constexpr (kRows > 4) multiply_add<kVecs>(s4, r4 + k, b0, b1);
            if constexpr (kRows > 5) multiply_add<kVecs>(s5, r5 + k, b0, b1);
        }
    }
    const auto end = [&](int row, const RowSum& s) {
        if (row < kRows) store_row<kVecs>(a.acc + row * a.acc_stride, s);
    };
    end(0, s0);
    end(1, s1);
    end(2, s2);
    end(3, s3);
    end(4, s4);
    end(5, s5);
}

template <class Weights, int kRows, int kVecs>
static void gemm_part(const GemmArgs& a) {
    if constexpr (kRows > 1)
        if (a.row_count < kRows) return gemm_part<Weights, kRows - 1, kVecs>(a);
    gemm_rows<Weights, kRows, kVecs>(a);
}

template <class Weights>
static void gemm(const GemmArgs& a) {
    if constexpr (kTilePanels > 1)
        if (a.panel_count == 1) return gemm_part<Weights, kTileRows, 1>(a);
    gemm_part<Weights, kTileRows, 2>(a);
}

// Two multiply-adds of eight lanes a cycle, or as on Zen 4 one of sixteen. To widen two vectors takes the
// place of one or two.
constexpr double kTileCycles = kTileRows * kTilePanels, kWideningTileCycles = kTileCycles * 1.125;

const GemmTile gemm_f32{kTileRows, kTilePanels, gemm<Float32Weights>, kTileCycles, SIGE_DTYPE_F32};
const GemmTile gemm_f32_f16{kTileRows, kTilePanels, gemm<Float16Weights>, kWideningTileCycles,
                            SIGE_DTYPE_F16};
const GemmTile gemm_f32_bf16{kTileRows, kTilePanels, gemm<BFloat16Weights>, kWideningTileCycles,
                             SIGE_DTYPE_BF16};

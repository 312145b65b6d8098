// gemm.h over a Vec that holds half a panel. A 6 x 16 block of sums is twelve registers; two hold the panel's
// columns and one the broadcast value, so AVX2's sixteen suffice, and twelve multiply-adds hide the latency
// of each (four cycles, two a cycle).

static_assert(2 * kLanes == kPanel);

constexpr int kTileRows = 6;

struct PanelSum {
    Vec low, high;
};

static inline PanelSum panel_sum(const float* acc, bool accumulate) {
    return accumulate ? PanelSum{load(acc), load(acc + kLanes)} : PanelSum{zero(), zero()};
}

static inline void store(float* acc, const PanelSum& s) {
    store(acc, s.low);
    store(acc + kLanes, s.high);
}

static inline void multiply_add(PanelSum& s, const float* value, Vec b0, Vec b1) {
    const Vec v = broadcast(value);
    s.low = fma(v, b0, s.low);
    s.high = fma(v, b1, s.high);
}

// Sums in named variables: compilers keep those in registers, an array of them they may not.
template <int kRows>
static void gemm_rows(const GemmArgs& a) {
    const auto begin = [&](int row) {
        return row < kRows ? panel_sum(a.acc + row * a.acc_stride, a.accumulate) : PanelSum{zero(), zero()};
    };
    PanelSum s0 = begin(0), s1 = begin(1), s2 = begin(2), s3 = begin(3), s4 = begin(4), s5 = begin(5);
    const float* ahead = a.prefetch;
    for (int segment = 0; segment < a.segments; ++segment) {
        const float* const* rows = a.rows + segment * kTileRows;
        const auto row = [&](int m) { return rows[m < kRows ? m : 0] + a.k_begin; };
        const float *r0 = row(0), *r1 = row(1), *r2 = row(2), *r3 = row(3), *r4 = row(4), *r5 = row(5);
        const float* b = a.panel + segment * a.segment_stride;
        for (int64_t k = 0; k < a.k; ++k, b += kPanel, ahead += a.prefetch_step) {
            const Vec b0 = load(b), b1 = load(b + kLanes);
            prefetch(ahead);
            multiply_add(s0, r0 + k, b0, b1);
            if constexpr (kRows > 1) multiply_add(s1, r1 + k, b0, b1);
            if constexpr (kRows > 2) multiply_add(s2, r2 + k, b0, b1);
            if constexpr (kRows > 3) multiply_add(s3, r3 + k, b0, b1);
            if constexpr (kRows > 4) multiply_add(s4, r4 + k, b0, b1);
            if constexpr (kRows > 5) multiply_add(s5, r5 + k, b0, b1);
        }
    }
    const auto end = [&](int row, const PanelSum& s) {
        if (row < kRows) store(a.acc + row * a.acc_stride, s);
    };
    end(0, s0);
    end(1, s1);
    end(2, s2);
    end(3, s3);
    end(4, s4);
    end(5, s5);
}

static void gemm_6x16(const GemmArgs& a) {
    switch (a.row_count) {
        case 6:
            return gemm_rows<6>(a);
        case 5:
            return gemm_rows<5>(a);
        case 4:
            return gemm_rows<4>(a);
        case 3:
            return gemm_rows<3>(a);
        case 2:
            return gemm_rows<2>(a);
        default:
            return gemm_rows<1>(a);
    }
}

// Two multiply-adds of eight lanes a cycle.
const GemmTile gemm_f32{kTileRows, 1, gemm_6x16, 6};

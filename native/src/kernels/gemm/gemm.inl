// gemm.h over Vec. A 6 x 16 block of sums is twelve registers; two hold the panel's columns and one the
// broadcast value, so AVX2's sixteen suffice, and twelve multiply-adds hide the latency of each (four cycles,
// two a cycle).

struct PanelSum {
    Vec low, high;
};

static inline PanelSum panel_sum(const float* acc, bool accumulate) {
    return accumulate ? PanelSum{load(acc), load(acc + 8)} : PanelSum{zero(), zero()};
}

static inline void store(float* acc, const PanelSum& s) {
    store(acc, s.low);
    store(acc + 8, s.high);
}

static inline void multiply_add(PanelSum& s, const float* value, Vec b0, Vec b1) {
    const Vec v = broadcast(value);
    s.low = fma(v, b0, s.low);
    s.high = fma(v, b1, s.high);
}

// How far ahead of its use a panel's memory is asked for, in floats: eight rows of sixteen.
constexpr int kPrefetch = 8 * kPanel;

static void gemm_6(const GemmArgs& a) {
    float* acc = a.acc;
    const int64_t stride = a.acc_stride;
    PanelSum s0 = panel_sum(acc, a.accumulate), s1 = panel_sum(acc + stride, a.accumulate),
             s2 = panel_sum(acc + 2 * stride, a.accumulate), s3 = panel_sum(acc + 3 * stride, a.accumulate),
             s4 = panel_sum(acc + 4 * stride, a.accumulate), s5 = panel_sum(acc + 5 * stride, a.accumulate);
    for (int segment = 0; segment < a.segments; ++segment) {
        const float* const* rows = a.rows + segment * kGemmRows;
        const float *r0 = rows[0] + a.k_begin, *r1 = rows[1] + a.k_begin, *r2 = rows[2] + a.k_begin,
                    *r3 = rows[3] + a.k_begin, *r4 = rows[4] + a.k_begin, *r5 = rows[5] + a.k_begin;
        const float* b = a.panel + segment * a.panel_stride;
        for (int64_t k = 0; k < a.k; ++k, b += kPanel) {
            const Vec b0 = load(b), b1 = load(b + 8);
            prefetch(b + kPrefetch);
            multiply_add(s0, r0 + k, b0, b1);
            multiply_add(s1, r1 + k, b0, b1);
            multiply_add(s2, r2 + k, b0, b1);
            multiply_add(s3, r3 + k, b0, b1);
            multiply_add(s4, r4 + k, b0, b1);
            multiply_add(s5, r5 + k, b0, b1);
        }
    }
    store(acc, s0);
    store(acc + stride, s1);
    store(acc + 2 * stride, s2);
    store(acc + 3 * stride, s3);
    store(acc + 4 * stride, s4);
    store(acc + 5 * stride, s5);
}

// Fewer rows than six: the end of a list.
template <int kRows>
static void gemm_tail(const GemmArgs& a) {
    PanelSum s[kRows];
    for (int m = 0; m < kRows; ++m) s[m] = panel_sum(a.acc + m * a.acc_stride, a.accumulate);
    for (int segment = 0; segment < a.segments; ++segment) {
        const float* r[kRows];
        for (int m = 0; m < kRows; ++m) r[m] = a.rows[segment * kGemmRows + m] + a.k_begin;
        const float* b = a.panel + segment * a.panel_stride;
        for (int64_t k = 0; k < a.k; ++k, b += kPanel) {
            const Vec b0 = load(b), b1 = load(b + 8);
            for (int m = 0; m < kRows; ++m) multiply_add(s[m], r[m] + k, b0, b1);
        }
    }
    for (int m = 0; m < kRows; ++m) store(a.acc + m * a.acc_stride, s[m]);
}

void gemm_f32_6x16(const GemmArgs& a) {
    switch (a.row_count) {
        case 6:
            return gemm_6(a);
        case 5:
            return gemm_tail<5>(a);
        case 4:
            return gemm_tail<4>(a);
        case 3:
            return gemm_tail<3>(a);
        case 2:
            return gemm_tail<2>(a);
        default:
            return gemm_tail<1>(a);
    }
}

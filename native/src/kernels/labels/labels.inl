// labels.h over Vec. A panel's rows (taps x channels x 64 bytes, 20 KB for 3x3 over 36) stay in the
// first-level cache.

template <class Weights>
static inline void sum_rows(const LabelsArgs& a) {
    constexpr int kVecs = kPanel / kLanes;
    const auto* panel = static_cast<const typename Weights::Value*>(a.panel);
    for (int64_t p = 0; p < a.pixels; ++p) {
        const int32_t* offsets = a.offsets + p * a.taps;
        Vec sums[kVecs];
        for (Vec& sum : sums) sum = zero();
        for (int t = 0; t < a.taps; ++t) {
            if (offsets[t] < 0) continue;
            const auto* row = panel + offsets[t];
            for (int i = 0; i < kVecs; ++i) sums[i] = add(sums[i], Weights::read(row + i * kLanes));
        }
        for (int32_t e = a.extra_ends[p]; e < a.extra_ends[p + 1]; ++e) {
            const auto* row = panel + a.extras[e].offset;
            const Vec value = set1(a.extras[e].value);
            for (int i = 0; i < kVecs; ++i) sums[i] = fma(value, Weights::read(row + i * kLanes), sums[i]);
        }
        for (int i = 0; i < kVecs; ++i) store(a.acc + p * kPanel + i * kLanes, sums[i]);
    }
}

void labels_f32(const LabelsArgs& a) {
    sum_rows<Float32Weights>(a);
}
void labels_f32_f16(const LabelsArgs& a) {
    sum_rows<Float16Weights>(a);
}
void labels_f32_bf16(const LabelsArgs& a) {
    sum_rows<BFloat16Weights>(a);
}

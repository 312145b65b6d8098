// labels.h over Vec. A panel's rows (taps x channels x 64 bytes, 20 KB for 3x3 over 36) stay in the
// first-level cache.

void labels_f32(const LabelsArgs& a) {
    constexpr int kVecs = kPanel / kLanes;
    for (int64_t p = 0; p < a.pixels; ++p) {
        const int32_t* offsets = a.offsets + p * a.taps;
        Vec sums[kVecs];
        for (Vec& sum : sums) sum = zero();
        for (int t = 0; t < a.taps; ++t) {
            if (offsets[t] < 0) continue;
            const float* row = a.panel + offsets[t];
            for (int i = 0; i < kVecs; ++i) sums[i] = add(sums[i], load(row + i * kLanes));
        }
        for (int32_t e = a.extra_ends[p]; e < a.extra_ends[p + 1]; ++e) {
            const float* row = a.panel + a.extras[e].offset;
            const Vec value = set1(a.extras[e].value);
            for (int i = 0; i < kVecs; ++i) sums[i] = fma(value, load(row + i * kLanes), sums[i]);
        }
        for (int i = 0; i < kVecs; ++i) store(a.acc + p * kPanel + i * kLanes, sums[i]);
    }
}

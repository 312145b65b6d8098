// labels.h over Vec. A panel's rows (taps x channels x 64 bytes, 20 KB for 3x3 over 36) stay in the
// first-level cache.

void labels_f32(const LabelsArgs& a) {
    for (int64_t p = 0; p < a.pixels; ++p) {
        const int32_t* offsets = a.offsets + p * a.taps;
        Vec low = zero(), high = zero();
        for (int t = 0; t < a.taps; ++t) {
            if (offsets[t] < 0) continue;
            const float* row = a.panel + offsets[t];
            low = add(low, load(row));
            high = add(high, load(row + 8));
        }
        for (int32_t e = a.extra_ends[p]; e < a.extra_ends[p + 1]; ++e) {
            const float* row = a.panel + a.extras[e].offset;
            const Vec value = set1(a.extras[e].value);
            low = fma(value, load(row), low);
            high = fma(value, load(row + 8), high);
        }
        store(a.acc + p * kPanel, low);
        store(a.acc + p * kPanel + 8, high);
    }
}

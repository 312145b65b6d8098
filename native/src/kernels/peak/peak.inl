// peak.h over Vec: ten independent chains cover the latency of two multiply-adds a cycle. They begin with
// different values, or a compiler would compute equal ones once.

int64_t peak_f32(int64_t rounds, float* sink) {
    const Vec a = set1(*sink), b = set1(1.0f - *sink);
    Vec s0 = set1(0), s1 = set1(1), s2 = set1(2), s3 = set1(3), s4 = set1(4), s5 = set1(5), s6 = set1(6),
        s7 = set1(7), s8 = set1(8), s9 = set1(9);
    for (int64_t i = 0; i < rounds; ++i) {
        s0 = fma(s0, a, b);
        s1 = fma(s1, a, b);
        s2 = fma(s2, a, b);
        s3 = fma(s3, a, b);
        s4 = fma(s4, a, b);
        s5 = fma(s5, a, b);
        s6 = fma(s6, a, b);
        s7 = fma(s7, a, b);
        s8 = fma(s8, a, b);
        s9 = fma(s9, a, b);
    }
    const Vec sum = add(add(add(add(s0, s1), add(s2, s3)), add(add(s4, s5), add(s6, s7))), add(s8, s9));
    float lanes[kLanes];
    store(lanes, sum);
    for (float lane : lanes) *sink += lane * 1e-30f;
    return rounds * 10 * kLanes * 2;
}

// norm.h over Vec: a vector of channels stays in registers while the pixels pass; callers keep the list short
// enough for the cache.

template <class Access>
static inline void norm_sums_lanes(const NormSumsArgs& a, int64_t c, int lanes, const Access& access) {
    Vec64 sum = zero64(), squares = zero64();
    for (int64_t p = 0; p < a.pixel_count; ++p) {
        const Vec64 x = widen(access.read(a.pixels[p] + c));
        sum = add(sum, x);
        squares = fma(x, x, squares);
    }
    double sums[kLanes], squared[kLanes];
    store(sums, sum);
    store(squared, squares);
    for (int lane = 0; lane < lanes; ++lane) {
        a.sums[2 * (c + lane)] += a.sign * sums[lane];
        a.sums[2 * (c + lane) + 1] += a.sign * squared[lane];
    }
}

void norm_sums_f32(const NormSumsArgs& a) {
    int64_t c = 0;
    for (; c + kLanes <= a.channels; c += kLanes) norm_sums_lanes(a, c, kLanes, WholeVec{});
    const int left = static_cast<int>(a.channels - c);
    if (left > 0) norm_sums_lanes(a, c, left, FirstLanes{left});
}

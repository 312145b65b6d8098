// depthwise.h over Vec: memory decides its speed, so one vector of sums at a time is enough.

template <class Access>
static inline void depthwise_lanes(const DepthwiseArgs& a, int64_t c, const Access& access) {
    Vec even = zero(), odd = zero();
    int t = 0;
    for (; t + 1 < a.tap_count; t += 2) {
        even = fma(access.read(a.taps[t] + c), access.read(a.weights + t * a.weights_stride + c), even);
        odd =
            fma(access.read(a.taps[t + 1] + c), access.read(a.weights + (t + 1) * a.weights_stride + c), odd);
    }
    if (t < a.tap_count)
        even = fma(access.read(a.taps[t] + c), access.read(a.weights + t * a.weights_stride + c), even);
    access.write(a.acc + c, add(even, odd));
}

void depthwise_f32(const DepthwiseArgs& a) {
    int64_t c = 0;
    for (; c + 8 <= a.channels; c += 8) depthwise_lanes(a, c, WholeVec{});
    if (c < a.channels) depthwise_lanes(a, c, FirstLanes{static_cast<int>(a.channels - c)});
}

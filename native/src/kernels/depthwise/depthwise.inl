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
    for (; c + kLanes <= a.channels; c += kLanes) depthwise_lanes(a, c, WholeVec{});
    if (c < a.channels) depthwise_lanes(a, c, FirstLanes{static_cast<int>(a.channels - c)});
}

// One row of the filter over a strip: six source vectors serve twelve multiply-adds.
template <class Access>
static inline void strip_row(const DepthwiseStripArgs& a, int row, int64_t c, const Access& access,
                             Vec (&sums)[kDepthwiseStrip]) {
    const float* const* sources = a.sources + row * (kDepthwiseStrip + 2);
    const float* weights = a.weights + 3 * row * a.weights_stride + c;
    const Vec w0 = access.read(weights), w1 = access.read(weights + a.weights_stride),
              w2 = access.read(weights + 2 * a.weights_stride);
    const Vec x0 = access.read(sources[0] + c), x1 = access.read(sources[1] + c),
              x2 = access.read(sources[2] + c), x3 = access.read(sources[3] + c),
              x4 = access.read(sources[4] + c), x5 = access.read(sources[5] + c);
    sums[0] = fma(x2, w2, fma(x1, w1, fma(x0, w0, sums[0])));
    sums[1] = fma(x3, w2, fma(x2, w1, fma(x1, w0, sums[1])));
    sums[2] = fma(x4, w2, fma(x3, w1, fma(x2, w0, sums[2])));
    sums[3] = fma(x5, w2, fma(x4, w1, fma(x3, w0, sums[3])));
}

template <class Access>
static inline void strip_lanes(const DepthwiseStripArgs& a, int64_t c, const Access& access) {
    Vec sums[kDepthwiseStrip] = {zero(), zero(), zero(), zero()};
    strip_row(a, 0, c, access, sums);
    strip_row(a, 1, c, access, sums);
    strip_row(a, 2, c, access, sums);
    for (int p = 0; p < kDepthwiseStrip; ++p) access.write(a.acc + p * a.acc_stride + c, sums[p]);
}

void depthwise_strip_f32(const DepthwiseStripArgs& a) {
    int64_t c = 0;
    for (; c + kLanes <= a.channels; c += kLanes) strip_lanes(a, c, WholeVec{});
    if (c < a.channels) strip_lanes(a, c, FirstLanes{static_cast<int>(a.channels - c)});
}

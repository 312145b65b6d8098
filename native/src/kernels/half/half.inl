// half.h over Vec. Two vectors a step: the conversions have a long latency.

uint64_t narrow_row_f16(const NarrowRowArgs& a) {
    OverflowCount overflows;
    int64_t i = 0;
    for (; i + 2 * kLanes <= a.count; i += 2 * kLanes) {
        const Vec low = load(a.src + i), high = load(a.src + i + kLanes);
        overflows.add(low);
        overflows.add(high);
        store_half(a.dst + i, low);
        store_half(a.dst + i + kLanes, high);
    }
    for (; i < a.count; i += kLanes) {
        const int lanes = static_cast<int>(a.count - i < kLanes ? a.count - i : kLanes);
        const Vec value = load_first(a.src + i, lanes);
        overflows.add(value);
        uint16_t halves[kLanes];
        store_half(halves, value);
        for (int lane = 0; lane < lanes; ++lane) a.dst[i + lane] = halves[lane];
    }
    return overflows.total();
}

template <class Load>
static inline void widen_row(const WidenRowArgs& a, const Load& load_narrow) {
    int64_t i = 0;
    for (; i + 2 * kLanes <= a.count; i += 2 * kLanes) {
        const Vec low = load_narrow(a.src + i), high = load_narrow(a.src + i + kLanes);
        store(a.dst + i, low);
        store(a.dst + i + kLanes, high);
    }
    for (; i < a.count; i += kLanes) {
        const int lanes = static_cast<int>(a.count - i < kLanes ? a.count - i : kLanes);
        uint16_t halves[kLanes] = {};
        for (int lane = 0; lane < lanes; ++lane) halves[lane] = a.src[i + lane];
        store_first(a.dst + i, load_narrow(halves), lanes);
    }
}

void widen_row_f16(const WidenRowArgs& a) {
    widen_row(a, [](const uint16_t* p) { return load_half(p); });
}

void widen_row_bf16(const WidenRowArgs& a) {
    widen_row(a, [](const uint16_t* p) { return load_bfloat(p); });
}

// rows.h over Vec.

// Calls body(channel, access) for whole vectors of channels, then for the rest.
template <class Body>
static inline void for_lanes(int32_t channels, const Body& body) {
    int64_t c = 0;
    for (; c + kLanes <= channels; c += kLanes) body(c, WholeVec{});
    if (c < channels) body(c, FirstLanes{static_cast<int>(channels - c)});
}

template <class Access>
static inline Vec affine_lanes(const float* scale, const float* shift, int64_t c, const Access& access,
                               Vec x) {
    const Vec a = scale != nullptr ? access.read(scale + c) : set1(1.0f);
    return shift != nullptr ? fma(x, a, access.read(shift + c)) : mul(x, a);
}

void affine_row_f32(const AffineRowArgs& a) {
    with_activation(a.activation, a.slope, [&](const auto& activation) {
        for_lanes(a.channels, [&](int64_t c, const auto& access) {
            access.write(a.dst + c,
                         activation(affine_lanes(a.scale, a.shift, c, access, access.read(a.src + c))));
        });
    });
}

void copy_row_f32(const CopyRowArgs& a) {
    for_lanes(a.channels,
              [&](int64_t c, const auto& access) { access.write(a.dst + c, access.read(a.src + c)); });
}

void add_row_f32(const AddRowArgs& a) {
    for_lanes(a.channels, [&](int64_t c, const auto& access) {
        access.write(a.dst + c, add(access.read(a.a + c), access.read(a.b + c)));
    });
}

void modulate_row_f32(const ModulateRowArgs& a) {
    with_activation(a.activation, a.slope, [&](const auto& activation) {
        for_lanes(a.channels, [&](int64_t c, const auto& access) {
            const Vec normalised = affine_lanes(a.scale, a.shift, c, access, access.read(a.src + c));
            const Vec gamma = a.gamma != nullptr ? add(set1(1.0f), access.read(a.gamma + c)) : set1(1.0f);
            access.write(a.dst + c, activation(fma(normalised, gamma, access.read(a.beta + c))));
        });
    });
}

void pool_row_f32(const PoolRowArgs& a) {
    with_activation(a.activation, a.slope, [&](const auto& activation) {
        for_lanes(a.channels, [&](int64_t c, const auto& access) {
            const auto value = [&](int i) {
                return activation(affine_lanes(a.scale, a.shift, c, access, access.read(a.src[i] + c)));
            };
            const Vec sum = add(add(add(value(0), value(1)), value(2)), value(3));
            access.write(a.dst + c, mul(sum, set1(0.25f)));
        });
    });
}

// The sum over a row: a vector of partial sums, whose lanes are added last.
template <class Term>
static inline float row_sum(int32_t channels, const Term& term) {
    Vec sum = zero();
    for_lanes(channels, [&](int64_t c, const auto& access) { sum = add(sum, term(c, access)); });
    return total(sum);
}

void layer_norm_row_f32(const LayerNormRowArgs& a) {
    const float count = static_cast<float>(a.channels);
    const float mean =
        row_sum(a.channels, [&](int64_t c, const auto& access) { return access.read(a.src + c); }) / count;
    const Vec offset = set1(mean);
    float means[kLanes];  // read like the row: lanes past its end are 0 in both
    store(means, offset);
    const float squares = row_sum(a.channels, [&](int64_t c, const auto& access) {
        const Vec x = sub(access.read(a.src + c), access.read(means));
        return mul(x, x);
    });
    const Vec scale = set1(1.0f / __builtin_sqrtf(squares / count + a.eps));
    for_lanes(a.channels, [&](int64_t c, const auto& access) {
        const Vec x = mul(sub(access.read(a.src + c), offset), scale);
        access.write(a.dst + c, affine_lanes(a.weight, a.bias, c, access, x));
    });
}

void gate_row_f32(const GateRowArgs& a) {
    with_activation(a.activation, a.slope, [&](const auto& activation) {
        for_lanes(a.channels, [&](int64_t c, const auto& access) {
            access.write(a.dst + c, mul(access.read(a.src + c), activation(access.read(a.gate + c))));
        });
    });
}

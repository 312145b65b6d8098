// softmax.h over Vec.

// The largest of a row and what came before it.
static inline float row_largest(const float* scores, int32_t keys, float largest_before) {
    Vec a = set1(largest_before), b = a;
    for (int32_t i = 0; i < keys; i += kPanel) {
        a = max(a, load(scores + i));
        b = max(b, load(scores + i + 8));
    }
    return largest(max(a, b));
}

// exp(x) for x <= 0; the operand order passes a NaN on.
static inline Vec exp_below_zero(Vec x) {
    return exp_in_range_(max(set1(-87.0f), x));
}

// Replaces scores by their weights; returns the weights' sum.
static inline float row_weights(float* scores, int32_t keys, float largest) {
    const Vec top = set1(largest);
    Vec a = zero(), b = zero();
    for (int32_t i = 0; i < keys; i += kPanel) {
        const Vec first = exp_below_zero(sub(load(scores + i), top));
        const Vec second = exp_below_zero(sub(load(scores + i + 8), top));
        store(scores + i, first);
        store(scores + i + 8, second);
        a = add(a, first);
        b = add(b, second);
    }
    return total(add(a, b));
}

void softmax_block_f32(const SoftmaxBlockArgs& a) {
    for (int64_t r = 0; r < a.rows; ++r) {
        float* scores = a.scores + r * a.score_stride;
        SoftmaxState& state = a.state[r];
        // A panel's empty columns weigh exp(-87) of the largest: less than the sum's last bit.
        for (int32_t i = a.keys; i % kPanel != 0; ++i) scores[i] = -__builtin_inff();
        const float top = row_largest(scores, a.keys, state.largest);
        const float sum = row_weights(scores, a.keys, top);
        if (top == state.largest) {
            state.sum += sum;
            continue;
        }
        const Vec factor = exp_below_zero(sub(set1(state.largest), set1(top)));
        float* sums = a.sums + r * a.sum_stride;
        for (int64_t c = 0; c < a.channels; c += 8) store(sums + c, mul(load(sums + c), factor));
        float first[8];
        store(first, factor);
        state = {top, state.sum * first[0] + sum};
    }
}

void quotient_row_f32(const QuotientRowArgs& a) {
    const Vec divisor = set1(a.divisor);
    int64_t c = 0;
    for (; c + 8 <= a.channels; c += 8) store(a.dst + c, div(load(a.sums + c), divisor));
    const int left = static_cast<int>(a.channels - c);
    if (left > 0) store_first(a.dst + c, div(load_first(a.sums + c, left), divisor), left);
}

// Up to eight channels of eight keys; keys that are not there give zeros.
template <class Access>
static inline void pack_square(const PackKeysArgs& a, int64_t key, int64_t c, int channels,
                               const Access& access) {
    const Vec scale = set1(a.scale);
    Vec rows[8];
    for (int64_t j = 0; j < 8; ++j)
        rows[j] = key + j < a.count ? mul(access.read(a.keys + (key + j) * a.stride + c), scale) : zero();
    transpose(rows);
    for (int i = 0; i < channels; ++i) store(a.panel + (c + i) * kPanel + key, rows[i]);
}

void pack_keys_f32(const PackKeysArgs& a) {
    for (int64_t key = 0; key < kPanel; key += 8) {
        int64_t c = 0;
        for (; c + 8 <= a.channels; c += 8) pack_square(a, key, c, 8, WholeVec{});
        const int left = static_cast<int>(a.channels - c);
        if (left > 0) pack_square(a, key, c, left, FirstLanes{left});
    }
}

void pack_values_f32(const PackValuesArgs& a) {
    const int low = a.lanes < 8 ? a.lanes : 8, high = a.lanes - low;
    for (int64_t k = 0; k < a.count; ++k) {
        const float* values = a.values + k * a.stride;
        store(a.panel + k * kPanel, load_first(values, low));
        store(a.panel + k * kPanel + 8, high > 0 ? load_first(values + 8, high) : zero());
    }
}

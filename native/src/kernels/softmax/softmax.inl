// softmax.h over Vec. What is summed over a panel's vectors is summed for each of them first.

constexpr int kVecs = kPanel / kLanes;

// The largest of a row and what came before it.
static inline float row_largest(const float* scores, int32_t keys, float largest_before) {
    Vec tops[kVecs];
    for (Vec& top : tops) top = set1(largest_before);
    for (int32_t i = 0; i < keys; i += kPanel)
        for (int v = 0; v < kVecs; ++v) tops[v] = max(tops[v], load(scores + i + v * kLanes));
    for (int v = 1; v < kVecs; ++v) tops[0] = max(tops[0], tops[v]);
    return largest(tops[0]);
}

// exp(x) for x <= 0; the operand order passes a NaN on.
static inline Vec exp_below_zero(Vec x) {
    return exp_in_range_(max(set1(-87.0f), x));
}

// Replaces scores by their weights; returns the weights' sum.
static inline float row_weights(float* scores, int32_t keys, float largest) {
    const Vec top = set1(largest);
    Vec sums[kVecs];
    for (Vec& sum : sums) sum = zero();
    for (int32_t i = 0; i < keys; i += kPanel)
        for (int v = 0; v < kVecs; ++v) {
            const Vec weights = exp_below_zero(sub(load(scores + i + v * kLanes), top));
            store(scores + i + v * kLanes, weights);
            sums[v] = add(sums[v], weights);
        }
    for (int v = 1; v < kVecs; ++v) sums[0] = add(sums[0], sums[v]);
    return total(sums[0]);
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
        for (int64_t c = 0; c < a.channels; c += kLanes) store(sums + c, mul(load(sums + c), factor));
        float first[kLanes];
        store(first, factor);
        state = {top, state.sum * first[0] + sum};
    }
}

void quotient_row_f32(const QuotientRowArgs& a) {
    const Vec divisor = set1(a.divisor);
    int64_t c = 0;
    for (; c + kLanes <= a.channels; c += kLanes) store(a.dst + c, div(load(a.sums + c), divisor));
    const int left = static_cast<int>(a.channels - c);
    if (left > 0) store_first(a.dst + c, div(load_first(a.sums + c, left), divisor), left);
}

// A square of keys and channels, as wide as a vector; keys that are not there give zeros.
template <class Access>
static inline void pack_square(const PackKeysArgs& a, int64_t key, int64_t c, int channels,
                               const Access& access) {
    const Vec scale = set1(a.scale);
    Vec rows[kLanes];
    for (int64_t j = 0; j < kLanes; ++j)
        rows[j] = key + j < a.count ? mul(access.read(a.keys + (key + j) * a.stride + c), scale) : zero();
    transpose(rows);
    for (int i = 0; i < channels; ++i) store(a.panel + (c + i) * kPanel + key, rows[i]);
}

void pack_keys_f32(const PackKeysArgs& a) {
    for (int64_t key = 0; key < kPanel; key += kLanes) {
        int64_t c = 0;
        for (; c + kLanes <= a.channels; c += kLanes) pack_square(a, key, c, kLanes, WholeVec{});
        const int left = static_cast<int>(a.channels - c);
        if (left > 0) pack_square(a, key, c, left, FirstLanes{left});
    }
}

void pack_values_f32(const PackValuesArgs& a) {
    for (int64_t k = 0; k < a.count; ++k)
        for (int lane = 0; lane < kPanel; lane += kLanes) {
            const int left = a.lanes - lane;
            float* panel = a.panel + k * kPanel + lane;
            if (left > 0)
                store(panel, load_first(a.values + k * a.stride + lane, left < kLanes ? left : kLanes));
            else
                store(panel, zero());
        }
}

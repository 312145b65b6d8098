// Attention and time embedding, see sige/ops.h.
#include <cstring>

#include "harness/operands/operators.h"
#include "harness/values/bf16.h"
#include "harness/values/half.h"

namespace sige::test {
namespace {

struct AttentionCase {
    int n, h, w, kh, kw, heads, d, dv;
    float scale;           // 0 for the default
    float range;           // of queries and keys
    bool emulated = true;  // whether an emulator runs it
    bool causal = false;

    std::string text() const {
        return format("[%d, %d, %d] queries, %d x %d keys, %d heads of %d and %d, scale %g, causal %d", n, h,
                      w, kh, kw, heads, d, dv, static_cast<double>(scale), causal);
    }
    double factor() const {
        return scale != 0 ? static_cast<double>(scale) : 1 / std::sqrt(static_cast<double>(d));
    }
};

// Around the lanes of a panel, the rows of the micro-kernel, the keys of a block (128 on the CPU, 32 on
// Metal, 64 on CUDA's matrix units) and the slice of channels (256; 32; 80), the channels of values that are
// summed at once (80 on both), and the widths of Stable Diffusion's heads.
const std::vector<AttentionCase>& attention_cases() {
    static const std::vector<AttentionCase> cases{{1, 1, 1, 1, 1, 1, 1, 1, 0, 1},
                                                  {2, 7, 9, 7, 11, 3, 5, 7, 0, 1},
                                                  {1, 5, 5, 1, 128, 2, 16, 16, 0.4f, 3},
                                                  {1, 3, 17, 3, 43, 1, 33, 17, 0, 2},
                                                  {2, 4, 4, 16, 16, 4, 8, 24, -1, 1},
                                                  {1, 13, 13, 13, 13, 1, 300, 40, 0, 1, false},
                                                  {1, 10, 12, 1, 77, 8, 40, 40, 0, 1, false},
                                                  {2, 1, 77, 1, 77, 4, 12, 12, 0, 2, true, true},
                                                  {1, 3, 7, 7, 3, 1, 5, 9, 0, 1, true, true},
                                                  {1, 3, 5, 1, 77, 1, 80, 80, 0, 1},
                                                  {1, 1, 9, 1, 40, 1, 160, 160, 0, 1},
                                                  {1, 2, 5, 1, 33, 2, 20, 83, 0, 2},
                                                  {1, 19, 17, 1, 323, 2, 8, 8, 0, 1, false, true}};
    return cases;
}

// Queries, keys and values as the joint result of one convolution. Of some
// widths queries too lie where four channels can be read at once.
struct AttentionData {
    explicit AttentionData(const AttentionCase& c)
        : query(random({c.n, c.h, c.w, c.heads * c.d}, 1, c.range, c.d % 8 == 0 ? Slice{4, 8} : Slice{3, 9})),
          key(random({c.n, c.kh, c.kw, c.heads * c.d}, 2, c.range, {0, c.heads * c.dv})),
          value(random({c.n, c.kh, c.kw, c.heads * c.dv}, 3, 1, {c.heads * c.d, 0})) {}

    static Tensor random(Shape shape, uint64_t seed, float range, Slice slice) {
        Tensor tensor(shape, slice);
        Random source(seed);
        tensor.fill(source, -range, range);
        return tensor;
    }
    sige_attention_args args(const AttentionCase& c, const Tensor& dst) const {
        sige_attention_args a{};
        a.struct_size = sizeof a;
        a.heads = c.heads;
        a.scale = c.scale;
        a.causal = c.causal;
        a.query = query.view();
        a.key = key.view();
        a.value = value.view();
        a.dst = dst.view();
        return a;
    }

    Tensor query, key, value;
};

constexpr sige_precision kPrecisions[] = {SIGE_PRECISION_F32, SIGE_PRECISION_BF16, SIGE_PRECISION_F16};

double rounded_to(const AttentionCase& c, sige_precision precision, double factor) {
    if (!rounds_attention(precision, c.causal)) return factor;
    return precision == SIGE_PRECISION_F16 ? rounded_to_half(factor) : rounded_to_bf16(factor);
}

// softmax(scale * q k) v in float64 over factors as they are multiplied, the whole score matrix at once: [n,
// h, w, heads * dv].
std::vector<double> exact_attention(const AttentionCase& c, const AttentionData& data,
                                    sige_precision precision) {
    const auto factor = [&](float value) { return rounded_to(c, precision, static_cast<double>(value)); };
    // Keys are rounded scaled.
    const double scale = rounds_attention(precision, c.causal) ? 1 : c.factor();
    const auto key_factor = [&](float value) {
        return factor(rounds_attention(precision, c.causal) ? value * static_cast<float>(c.factor()) : value);
    };
    std::vector<double> results;
    std::vector<double> weights;
    const auto weigh = [&](int n, int y, int x, int head) {
        double largest = -HUGE_VAL, sum = 0;
        weights.assign(static_cast<size_t>(c.kh * c.kw), -HUGE_VAL);
        for (int k = 0; k < (c.causal ? y * c.w + x + 1 : c.kh * c.kw); ++k) {
            double score = 0;
            for (int i = head * c.d; i < (head + 1) * c.d; ++i)
                score +=
                    factor(data.query.at(n, y, x, i)) * key_factor(data.key.at(n, k / c.kw, k % c.kw, i));
            weights[static_cast<size_t>(k)] = score * scale;
            largest = std::fmax(largest, score * scale);
        }
        for (double& weight : weights) sum += weight = std::exp(weight - largest);
        for (double& weight : weights) weight /= sum;
    };
    for (int n = 0; n < c.n; ++n)
        for (int pixel = 0; pixel < c.h * c.w; ++pixel)
            for (int head = 0; head < c.heads; ++head) {
                weigh(n, pixel / c.w, pixel % c.w, head);
                for (int i = head * c.dv; i < (head + 1) * c.dv; ++i) {
                    double sum = 0;
                    for (int k = 0; k < c.kh * c.kw; ++k)
                        sum +=
                            weights[static_cast<size_t>(k)] * factor(data.value.at(n, k / c.kw, k % c.kw, i));
                    results.push_back(sum);
                }
            }
    return results;
}

// An error of a score is an error of its weight relative to it, and values are below 1. A score's rounding
// errors behave like a random walk over d products of at most range^2, eight deviations of which hold for
// all; its own two roundings and those of the subtraction and of exp are relative to its size. The weighted
// sum adds one more walk over the keys.
// In 16 bits each weight is rounded once more, after its sum was taken.
double tolerance_of(const AttentionCase& c, sige_precision precision) {
    const double range = static_cast<double>(c.range), product = range * range * std::fabs(c.factor());
    const double score = 8 * kUnit * std::sqrt(static_cast<double>(c.d)) * product *
                         (1 + std::sqrt(static_cast<double>(c.d)) / 4);
    const double unit = precision == SIGE_PRECISION_F16 ? 1.0 / 2048 : 1.0 / 256;
    return (rounds_attention(precision, c.causal) ? unit : 0) + 2 * score +
           kUnit * (16 + product * c.d + 8 * std::sqrt(static_cast<double>(c.kh * c.kw)));
}

void check_attention(const AttentionCase& c, sige_precision precision) {
    const Context context(c.text() + format(" in precision %d", precision));
    const AttentionData data(c);
    const std::vector<double> expected = exact_attention(c, data, precision);
    Tensor dst({c.n, c.h, c.w, c.heads * c.dv}, {2, 1});
    sige_attention_args args = data.args(c, dst);
    args.precision = precision;
    check_operator(
        dst,
        [&](sige_queue* queue, sige_active_set* set) {
            sige_attention_args with_set = args;
            with_set.active = set;
            REQUIRE_OK(sige_attention(queue, &with_set));
        },
        [&](int n, int y, int x, int channel) {
            const int at = ((n * c.h + y) * c.w + x) * c.heads * c.dv + channel;
            return Expected{expected[static_cast<size_t>(at)], tolerance_of(c, precision)};
        });
}

}  // namespace

TEST(attention, is_the_softmax_weighted_mean_of_values) {
    for (const AttentionCase& c : attention_cases())
        for (sige_precision precision : kPrecisions)
            if (!quick() || c.emulated) check_attention(c, precision);
}

TEST(attention, active_queries_have_the_bits_of_all) {
    const AttentionCase c{1, 9, 31, 10, 20, 2, 24, 24, 0, 2};
    const AttentionData data(c);
    Tensor all({c.n, c.h, c.w, c.heads * c.dv}), some({c.n, c.h, c.w, c.heads * c.dv});
    for (sige_precision precision : kPrecisions)
        for (const QueueUnderTest& under_test : queues()) {
            sige_attention_args args = data.args(c, all);
            args.precision = precision;
            REQUIRE_OK(sige_attention(under_test.queue, &args));
            for (MaskKind kind : kMaskKinds) {
                const Context context(name_of(kind));
                const Active active = make_active(kind, c.h, c.w);
                args = data.args(c, some);
                args.precision = precision;
                args.active = active.set.get();
                REQUIRE_OK(sige_attention(under_test.queue, &args));
                REQUIRE_OK(sige_queue_synchronize(under_test.queue));
                Differences differences(__FILE__, __LINE__);
                some.for_each([&](int n, int y, int x, int channel) {
                    if (active.has(y, x))
                        differences.same_at(some.index(n, y, x, channel), some.at(n, y, x, channel),
                                            all.at(n, y, x, channel));
                });
            }
        }
}

TEST(attention, in_tf32_has_the_bits_of_float32) {
    const AttentionCase c{1, 3, 11, 10, 20, 2, 24, 24, 0, 2};
    const AttentionData data(c);
    Tensor exact({c.n, c.h, c.w, c.heads * c.dv}), found(exact.shape);
    for (const QueueUnderTest& under_test : queues()) {
        sige_attention_args args = data.args(c, exact);
        REQUIRE_OK(sige_attention(under_test.queue, &args));
        args.precision = SIGE_PRECISION_TF32;
        args.dst = found.view();
        REQUIRE_OK(sige_attention(under_test.queue, &args));
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        CHECK_SAME_BITS(found.memory.values, exact.memory.values);
    }
}

TEST(attention, equal_scores_give_the_plain_mean_and_one_large_score_its_value) {
    const AttentionCase c{1, 2, 3, 1, 200, 1, 4, 3, 1, 1};
    AttentionData data(c);
    Tensor dst({1, 2, 3, 3});
    const sige_attention_args args = data.args(c, dst);
    data.query.for_each(
        [&](int n, int y, int x, int i) { data.query.at(n, y, x, i) = y == 0 ? 0.0f : 100.0f; });
    data.key.for_each(
        [&](int n, int y, int x, int i) { data.key.at(n, y, x, i) = x == 150 ? 10.0f : -10.0f; });
    on_every_queue(
        dst.memory, [&](sige_queue* queue) { REQUIRE_OK(sige_attention(queue, &args)); },
        [&] {
            Differences differences(__FILE__, __LINE__);
            for (int x = 0; x < 3; ++x)
                for (int i = 0; i < 3; ++i) {
                    double mean = 0;
                    for (int k = 0; k < 200; ++k)
                        mean += static_cast<double>(data.value.at(0, 0, k, i)) / 200;
                    differences.near_at(i, dst.at(0, 0, x, i), mean, 20 * kUnit);
                    // Weights of exp(-8000) are clamped to exp(-87).
                    differences.near_at(i, dst.at(0, 1, x, i),
                                        static_cast<double>(data.value.at(0, 0, 150, i)), 1e-35);
                }
        });
}

// Not even as products with zero, which of infinities are NaN. 70000 is one as a factor of float16.
TEST(attention, a_causal_query_does_not_see_what_comes_after_it) {
    constexpr int kQueries = 70;
    const AttentionCase c{1, 1, kQueries, 1, kQueries, 2, 8, 8, 0, 1, true, true};
    const AttentionData data(c);
    Tensor dst({1, 1, kQueries, 16});
    const auto run = [&](const QueueUnderTest& under_test, const AttentionData& operands,
                         sige_precision precision) {
        sige_attention_args args = operands.args(c, dst);
        args.precision = precision;
        REQUIRE_OK(sige_attention(under_test.queue, &args));
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        return dst.memory.values;
    };
    for (float factor : {0.5f, 70000.0f, kNaN, static_cast<float>(HUGE_VAL), -static_cast<float>(HUGE_VAL)})
        for (int first : quick() ? std::vector<int>{31} : std::vector<int>{1, 7, 31, 32, 50}) {
            AttentionData changed(c);
            for (int i = 0; i < 16; ++i)
                changed.key.at(0, 0, first, i) = changed.value.at(0, 0, first, i) = factor;
            for (sige_precision precision : kPrecisions)
                for (const QueueUnderTest& under_test : queues()) {
                    const Context context(format("precision %d, key %d of %g", static_cast<int>(precision),
                                                 first, static_cast<double>(factor)));
                    const std::vector<float> expected = run(under_test, data, precision),
                                             found = run(under_test, changed, precision);
                    const size_t seen = static_cast<size_t>(dst.index(0, 0, first, 0));
                    CHECK(std::memcmp(found.data(), expected.data(), seen * sizeof(float)) == 0);
                    CHECK(!same_bits(found[seen], expected[seen]));
                }
        }
}

// What float16 takes for infinite becomes one.
TEST(attention, nan_of_a_query_stays_its_own) {
    constexpr float kPastFloat16 = 70000;
    const AttentionCase c{1, 1, 20, 1, 20, 1, 8, 8, 0, 1};
    AttentionData data(c);
    Tensor dst({1, 1, 20, 8});
    for (sige_precision precision : kPrecisions)
        for (float factor : {kNaN, kPastFloat16}) {
            data.query.at(0, 0, 7, 3) = factor;
            const bool is_nan = std::isnan(factor) ||
                                (precision == SIGE_PRECISION_F16 && rounds_attention(precision, c.causal));
            sige_attention_args args = data.args(c, dst);
            args.precision = precision;
            on_every_queue(
                dst.memory, [&](sige_queue* queue) { REQUIRE_OK(sige_attention(queue, &args)); },
                [&] {
                    for (int x = 0; x < 20; ++x)
                        for (int i = 0; i < 8; ++i)
                            CHECK_EQUAL(std::isnan(dst.at(0, 0, x, i)), is_nan && x == 7);
                });
        }
}

TEST(time_embedding, is_sines_and_cosines_of_times) {
    for (int c : {2, 6, 128})
        for (sige_embedding_order order : {SIGE_EMBEDDING_SIN_COS, SIGE_EMBEDDING_COS_SIN})
            for (float shift : {0.0f, 0.5f, c > 2 ? 1.0f : -1.0f}) {
                const Context context(format("channels %d order %d shift %g", c, static_cast<int>(order),
                                             static_cast<double>(shift)));
                Tensor times({3, 1, 1, 1}, {1, 1});
                times.at(0, 0, 0, 0) = 0;
                times.at(1, 0, 0, 0) = 490;
                times.at(2, 0, 0, 0) = 0.731f;
                Tensor dst({3, 1, 1, c}, {2, 3});
                const sige_tensor from = times.view(), to = dst.view();
                const int half = c / 2;
                on_every_queue(
                    dst.memory,
                    [&](sige_queue* queue) {
                        REQUIRE_OK(sige_time_embedding(queue, &from, order, shift, &to));
                    },
                    [&] {
                        Differences differences(__FILE__, __LINE__);
                        for (int n = 0; n < 3; ++n)
                            for (int i = 0; i < c; ++i) {
                                const double time = static_cast<double>(times.at(n, 0, 0, 0));
                                const double exponent =
                                    -std::log(10000.0) * (i % half) / (half - static_cast<double>(shift));
                                const double angle = time * std::exp(exponent);
                                const bool sine = (i < half) == (order == SIGE_EMBEDDING_SIN_COS);
                                // Roundings of the exponent (its factor's too), of the frequency and of the
                                // angle.
                                const double tolerance = kUnit * (angle * (2 * std::fabs(exponent) + 2) + 1);
                                differences.near_at(i, dst.at(n, 0, 0, i),
                                                    sine ? std::sin(angle) : std::cos(angle), tolerance);
                            }
                    });
            }
}

}  // namespace sige::test

// Element-wise work on one pixel's channels, see kernels/rows/rows.h.
#include "kernels/rows/rows.h"

#include "harness/kernels.h"
#include "harness/values/activation.h"

namespace sige::test {
namespace {

std::vector<float> random_values(int count, uint64_t seed, float low = -3, float high = 3) {
    std::vector<float> values(static_cast<size_t>(count));
    Random(seed).fill(values, low, high);
    return values;
}

// Values at which an activation could go wrong: signs, the ends of exp's range, tanh's seam, denormals.
const std::vector<float>& special_values() {
    static const std::vector<float> values{
        0.0f,   -0.0f, 1e-40f, -1e-40f, 0.624f, 0.626f, -0.624f, -0.626f, 9.1f,   -9.1f, 20.0f, -20.0f, 86.9f,
        -86.9f, 87.1f, -87.1f, 88.5f,   -88.5f, 1e4f,   -1e4f,   1e30f,   -1e30f, kNaN,  1.0f,  -1.0f};
    return values;
}

void check_affine(AffineRowFunction function, int channels, sige_activation activation, bool scaled,
                  bool shifted, bool in_place) {
    const Context context(format("channels %d activation %d scale %d shift %d in place %d", channels,
                                 static_cast<int>(activation), scaled, shifted, in_place));
    const std::vector<float> src = random_values(channels, 1), scale = random_values(channels, 2),
                             shift = random_values(channels, 3);
    GuardedArray found(channels);
    if (in_place) std::copy(src.begin(), src.end(), found.data());
    function(AffineRowArgs{in_place ? found.data() : src.data(), found.data(), channels,
                           scaled ? scale.data() : nullptr, shifted ? shift.data() : nullptr, activation,
                           0.2f});
    Differences differences(__FILE__, __LINE__);
    for (int c = 0; c < channels; ++c) {
        const size_t i = static_cast<size_t>(c);
        const double x = static_cast<double>(src[i]) * (scaled ? static_cast<double>(scale[i]) : 1.0) +
                         (shifted ? static_cast<double>(shift[i]) : 0.0);
        const double expected = exact_activation(activation, static_cast<double>(0.2f), x);
        // A product below 9 and a sum below 12, each rounded once.
        differences.near_at(c, found[c], expected, activation_tolerance(expected, kUnit * (9 + 12)));
    }
    found.check_guards(channels);
}

}  // namespace

TEST(rows, affine_of_every_length_and_activation) {
    for_each_row(affine_row_table(), [](AffineRowFunction function, AffineRowFunction) {
        for (int channels : kLengths)
            for (sige_activation activation : kActivations)
                for (int flags = 0; flags < 8; ++flags)
                    check_affine(function, channels, activation, (flags & 1) != 0, (flags & 2) != 0,
                                 (flags & 4) != 0);
    });
}

TEST(rows, activations_at_special_values) {
    for_each_row(affine_row_table(), [](AffineRowFunction function, AffineRowFunction) {
        const std::vector<float>& src = special_values();
        const int count = static_cast<int>(src.size());
        for (sige_activation activation : kActivations) {
            const Context context(format("activation %d", static_cast<int>(activation)));
            GuardedArray found(count);
            function(AffineRowArgs{src.data(), found.data(), count, nullptr, nullptr, activation, 0.2f});
            Differences differences(__FILE__, __LINE__);
            for (int i = 0; i < count; ++i) {
                const double x = src[static_cast<size_t>(i)];
                const double expected = exact_activation(activation, static_cast<double>(0.2f), x);
                // Past 88 exp is clamped: |x| exp(-88) stands for what is smaller still.
                const bool is_clamped = (x < -80 && activation == SIGE_ACTIVATION_SILU) ||
                                        (x < -50 && activation == SIGE_ACTIVATION_QUICK_GELU);
                const double clamped = is_clamped ? std::fabs(x) * std::exp(-87.0) : 0.0;
                differences.near_at(i, found[i], expected, activation_tolerance(expected, 0) + clamped);
            }
        }
    });
}

TEST(rows, identity_affine_copies_bits) {
    for_each_row(affine_row_table(), [](AffineRowFunction function, AffineRowFunction) {
        const std::vector<float> src = random_values(67, 4, -1e30f, 1e30f);
        std::vector<float> found(src.size(), kNaN);
        function(AffineRowArgs{src.data(), found.data(), 67, nullptr, nullptr, SIGE_ACTIVATION_NONE, 0});
        CHECK_SAME_BITS(found, src);
    });
}

TEST(rows, add_is_one_rounding) {
    for_each_row(add_row_table(), [](AddRowFunction function, AddRowFunction) {
        for (int channels : kLengths) {
            const std::vector<float> a = random_values(channels, 5), b = random_values(channels, 6);
            GuardedArray found(channels);
            std::copy(a.begin(), a.end(), found.data());
            function(AddRowArgs{found.data(), b.data(), found.data(), channels});
            Differences differences(__FILE__, __LINE__);
            for (int c = 0; c < channels; ++c)
                differences.same_at(c, found[c], a[static_cast<size_t>(c)] + b[static_cast<size_t>(c)]);
            found.check_guards(channels);
        }
    });
}

TEST(rows, modulation_without_gamma) {
    for_each_row(modulate_row_table(), [](ModulateRowFunction function, ModulateRowFunction) {
        for (int channels : kLengths) {
            const std::vector<float> src = random_values(channels, 1), beta = random_values(channels, 3);
            GuardedArray found(channels);
            function(ModulateRowArgs{src.data(), nullptr, beta.data(), found.data(), channels, nullptr,
                                     nullptr, SIGE_ACTIVATION_NONE, 0});
            Differences differences(__FILE__, __LINE__);
            for (int c = 0; c < channels; ++c)
                differences.same_at(c, found[c], src[static_cast<size_t>(c)] + beta[static_cast<size_t>(c)]);
            found.check_guards(channels);
        }
    });
}

TEST(rows, pool_of_every_length_and_activation) {
    for_each_row(pool_row_table(), [](PoolRowFunction function, PoolRowFunction reference) {
        for (int channels : kLengths)
            for (sige_activation activation : kActivations)
                for (bool affine : {false, true}) {
                    const Context context(format("channels %d activation %d affine %d", channels,
                                                 static_cast<int>(activation), affine));
                    const std::vector<float> src = random_values(4 * channels, 1),
                                             scale = random_values(channels, 2),
                                             shift = random_values(channels, 3);
                    GuardedArray found(channels), expected(channels);
                    const auto args = [&](float* dst) {
                        const float* p = src.data();
                        return PoolRowArgs{{p, p + channels, p + 2 * channels, p + 3 * channels},
                                           dst,
                                           channels,
                                           affine ? scale.data() : nullptr,
                                           affine ? shift.data() : nullptr,
                                           activation,
                                           0.2f};
                    };
                    function(args(found.data()));
                    reference(args(expected.data()));
                    Differences differences(__FILE__, __LINE__);
                    // Each value, below 3 * 3 + 3 = 12, is made in two roundings; sums below 48 in three.
                    for (int c = 0; c < channels; ++c)
                        differences.near_at(
                            c, found[c], expected[c],
                            activation_tolerance(12, 2 * 2 * kUnit * 12) + 2 * 3 * kUnit * 12);
                    found.check_guards(channels);
                }
    });
}

TEST(rows, modulation_of_every_length_and_activation) {
    for_each_row(modulate_row_table(), [](ModulateRowFunction function, ModulateRowFunction reference) {
        for (int channels : kLengths)
            for (sige_activation activation : kActivations)
                for (bool affine : {false, true}) {
                    const Context context(format("channels %d activation %d affine %d", channels,
                                                 static_cast<int>(activation), affine));
                    const std::vector<float> src = random_values(channels, 1),
                                             gamma = random_values(channels, 2),
                                             beta = random_values(channels, 3),
                                             scale = random_values(channels, 4),
                                             shift = random_values(channels, 5);
                    GuardedArray found(channels), expected(channels);
                    const auto args = [&](float* dst) {
                        return ModulateRowArgs{src.data(),
                                               gamma.data(),
                                               beta.data(),
                                               dst,
                                               channels,
                                               affine ? scale.data() : nullptr,
                                               affine ? shift.data() : nullptr,
                                               activation,
                                               0.2f};
                    };
                    function(args(found.data()));
                    reference(args(expected.data()));
                    Differences differences(__FILE__, __LINE__);
                    // (3 * 3 + 3) * (1 + 3) + 3 = 51 in five roundings.
                    for (int c = 0; c < channels; ++c)
                        differences.near_at(c, found[c], expected[c],
                                            activation_tolerance(expected[c], 2 * 5 * kUnit * 51));
                    found.check_guards(channels);
                }
    });
}

// The definition in float64. A mean of values below 7 errs by half a unit for each level of its sum, 8 at
// most over 67 channels; the deviation, 1 or more here, divides what is left of them; scale and shift are
// below 3.
TEST(rows, layer_norm_of_every_length) {
    for_each_row(layer_norm_row_table(), [](LayerNormRowFunction function, LayerNormRowFunction) {
        for (int channels : kLengths)
            for (int flags = 0; flags < 8; ++flags) {
                const bool scaled = (flags & 1) != 0, shifted = (flags & 2) != 0, in_place = (flags & 4) != 0;
                const Context context(
                    format("channels %d scale %d shift %d in place %d", channels, scaled, shifted, in_place));
                std::vector<float> src = random_values(channels, 1);
                for (float& value : src) value += 4;
                const std::vector<float> weight = random_values(channels, 2),
                                         bias = random_values(channels, 3);
                GuardedArray found(channels);
                if (in_place) std::copy(src.begin(), src.end(), found.data());
                function(LayerNormRowArgs{in_place ? found.data() : src.data(), found.data(), channels, 1.0f,
                                          scaled ? weight.data() : nullptr, shifted ? bias.data() : nullptr});
                double mean = 0, variance = 0;
                for (float value : src) mean += static_cast<double>(value) / channels;
                for (float value : src) variance += std::pow(static_cast<double>(value) - mean, 2) / channels;
                Differences differences(__FILE__, __LINE__);
                for (int c = 0; c < channels; ++c) {
                    const size_t i = static_cast<size_t>(c);
                    const double normal = (static_cast<double>(src[i]) - mean) / std::sqrt(variance + 1);
                    const double expected = normal * (scaled ? static_cast<double>(weight[i]) : 1.0) +
                                            (shifted ? static_cast<double>(bias[i]) : 0.0);
                    differences.near_at(c, found[c], expected,
                                        kUnit * (3 * (7 * 8 + 12 * std::fabs(normal)) + 6));
                }
                found.check_guards(channels);
            }
    });
}

TEST(rows, layer_norm_of_equal_values_is_the_bias) {
    for_each_row(layer_norm_row_table(), [](LayerNormRowFunction function, LayerNormRowFunction) {
        const std::vector<float> src(16, 0.5f), bias = random_values(16, 3);
        std::vector<float> found(16, kNaN);
        function(LayerNormRowArgs{src.data(), found.data(), 16, 1e-5f, nullptr, bias.data()});
        CHECK_SAME_BITS(found, bias);
    });
}

TEST(rows, gate_of_every_length_and_activation) {
    for_each_row(gate_row_table(), [](GateRowFunction function, GateRowFunction) {
        for (int channels : kLengths)
            for (sige_activation activation : kActivations)
                for (int place = 0; place < 3; ++place) {
                    const Context context(format("channels %d activation %d place %d", channels,
                                                 static_cast<int>(activation), place));
                    const std::vector<float> src = random_values(channels, 1),
                                             gate = random_values(channels, 2);
                    GuardedArray found(channels);
                    if (place > 0) std::copy_n((place == 1 ? src : gate).begin(), channels, found.data());
                    function(GateRowArgs{place == 1 ? found.data() : src.data(),
                                         place == 2 ? found.data() : gate.data(), found.data(), channels,
                                         activation, 0.2f});
                    Differences differences(__FILE__, __LINE__);
                    for (int c = 0; c < channels; ++c) {
                        const double x = src[static_cast<size_t>(c)];
                        const double opened = exact_activation(activation, static_cast<double>(0.2f),
                                                               gate[static_cast<size_t>(c)]);
                        differences.near_at(
                            c, found[c], x * opened,
                            std::fabs(x) * activation_tolerance(opened, 0) + kUnit * std::fabs(x * opened));
                    }
                    found.check_guards(channels);
                }
    });
}

TEST(rows, copy_keeps_every_bit) {
    for_each_row(copy_row_table(), [](CopyRowFunction function, CopyRowFunction) {
        for (int channels : kLengths) {
            const Context context(format("channels %d", channels));
            std::vector<float> src = random_values(channels, 4);
            src[0] = special_values()[static_cast<size_t>(channels) % special_values().size()];
            GuardedArray found(channels);
            function(CopyRowArgs{src.data(), found.data(), channels});
            Differences differences(__FILE__, __LINE__);
            for (int c = 0; c < channels; ++c) differences.same_at(c, found[c], src[static_cast<size_t>(c)]);
            found.check_guards(channels);
        }
    });
}

}  // namespace sige::test

// Element-wise work on one pixel's channels, see kernels/rows/rows.h.
#include "kernels/rows/rows.h"

#include "harness/activation.h"
#include "harness/kernels.h"

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
                // Below -88 exp is clamped: |x| exp(-88) stands for what is smaller still.
                const double clamped =
                    x < -80 && activation == SIGE_ACTIVATION_SILU ? std::fabs(x) * std::exp(-87.0) : 0.0;
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

// Sums of normalisation statistics, see kernels/norm/norm.h.
#include "kernels/norm/norm.h"

#include "harness/kernels.h"

namespace sige::test {

TEST(norm_sums, every_channel_and_pixel_count) {
    for_each_row(norm_sums_table(), [](NormSumsFunction function, NormSumsFunction reference) {
        for (int channels : kLengths)
            for (int pixels : {1, 2, 31})
                for (double sign : {1.0, -1.0}) {
                    const Context context(format("channels %d pixels %d sign %g", channels, pixels, sign));
                    std::vector<float> memory(static_cast<size_t>(pixels * channels));
                    Random(static_cast<uint64_t>(channels)).fill(memory);
                    std::vector<const float*> pointers;
                    for (int p = 0; p < pixels; ++p) pointers.push_back(memory.data() + p * channels);
                    constexpr double kBefore = 0.25, kGuard = -77;
                    std::vector<double> found(static_cast<size_t>(2 * channels + 2), kBefore),
                        expected = found;
                    found[static_cast<size_t>(2 * channels)] = found[static_cast<size_t>(2 * channels + 1)] =
                        kGuard;
                    function(NormSumsArgs{pointers.data(), pixels, channels, sign, found.data()});
                    reference(NormSumsArgs{pointers.data(), pixels, channels, sign, expected.data()});
                    // A float32's square is exact in float64; a sum of n of them rounds n times.
                    const double tolerance = 2 * 0x1p-53 * (pixels + 1) * (pixels + 1);
                    Differences differences(__FILE__, __LINE__);
                    for (int i = 0; i < 2 * channels; ++i)
                        differences.near_at(i, found[static_cast<size_t>(i)],
                                            expected[static_cast<size_t>(i)], tolerance);
                    CHECK_EQUAL(found[static_cast<size_t>(2 * channels)], kGuard);
                    CHECK_EQUAL(found[static_cast<size_t>(2 * channels + 1)], kGuard);
                }
    });
}

}  // namespace sige::test

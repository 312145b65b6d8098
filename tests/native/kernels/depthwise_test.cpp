// Depthwise sums of one pixel, see kernels/depthwise/depthwise.h.
#include "kernels/depthwise/depthwise.h"

#include "harness/kernels.h"

namespace sige::test {

TEST(depthwise, every_channel_and_tap_count) {
    for_each_row(depthwise_table(), [](DepthwiseFunction function, DepthwiseFunction reference) {
        for (int channels : kLengths)
            for (int taps : {1, 2, 9}) {
                const Context context(format("channels %d taps %d", channels, taps));
                Random random(static_cast<uint64_t>(channels + taps));
                const int64_t stride = channels + 3;
                std::vector<float> memory(static_cast<size_t>(taps * channels)),
                    weights(static_cast<size_t>((taps - 1) * stride + channels));
                random.fill(memory);
                random.fill(weights);
                std::vector<const float*> pixels;
                for (int t = 0; t < taps; ++t) pixels.push_back(memory.data() + (taps - 1 - t) * channels);
                GuardedArray found(channels), expected(channels);
                const auto args = [&](float* acc) {
                    return DepthwiseArgs{pixels.data(), taps, channels, weights.data(), stride, acc};
                };
                function(args(found.data()));
                reference(args(expected.data()));
                Differences differences(__FILE__, __LINE__);
                for (int64_t c = 0; c < channels; ++c)
                    differences.near_at(c, found[c], expected[c], 2 * kUnit * taps * taps);
                found.check_guards(channels);
            }
    });
}

TEST(depthwise, strip_of_every_channel_count) {
    for_each_row(
        depthwise_strip_table(), [](DepthwiseStripFunction function, DepthwiseStripFunction reference) {
            for (int channels : kLengths) {
                const Context context(format("channels %d", channels));
                constexpr int kSources = 3 * (kDepthwiseStrip + 2), kTaps = 9;
                Random random(static_cast<uint64_t>(channels));
                const int64_t stride = channels + 3, acc_stride = channels + 2;
                const int64_t end = (kDepthwiseStrip - 1) * acc_stride + channels;
                std::vector<float> memory(static_cast<size_t>(kSources * channels)),
                    weights(static_cast<size_t>(kTaps * stride));
                random.fill(memory);
                random.fill(weights);
                const float* sources[kSources];
                for (int i = 0; i < kSources; ++i) sources[i] = memory.data() + (kSources - 1 - i) * channels;
                GuardedArray found(end), expected(end);
                const auto args = [&](float* acc) {
                    return DepthwiseStripArgs{sources, channels, weights.data(), stride, acc, acc_stride};
                };
                function(args(found.data()));
                reference(args(expected.data()));
                Differences differences(__FILE__, __LINE__);
                for (int64_t p = 0; p < kDepthwiseStrip; ++p)
                    for (int64_t at = p * acc_stride; at < p * acc_stride + channels; ++at)
                        differences.near_at(at, found[at], expected[at], 2 * kUnit * kTaps * kTaps);
                found.check_guards(end);
            }
        });
}

}  // namespace sige::test

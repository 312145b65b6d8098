// The steps of an attention around its products, see kernels/softmax/softmax.h.
#include "kernels/softmax/softmax.h"

#include "harness/kernels.h"

namespace sige::test {
namespace {

constexpr int kRows = 5;
constexpr int kChannels = 2 * kPanel;

// Scores of `blocks` blocks of `keys` keys each, taken in one after the other.
struct Stream {
    Stream(int block_keys, int block_count, float range) : keys(block_keys), blocks(block_count) {
        scores.resize(static_cast<size_t>(kRows * keys * blocks));
        Random(static_cast<uint64_t>(keys)).fill(scores, -range, range);
    }
    float& at(int row, int key) { return scores[static_cast<size_t>(row * keys * blocks + key)]; }

    const int keys, blocks;
    std::vector<float> scores;
};

// The exact weights of a row are exp(score - largest of all); those of an early block were made with what was
// the largest then.
void check_stream(SoftmaxBlockFunction function, Stream stream) {
    const Context context(format("%d blocks of %d keys", stream.blocks, stream.keys));
    const int64_t padded = (stream.keys + kPanel - 1) / kPanel * kPanel, stride = padded + 3;
    GuardedArray scores(kRows * stride);
    std::vector<SoftmaxState> state(kRows, {-HUGE_VALF, 0});
    // Behaves as a value of 1 for every key: ends as the sum of the weights.
    std::vector<float> sums(kRows * kChannels, 0.0f);
    for (int block = 0; block < stream.blocks; ++block) {
        for (int r = 0; r < kRows; ++r)
            for (int k = 0; k < stream.keys; ++k)
                scores[r * stride + k] = stream.at(r, block * stream.keys + k);
        function(SoftmaxBlockArgs{scores.data(), stride, kRows, stream.keys, state.data(), sums.data(),
                                  kChannels, kChannels});
        for (int r = 0; r < kRows; ++r) {
            float weights = 0;
            for (int k = 0; k < stream.keys; ++k) weights += scores[r * stride + k];
            for (int c = 0; c < kChannels; ++c) sums[static_cast<size_t>(r * kChannels + c)] += weights;
            for (int64_t k = padded; k < stride; ++k) CHECK(std::isnan(scores[r * stride + k]));
        }
    }
    scores.check_guards(kRows * stride);
    Differences differences(__FILE__, __LINE__);
    for (int r = 0; r < kRows; ++r) {
        const int all = stream.keys * stream.blocks;
        double largest = -HUGE_VAL, sum = 0;
        for (int k = 0; k < all; ++k) largest = std::fmax(largest, static_cast<double>(stream.at(r, k)));
        for (int k = 0; k < all; ++k) sum += std::exp(static_cast<double>(stream.at(r, k)) - largest);
        const SoftmaxState& found = state[static_cast<size_t>(r)];
        differences.near_at(r, found.largest, largest, 0);
        // Each weight and each rescaling is within 3 units and a rounding of the difference of up to 200;
        // weights below exp(-87) are clamped.
        const double tolerance = kUnit * sum * (4 * stream.blocks + 200 + all) + all * 1.7e-38;
        differences.near_at(r, found.sum, sum, tolerance);
        for (int c = 0; c < kChannels; ++c)
            differences.near_at(r, sums[static_cast<size_t>(r * kChannels + c)], sum, tolerance);
    }
}

}  // namespace

TEST(softmax, streams_over_blocks_of_every_length) {
    for_each_row(softmax_block_table(), [](SoftmaxBlockFunction function, SoftmaxBlockFunction) {
        for (int keys : kLengths)
            for (int blocks : {1, 2, 5})
                for (float range : {1.0f, 100.0f}) check_stream(function, Stream(keys, blocks, range));
    });
}

TEST(softmax, a_later_larger_score_rescales) {
    for_each_row(softmax_block_table(), [](SoftmaxBlockFunction function, SoftmaxBlockFunction) {
        Stream stream(16, 4, 1);
        for (int r = 0; r < kRows; ++r) stream.at(r, 63 - r) = 5.0f + static_cast<float>(20 * r);
        check_stream(function, stream);
    });
}

TEST(softmax, nan_makes_its_row_nan) {
    for_each_row(softmax_block_table(), [](SoftmaxBlockFunction function, SoftmaxBlockFunction) {
        for (int keys : kLengths)
            for (int bad = 0; bad < keys; ++bad) {
                const int stride = (keys + kPanel - 1) / kPanel * kPanel;
                std::vector<float> scores(static_cast<size_t>(2 * stride), 1.0f), sums(2 * kPanel, 0.0f);
                scores[static_cast<size_t>(stride + bad)] = kNaN;
                SoftmaxState state[2] = {{-HUGE_VALF, 0}, {-HUGE_VALF, 0}};
                function(
                    SoftmaxBlockArgs{scores.data(), stride, 2, keys, state, sums.data(), kPanel, kPanel});
                CHECK(!std::isnan(state[0].sum) && std::isnan(state[1].sum));
                CHECK(std::isnan(scores[static_cast<size_t>(stride + bad)]));
            }
    });
}

TEST(softmax, quotient_of_every_length) {
    for_each_row(quotient_row_table(), [](QuotientRowFunction function, QuotientRowFunction) {
        for (int channels : kLengths) {
            std::vector<float> sums(static_cast<size_t>(channels));
            Random(2).fill(sums, -9, 9);
            GuardedArray found(channels);
            function(QuotientRowArgs{sums.data(), 3.7f, found.data(), channels});
            Differences differences(__FILE__, __LINE__);
            for (int c = 0; c < channels; ++c)
                differences.same_at(c, found[c], sums[static_cast<size_t>(c)] / 3.7f);
            found.check_guards(channels);
        }
    });
}

TEST(softmax, keys_are_packed_transposed_and_scaled) {
    for_each_row(pack_keys_table(), [](PackKeysFunction function, PackKeysFunction) {
        for (int channels : kLengths)
            for (int count = 1; count <= kPanel; ++count) {
                const Context context(format("channels %d keys %d", channels, count));
                const int64_t stride = channels + 5;
                // Exactly as long as the last key's channels.
                std::vector<float> keys(static_cast<size_t>((count - 1) * stride + channels));
                Random(3).fill(keys);
                GuardedArray panel(channels * kPanel);
                function(PackKeysArgs{keys.data(), stride, count, channels, 0.3f, panel.data()});
                Differences differences(__FILE__, __LINE__);
                for (int64_t c = 0; c < channels; ++c)
                    for (int64_t j = 0; j < kPanel; ++j)
                        differences.same_at(
                            c * kPanel + j, panel[c * kPanel + j],
                            j < count ? keys[static_cast<size_t>(j * stride + c)] * 0.3f : 0.0f);
                panel.check_guards(channels * kPanel);
            }
    });
}

TEST(softmax, values_are_packed_in_panels) {
    for_each_row(pack_values_table(), [](PackValuesFunction function, PackValuesFunction) {
        for (int lanes = 1; lanes <= kPanel; ++lanes)
            for (int count : {1, 2, 7, 16}) {
                const Context context(format("lanes %d keys %d", lanes, count));
                const int64_t stride = lanes + 3;
                std::vector<float> values(static_cast<size_t>((count - 1) * stride + lanes));
                Random(4).fill(values);
                GuardedArray panel(count * kPanel);
                function(PackValuesArgs{values.data(), stride, count, lanes, panel.data()});
                Differences differences(__FILE__, __LINE__);
                for (int64_t k = 0; k < count; ++k)
                    for (int64_t j = 0; j < kPanel; ++j)
                        differences.same_at(k * kPanel + j, panel[k * kPanel + j],
                                            j < lanes ? values[static_cast<size_t>(k * stride + j)] : 0.0f);
                panel.check_guards(count * kPanel);
            }
    });
}

}  // namespace sige::test

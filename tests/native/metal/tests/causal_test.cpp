// Causal attention over keys and values that are not finite.
#include <cmath>

#include "harness/lane.h"

namespace sige::test {
namespace {

// More queries and keys than a group and a block have.
constexpr int kQueries = 70, kHeads = 2, kWidth = 12, kChannels = kHeads * kWidth;
constexpr size_t kSize = static_cast<size_t>(kQueries) * kChannels;

std::vector<float> attend(const Lane& lane, const std::vector<float>& keys, const std::vector<float>& values,
                          sige_precision precision) {
    const Buffer query = lane.holding(noise(kSize, 1)), key = lane.holding(keys),
                 value = lane.holding(values), dst = lane.room(kSize);
    sige_attention_args args{};
    args.struct_size = sizeof args;
    args.heads = kHeads;
    args.causal = 1;
    args.query = view(query, 1, 1, kQueries, kChannels);
    args.key = view(key, 1, 1, kQueries, kChannels);
    args.value = view(value, 1, 1, kQueries, kChannels);
    args.dst = view(dst, 1, 1, kQueries, kChannels);
    args.precision = precision;
    REQUIRE_OK(sige_attention(lane.queue(), &args));
    return lane.read(dst);
}

}  // namespace

// 70000 is infinite as a factor of float16.
TEST(attention, infinite_values_do_not_reach_causal_queries_before_them) {
    const Lane lane(SIGE_DEVICE_METAL);
    const std::vector<float> keys = noise(kSize, 2), values = noise(kSize, 3);
    for (sige_precision precision : {SIGE_PRECISION_F32, SIGE_PRECISION_F16})
        for (float factor : {70000.0f, HUGE_VALF, -HUGE_VALF, NAN})
            for (int first : {1, 7, 31, 32, 50}) {
                const Context context(
                    format("precision %d, %g at key %d", precision, static_cast<double>(factor), first));
                const size_t begin = static_cast<size_t>(first * kChannels);
                std::vector<float> odd_keys = keys, odd_values = values;
                std::fill_n(odd_keys.begin() + first * kChannels, kChannels, factor);
                std::fill_n(odd_values.begin() + first * kChannels, kChannels, factor);
                const std::vector<float> expected = attend(lane, keys, values, precision),
                                         found = attend(lane, odd_keys, odd_values, precision);
                for (size_t i = 0; i < begin; ++i) CHECK(same_bits(found[i], expected[i]));
                const bool is_finite = precision == SIGE_PRECISION_F32 && std::isfinite(factor);
                CHECK_EQUAL(std::isfinite(found[begin]), is_finite);
            }
}

}  // namespace sige::test

// Conversions between float32 and the 16-bit types, see kernels/half/half.h.
#include "kernels/half/half.h"

#include <bit>

#include "harness/kernels.h"
#include "harness/values/bf16.h"
#include "harness/values/half.h"
#include "kernels/half/half_ref.h"

namespace sige::test {
namespace {

constexpr uint16_t kUntouched = 0x5a5a;

std::vector<uint16_t> every_half() {
    std::vector<uint16_t> halves(65536);
    for (size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<uint16_t>(i);
    return halves;
}

// Each half, what lies half way to the next, and the float32 neighbours of those: both signs.
std::vector<float> rounding_cases() {
    std::vector<float> values;
    for (uint32_t half = 0; half < 0x7bff; ++half) {
        const float low = static_cast<float>(float_of_half(static_cast<uint16_t>(half))),
                    high = static_cast<float>(float_of_half(static_cast<uint16_t>(half + 1)));
        const float middle = low + (high - low) / 2;
        for (float value : {low, middle, std::nextafter(middle, low), std::nextafter(middle, high)})
            values.push_back(half % 2 == 0 ? value : -value);
    }
    return values;
}

uint64_t narrow(NarrowRowFunction function, const std::vector<float>& src, std::vector<uint16_t>& dst) {
    dst.assign(src.size() + 1, kUntouched);
    const uint64_t overflows =
        function(NarrowRowArgs{src.data(), dst.data(), static_cast<int64_t>(src.size())});
    CHECK_EQUAL(dst.back(), kUntouched);
    dst.pop_back();
    return overflows;
}

}  // namespace

TEST(half, widening_is_exact) {
    const std::vector<uint16_t> halves = every_half();
    for_each_row(widen_row_table(), [&](WidenRowFunction function, WidenRowFunction) {
        GuardedArray found(65536);
        function(WidenRowArgs{halves.data(), found.data(), 65536});
        Differences differences(__FILE__, __LINE__);
        for (int64_t i = 0; i < 65536; ++i) {
            const double expected = float_of_half(halves[static_cast<size_t>(i)]);
            differences.near_at(i, found[i], expected, 0);
            if (!std::isnan(expected) && std::signbit(found[i]) != (i >= 0x8000))
                differences.add("sign of a zero");
        }
        found.check_guards(65536);
    });
}

TEST(half, widening_of_bfloat16_keeps_every_bit) {
    const std::vector<uint16_t> uppers = every_half();
    for_each_row(widen_bf16_row_table(), [&](WidenRowFunction function, WidenRowFunction) {
        for (int64_t count : {int64_t{1}, int64_t{37}, int64_t{65536}}) {
            GuardedArray found(count);
            function(WidenRowArgs{uppers.data(), found.data(), count});
            Differences differences(__FILE__, __LINE__);
            for (int64_t i = 0; i < count; ++i)
                differences.same_at(i, std::bit_cast<uint32_t>(found[i]), static_cast<uint32_t>(i) << 16);
            found.check_guards(count);
        }
    });
}

TEST(half, narrowing_to_bfloat16_rounds_to_the_nearest_ties_to_even) {
    for (uint32_t upper :
         {0x0000u, 0x0001u, 0x007fu, 0x0080u, 0x3f80u, 0x3f81u, 0x477fu, 0x7f7eu, 0xbf80u, 0xc2ffu})
        for (uint32_t lower : {0x0000u, 0x0001u, 0x7fffu, 0x8000u, 0x8001u, 0xffffu}) {
            const float value = std::bit_cast<float>(upper << 16 | lower);
            const Context context(format("%a", static_cast<double>(value)));
            CHECK_EQUAL(ref::narrow_bf16(value), bf16_of(value));
        }
    CHECK_EQUAL(ref::narrow_bf16(INFINITY), uint16_t{0x7f80});
    CHECK_EQUAL(ref::narrow_bf16(-3.4e38f), uint16_t{0xff80});
    CHECK((ref::narrow_bf16(kNaN) & 0x7fff) > 0x7f80);
    // A NaN whose upper half alone would be infinite.
    CHECK((ref::narrow_bf16(std::bit_cast<float>(0x7f800001u)) & 0x7fff) > 0x7f80);
}

TEST(half, every_half_survives_both_ways) {
    const std::vector<uint16_t> halves = every_half();
    for_each_row(narrow_row_table(), [&](NarrowRowFunction function, NarrowRowFunction) {
        std::vector<float> values(halves.size());
        widen_row_table().back().kernel(WidenRowArgs{halves.data(), values.data(), 65536});
        std::vector<uint16_t> found;
        CHECK_EQUAL(narrow(function, values, found), uint64_t{0});
        Differences differences(__FILE__, __LINE__);
        for (size_t i = 0; i < halves.size(); ++i) {
            // A signalling NaN becomes quiet.
            const bool nan = (halves[i] & 0x7fff) > 0x7c00;
            differences.same_at(static_cast<int64_t>(i), found[i],
                                nan ? static_cast<uint16_t>(halves[i] | 0x200) : halves[i]);
        }
    });
}

TEST(half, narrowing_rounds_to_the_nearest_ties_to_even) {
    const std::vector<float> values = rounding_cases();
    for_each_row(narrow_row_table(), [&](NarrowRowFunction function, NarrowRowFunction) {
        std::vector<uint16_t> found;
        CHECK_EQUAL(narrow(function, values, found), uint64_t{0});
        Differences differences(__FILE__, __LINE__);
        for (size_t i = 0; i < values.size(); ++i)
            differences.same_at(static_cast<int64_t>(i), found[i], half_of(values[i]));
    });
}

TEST(half, overflows_are_counted) {
    const std::vector<float> values{
        65504, 65519.9f, 65520, -65520, 1e30f, -1e30f, INFINITY, -INFINITY, kNaN, -65504, 3.4e38f, 0, 1,
        2,     3,        4,     70000,  5,     100000, 1e-10f,   -1e-10f,   6,    7,      8,       9};
    for_each_row(narrow_row_table(), [&](NarrowRowFunction function, NarrowRowFunction) {
        for (size_t count = 1; count <= values.size(); ++count) {
            const std::vector<float> src(values.begin(), values.begin() + static_cast<int64_t>(count));
            uint64_t expected = 0;
            for (float value : src)
                if (std::isfinite(value) && std::fabs(value) >= 65520) ++expected;
            std::vector<uint16_t> found;
            CHECK_EQUAL(narrow(function, src, found), expected);
            for (size_t i = 0; i < count; ++i)
                CHECK_EQUAL((found[i] & 0x7fff) == 0x7c00, std::fabs(src[i]) >= 65520);
        }
    });
}

TEST(half, every_length) {
    for_each_row(narrow_row_table(), [](NarrowRowFunction function, NarrowRowFunction reference) {
        for (int count : kLengths) {
            std::vector<float> src(static_cast<size_t>(count));
            Random(1).fill(src, -100, 100);
            std::vector<uint16_t> found, expected;
            narrow(function, src, found);
            narrow(reference, src, expected);
            CHECK_SAME_BITS(found, expected);
        }
    });
    for_each_row(widen_row_table(), [](WidenRowFunction function, WidenRowFunction) {
        for (int count : kLengths) {
            const std::vector<uint16_t> src(static_cast<size_t>(count), uint16_t{0x3e00});
            GuardedArray found(count);
            function(WidenRowArgs{src.data(), found.data(), count});
            for (int i = 0; i < count; ++i) CHECK_EQUAL(found[i], 1.5f);
            found.check_guards(count);
        }
    });
}

}  // namespace sige::test

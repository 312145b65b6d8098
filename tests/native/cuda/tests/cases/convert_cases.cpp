// Conversions. What a result has to be is told by the host's own conversions of values that both types hold,
// and by hand elsewhere.
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "cuda/tests/cases/cases.h"

namespace sige::test {
namespace {

template <class T>
constexpr const char* kName = nullptr;
template <>
constexpr const char* kName<uint8_t> = "u8";
template <>
constexpr const char* kName<int8_t> = "s8";
template <>
constexpr const char* kName<uint16_t> = "u16";
template <>
constexpr const char* kName<int16_t> = "s16";
template <>
constexpr const char* kName<uint32_t> = "u32";
template <>
constexpr const char* kName<int32_t> = "s32";
template <>
constexpr const char* kName<uint64_t> = "u64";
template <>
constexpr const char* kName<int64_t> = "s64";
template <>
constexpr const char* kName<float> = "f32";
template <>
constexpr const char* kName<double> = "f64";

// A number as a register holds it: bytes are extended to sixteen bits.
template <class T>
uint64_t bits_of(T value) {
    if constexpr (sizeof(T) == 1) {
        return static_cast<uint16_t>(static_cast<int16_t>(value));
    } else {
        uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof value);
        return bits;
    }
}

template <class To, class From>
void add(std::vector<Case>& cases, const std::string& mode, From from, To to) {
    cases.push_back({keep("cvt." + mode + kName<To> + "." + kName<From>), {bits_of(from)}, {bits_of(to)}});
}

// A pattern with its highest bit set, which tells signs from sizes.
template <class From, class... To>
void add_integers(std::vector<Case>& cases) {
    const From from = static_cast<From>(0x8182838485868788u);
    (add<To>(cases, "", from, static_cast<To>(from)), ...);
}

template <class... Integers>
void add_all_integers(std::vector<Case>& cases) {
    (add_integers<Integers, Integers...>(cases), ...);
}

template <class From, class To>
void add_rounded(std::vector<Case>& cases) {
    add<To>(cases, "rni.", From(2.5), To{2});
    add<To>(cases, "rzi.", From(3.75), To{3});
    add<To>(cases, "rmi.", From(3.75), To{3});
    add<To>(cases, "rpi.", From(3.25), To{4});
    add<To>(cases, "rzi.", std::numeric_limits<From>::quiet_NaN(), To{0});
    add<To>(cases, "rzi.", From(1e30), std::numeric_limits<To>::max());
    add<To>(cases, "rzi.", From(-1e30), std::numeric_limits<To>::min());
}

template <class To, class... From>
void add_floats(std::vector<Case>& cases) {
    (add<To>(cases, "rn.", static_cast<From>(0x81), static_cast<To>(static_cast<From>(0x81))), ...);
}

template <class... From>
void add_to_half(std::vector<Case>& cases) {
    // 0x5640 is 100.
    (cases.push_back({keep(std::string("cvt.rn.f16.") + kName<From>), {bits_of(From{100})}, {0x5640}}), ...);
}

// 0x4100 is 2.5, 0x4380 3.75, 0x4280 3.25.
template <class... To>
void add_from_half(std::vector<Case>& cases) {
    const auto row = [&](const char* mode, const char* to, uint64_t from, uint64_t result) {
        cases.push_back({keep(std::string("cvt.") + mode + to + ".f16"), {from}, {result}});
    };
    (row("rni.", kName<To>, 0x4100, 2), ...);
    (row("rzi.", kName<To>, 0x4380, 3), ...);
    (row("rmi.", kName<To>, 0x4380, 3), ...);
    (row("rpi.", kName<To>, 0x4280, 4), ...);
}

template <class T>
void add_whole(std::vector<Case>& cases) {
    add<T>(cases, "rni.", T(-2.5), T(-2));
    add<T>(cases, "rzi.", T(-2.75), T(-2));
    add<T>(cases, "rmi.", T(-2.25), T(-3));
    add<T>(cases, "rpi.", T(-2.75), T(-2));
}

uint64_t f(float value) {
    return std::bit_cast<uint32_t>(value);
}

}  // namespace

std::vector<Case> convert_cases() {
    std::vector<Case> cases{
        {"cvt.f32.f16", {0x3555}, {f(0x1.554p-2f)}},
        {"cvt.f64.f16", {0x4100}, {bits_of(2.5)}},
        {"cvt.f64.f32", {f(2.5f)}, {bits_of(2.5)}},
        {"cvt.rn.f16.f32", {f(1.0f + 0x1p-11f)}, {0x3C00}},
        {"cvt.rn.f16.f32", {f(1.0f + 0x3p-11f)}, {0x3C02}},
        {"cvt.rn.f16.f32", {f(1e9f)}, {0x7C00}},
        // Above a tie by less than a float tells.
        {"cvt.rn.f16.f64", {bits_of(1.0 + 0x1p-11 + 0x1p-40)}, {0x3C01}},
        {"cvt.rn.f32.f64", {bits_of(1.0 + 0x1p-24)}, {f(1)}},
        {"cvt.rn.bf16.f32", {f(1.0f + 0x1p-8f)}, {0x3F80}},
        {"cvt.rn.bf16.f32", {f(1.0f + 0x3p-8f)}, {0x3F82}},
        {"cvt.rn.f16x2.f32", {f(1), f(2)}, {0x3C004000}},
        {"cvt.rn.bf16x2.f32", {f(1), f(2)}, {0x3F804000}},
        {"cvt.rna.tf32.f32", {f(1.0f + 0x1p-11f)}, {f(1.0f + 0x1p-10f)}},
        {"cvt.rna.tf32.f32", {f(-1.0f - 0x1p-12f)}, {f(-1.0f)}},
        {"cvt.rni.f16.f16", {0x4100}, {0x4000}},
        {"cvt.rzi.f16.f16", {0x4380}, {0x4200}},
        {"cvt.rmi.f16.f16", {0x4380}, {0x4200}},
        {"cvt.rpi.f16.f16", {0x4280}, {0x4400}},
    };
    add_all_integers<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(cases);
    add_rounded<float, uint8_t>(cases);
    add_rounded<float, int8_t>(cases);
    add_rounded<float, uint16_t>(cases);
    add_rounded<float, int16_t>(cases);
    add_rounded<float, uint32_t>(cases);
    add_rounded<float, int32_t>(cases);
    add_rounded<float, uint64_t>(cases);
    add_rounded<float, int64_t>(cases);
    add_rounded<double, uint32_t>(cases);
    add_rounded<double, int32_t>(cases);
    add_rounded<double, uint64_t>(cases);
    add_rounded<double, int64_t>(cases);
    add_floats<float, uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(cases);
    add_floats<double, uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(cases);
    add_to_half<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(cases);
    add_from_half<uint8_t, uint16_t, int16_t, uint32_t, int32_t>(cases);
    add_whole<float>(cases);
    add_whole<double>(cases);
    return cases;
}

}  // namespace sige::test

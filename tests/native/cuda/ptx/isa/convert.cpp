// Conversions between types of numbers. A register may be wider than the type: its low bits count, and what
// is written into the rest repeats the sign or is zero.
#include <cmath>
#include <limits>

#include "cuda/ptx/isa/half.h"
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

struct Half {
    uint16_t bits;
};
struct Bf16 {
    uint16_t bits;
};

enum class Rounding { none, nearest, zero, down, up };

template <Rounding kRounding, class T>
T rounded(T value) {
    switch (kRounding) {
        case Rounding::nearest:
            return std::nearbyint(value);
        case Rounding::zero:
            return std::trunc(value);
        case Rounding::down:
            return std::floor(value);
        case Rounding::up:
            return std::ceil(value);
        case Rounding::none:
            break;
    }
    return value;
}

inline float value_of(Half half) {
    return float_of_half(half.bits);
}
template <class T>
T value_of(T value) {
    return value;
}

// Out of range is the nearest number there is; no number is zero.
template <class To, class From>
To clamped(From value) {
    if (value != value) return 0;
    const double wide = static_cast<double>(value);
    if (wide >= std::ldexp(1.0, std::numeric_limits<To>::digits)) return std::numeric_limits<To>::max();
    if (wide < static_cast<double>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
    return static_cast<To>(value);
}

template <class To, Rounding kRounding, class From>
To convert_one(From from) {
    const auto value = value_of(from);
    using Value = std::remove_const_t<decltype(value)>;
    if constexpr (std::is_same_v<To, Half>) {
        if constexpr (std::is_floating_point_v<Value>)
            return {half_of(rounded<kRounding>(value))};
        else
            return {half_of(static_cast<double>(value))};
    } else if constexpr (std::is_same_v<To, Bf16>) {
        return {bf16_of(static_cast<float>(value))};
    } else if constexpr (std::is_floating_point_v<To>) {
        if constexpr (std::is_floating_point_v<Value>)
            return static_cast<To>(rounded<kRounding>(value));
        else
            return static_cast<To>(value);
    } else if constexpr (std::is_floating_point_v<Value>) {
        return clamped<To>(rounded<kRounding>(value));
    } else {
        return static_cast<To>(value);
    }
}

template <class To, class From, Rounding kRounding = Rounding::none>
void convert_plain(Warp& warp, const Instruction& i, uint32_t mask) {
    To* const d = warp.at<To>(i.dst[0]);
    const std::byte* const s = warp.at<std::byte>(i.src[0]);
    const size_t stride = i.width;
    for_lanes(mask, [&](int lane) {
        From from;
        std::memcpy(&from, s + static_cast<size_t>(lane) * stride, sizeof from);
        d[lane] = convert_one<To, kRounding>(from);
    });
}

// A register of a size that the number does not fill.
template <class To, class From, Rounding kRounding>
void convert_wider(Warp& warp, const Instruction& i, uint32_t mask) {
    const std::byte* const s = warp.at<std::byte>(i.src[0]);
    std::byte* const d = warp.at<std::byte>(i.dst[0]);
    each_lane(mask, [&](int lane) {
        From from;
        std::memcpy(&from, s + static_cast<size_t>(lane) * i.width, sizeof from);
        const auto value = static_cast<int64_t>(convert_one<To, kRounding>(from));
        std::memcpy(d + static_cast<size_t>(lane) * i.bytes, &value, i.bytes);
    });
}

template <class To, class From, Rounding kRounding>
void convert_integer(Warp& warp, const Instruction& i, uint32_t mask) {
    if (i.bytes == sizeof(To))
        convert_plain<To, From, kRounding>(warp, i, mask);
    else
        convert_wider<To, From, kRounding>(warp, i, mask);
}

// Between integers the row tells the result's bits and, by this flag, its sign.
constexpr uint8_t kSigned = 128;

template <class From, class Register>
void resize(Warp& warp, const Instruction& i, uint32_t mask) {
    Register* const d = warp.at<Register>(i.dst[0]);
    const std::byte* const s = warp.at<std::byte>(i.src[0]);
    const size_t stride = i.width;
    const int unused = 64 - (i.variant & (kSigned - 1));
    const bool is_signed = (i.variant & kSigned) != 0;
    for_lanes(mask, [&](int lane) {
        From from;
        std::memcpy(&from, s + static_cast<size_t>(lane) * stride, sizeof from);
        const uint64_t upper = static_cast<uint64_t>(static_cast<int64_t>(from)) << unused;
        d[lane] = is_signed ? static_cast<Register>(static_cast<int64_t>(upper) >> unused)
                            : static_cast<Register>(upper >> unused);
    });
}

template <class From>
void resize_any(Warp& warp, const Instruction& i, uint32_t mask) {
    switch (i.bytes) {
        case 2:
            return resize<From, uint16_t>(warp, i, mask);
        case 4:
            return resize<From, uint32_t>(warp, i, mask);
        default:
            return resize<From, uint64_t>(warp, i, mask);
    }
}

struct Named {
    const char* suffix;
    Type type;
};
template <class T>
constexpr Named kName{};
template <>
constexpr Named kName<uint8_t>{"u8", u8};
template <>
constexpr Named kName<int8_t>{"s8", s8};
template <>
constexpr Named kName<uint16_t>{"u16", u16};
template <>
constexpr Named kName<int16_t>{"s16", s16};
template <>
constexpr Named kName<uint32_t>{"u32", u32};
template <>
constexpr Named kName<int32_t>{"s32", s32};
template <>
constexpr Named kName<uint64_t>{"u64", u64};
template <>
constexpr Named kName<int64_t>{"s64", s64};
template <>
constexpr Named kName<float>{"f32", f32};
template <>
constexpr Named kName<double>{"f64", f64};
template <>
constexpr Named kName<Half>{"f16", f16};
template <>
constexpr Named kName<Bf16>{"bf16", bf16};

template <class To, class From>
Opcode& add(OpcodeTable& table, const char* mode, Execute* execute) {
    constexpr bool kFromInteger = std::is_integral_v<From>, kToInteger = std::is_integral_v<To>;
    const Named d = kName<To>, s = kName<From>;
    return table.add(std::string("cvt.") + mode + d.suffix + "." + s.suffix,
                     {{Role::result, d.type, 1, kToInteger}, {Role::source, s.type, 1, kFromInteger}},
                     execute);
}

template <class From, class... To>
void add_integers_from(OpcodeTable& table) {
    ((add<To, From>(table, "", resize_any<From>).variant =
          sizeof(To) * 8 + (std::is_signed_v<To> ? kSigned : 0)),
     ...);
}

template <class... Integers>
void add_between_integers(OpcodeTable& table) {
    (add_integers_from<Integers, Integers...>(table), ...);
}

template <class From, class... To>
void add_rounded_from(OpcodeTable& table) {
    (add<To, From>(table, "rni.", convert_integer<To, From, Rounding::nearest>), ...);
    (add<To, From>(table, "rzi.", convert_integer<To, From, Rounding::zero>), ...);
    (add<To, From>(table, "rmi.", convert_integer<To, From, Rounding::down>), ...);
    (add<To, From>(table, "rpi.", convert_integer<To, From, Rounding::up>), ...);
}

template <class To, class... From>
void add_floats_to(OpcodeTable& table) {
    (add<To, From>(table, "rn.", convert_plain<To, From>), ...);
}

template <class T>
void add_whole(OpcodeTable& table) {
    add<T, T>(table, "rni.", convert_plain<T, T, Rounding::nearest>);
    add<T, T>(table, "rzi.", convert_plain<T, T, Rounding::zero>);
    add<T, T>(table, "rmi.", convert_plain<T, T, Rounding::down>);
    add<T, T>(table, "rpi.", convert_plain<T, T, Rounding::up>);
}

// The first operand is the upper half.
template <uint16_t (*kNarrow)(float)>
void pack_pair(Warp& warp, const Instruction& i, uint32_t mask) {
    uint32_t* const d = warp.at<uint32_t>(i.dst[0]);
    const float *const high = warp.at<float>(i.src[0]), *const low = warp.at<float>(i.src[1]);
    for_lanes(mask, [&](int lane) {
        d[lane] = uint32_t{kNarrow(low[lane])} | uint32_t{kNarrow(high[lane])} << 16;
    });
}

// Ten bits of fraction remain; ties go away from zero.
void to_tf32(Warp& warp, const Instruction& i, uint32_t mask) {
    uint32_t* const d = warp.at<uint32_t>(i.dst[0]);
    const uint32_t* const a = warp.at<uint32_t>(i.src[0]);
    for_lanes(mask, [&](int lane) {
        const bool finite = (a[lane] & 0x7F800000u) != 0x7F800000u;
        d[lane] = finite ? (a[lane] + 0x1000u) & ~0x1FFFu : a[lane];
    });
}

}  // namespace

void add_convert_opcodes(OpcodeTable& table) {
    add_between_integers<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(table);
    add_rounded_from<float, uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(table);
    add_rounded_from<double, uint32_t, int32_t, uint64_t, int64_t>(table);
    add_rounded_from<Half, uint8_t, uint16_t, int16_t, uint32_t, int32_t>(table);
    add_floats_to<float, double, uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(
        table);
    add_floats_to<double, uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>(table);
    add_floats_to<Half, float, double, uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t,
                  int64_t>(table);
    add<float, Half>(table, "", convert_plain<float, Half>);
    add<double, Half>(table, "", convert_plain<double, Half>);
    add<double, float>(table, "", convert_plain<double, float>);
    add<Bf16, float>(table, "rn.", convert_plain<Bf16, float>);
    add_whole<float>(table);
    add_whole<double>(table);
    add_whole<Half>(table);
    table.add("cvt.rn.f16x2.f32", {to(f16x2), from(f32), from(f32)}, pack_pair<half_of>);
    table.add("cvt.rn.bf16x2.f32", {to(bf16x2), from(f32), from(f32)}, pack_pair<bf16_of>);
    table.add("cvt.rna.tf32.f32", {to(b32), from(f32)}, to_tf32);
}

}  // namespace sige::ptx

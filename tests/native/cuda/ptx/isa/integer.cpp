// Arithmetic of whole numbers. Sums and low products wrap alike for signed and unsigned, and are computed
// unsigned.
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kAdd = [](auto a, auto b) { return a + b; };
constexpr auto kSubtract = [](auto a, auto b) { return a - b; };
constexpr auto kMultiply = [](auto a, auto b) { return a * b; };
constexpr auto kMin = [](auto a, auto b) { return b < a ? b : a; };
constexpr auto kMax = [](auto a, auto b) { return a < b ? b : a; };
constexpr auto kMultiplyAdd = [](auto a, auto b, auto c) { return a * b + c; };
constexpr auto kNegate = [](auto a) { return 0 - a; };
constexpr auto kAbsolute = [](auto a) { return a < 0 ? decltype(a)(0) - a : a; };

// Two numbers of sixteen bits would be multiplied as signed ones, and overflow.
constexpr auto kMultiply16 = [](uint16_t a, uint16_t b) { return uint32_t{a} * b; };
constexpr auto kMultiplyAdd16 = [](uint16_t a, uint16_t b, uint16_t c) { return uint32_t{a} * b + c; };

template <class W>
constexpr auto kWide = [](auto a, auto b) { return static_cast<W>(a) * static_cast<W>(b); };
template <class W>
constexpr auto kWideAdd =
    [](auto a, auto b, auto c) { return static_cast<W>(static_cast<W>(a) * static_cast<W>(b)) + c; };
// The sum may wrap, which only numbers without a sign do.
constexpr auto kSignedWideAdd = [](int32_t a, int32_t b, uint64_t c) {
    return static_cast<uint64_t>(int64_t{a} * b) + c;
};
template <class W, int kBits>
constexpr auto kHigh = [](auto a, auto b) { return (static_cast<W>(a) * static_cast<W>(b)) >> kBits; };
template <class W, int kBits>
constexpr auto kHighAdd =
    [](auto a, auto b, auto c) { return ((static_cast<W>(a) * static_cast<W>(b)) >> kBits) + c; };

// A divisor of zero gives a number that a machine does not promise; it is a mistake of the kernel.
template <class T, bool kRemainder>
void divide(Warp& warp, const Instruction& i, uint32_t mask) {
    T* const d = warp.at<T>(i.dst[0]);
    const T *const a = warp.at<T>(i.src[0]), *const b = warp.at<T>(i.src[1]);
    each_lane(mask, [&](int lane) {
        if (b[lane] == 0) fail(warp, i, lane, FaultKind::arithmetic, "divides by zero");
        if (std::is_signed_v<T> && b[lane] == static_cast<T>(-1))
            d[lane] = kRemainder ? T{0} : static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(a[lane]));
        else
            d[lane] = static_cast<T>(kRemainder ? a[lane] % b[lane] : a[lane] / b[lane]);
    });
}

template <class T, class Unsigned>
void add_for_type(OpcodeTable& table, const char* suffix, Type type) {
    const auto name = [&](const char* base) { return std::string(base) + suffix; };
    const std::vector<Slot> two{to(type), from(type), from(type)};
    table.add(name("add."), two, binary<Unsigned, Unsigned, kAdd>);
    table.add(name("sub."), two, binary<Unsigned, Unsigned, kSubtract>);
    table.add(name("min."), two, binary<T, T, kMin>);
    table.add(name("max."), two, binary<T, T, kMax>);
    table.add(name("div."), two, divide<T, false>);
    table.add(name("rem."), two, divide<T, true>);
    if (!std::is_signed_v<T>) return;
    table.add(name("neg."), {to(type), from(type)}, unary<Unsigned, Unsigned, kNegate>);
    table.add(name("abs."), {to(type), from(type)}, unary<T, T, kAbsolute>);
}

void add_products(OpcodeTable& table) {
    const auto two = [](Type d, Type s) { return std::vector<Slot>{to(d), from(s), from(s)}; };
    const auto three = [](Type d, Type s) { return std::vector<Slot>{to(d), from(s), from(s), from(d)}; };
    for (const char* suffix : {"u16", "s16"}) {
        table.add(std::string("mul.lo.") + suffix, two(b16, b16), binary<uint16_t, uint16_t, kMultiply16>);
        table.add(std::string("mad.lo.") + suffix, three(b16, b16),
                  ternary<uint16_t, uint16_t, kMultiplyAdd16>);
    }
    for (const char* suffix : {"u32", "s32"}) {
        table.add(std::string("mul.lo.") + suffix, two(b32, b32), binary<uint32_t, uint32_t, kMultiply>);
        table.add(std::string("mad.lo.") + suffix, three(b32, b32),
                  ternary<uint32_t, uint32_t, kMultiplyAdd>);
    }
    for (const char* suffix : {"u64", "s64"}) {
        table.add(std::string("mul.lo.") + suffix, two(b64, b64), binary<uint64_t, uint64_t, kMultiply>);
        table.add(std::string("mad.lo.") + suffix, three(b64, b64),
                  ternary<uint64_t, uint64_t, kMultiplyAdd>);
    }
    table.add("mul.wide.u16", two(u32, u16), binary<uint32_t, uint16_t, kWide<uint32_t>>);
    table.add("mul.wide.s16", two(s32, s16), binary<int32_t, int16_t, kWide<int32_t>>);
    table.add("mul.wide.u32", two(u64, u32), binary<uint64_t, uint32_t, kWide<uint64_t>>);
    table.add("mul.wide.s32", two(s64, s32), binary<int64_t, int32_t, kWide<int64_t>>);
    table.add("mad.wide.u32", three(u64, u32), ternary<uint64_t, uint32_t, kWideAdd<uint64_t>>);
    table.add("mad.wide.s32", three(s64, s32), ternary<uint64_t, int32_t, kSignedWideAdd>);
    table.add("mul.hi.u32", two(u32, u32), binary<uint32_t, uint32_t, kHigh<uint64_t, 32>>);
    table.add("mul.hi.s32", two(s32, s32), binary<int32_t, int32_t, kHigh<int64_t, 32>>);
    table.add("mul.hi.u64", two(u64, u64), binary<uint64_t, uint64_t, kHigh<unsigned __int128, 64>>);
    table.add("mul.hi.s64", two(s64, s64), binary<int64_t, int64_t, kHigh<__int128, 64>>);
    table.add("mad.hi.u32", three(u32, u32), ternary<uint32_t, uint32_t, kHighAdd<uint64_t, 32>>);
}

}  // namespace

void add_integer_opcodes(OpcodeTable& table) {
    add_for_type<uint16_t, uint16_t>(table, "u16", u16);
    add_for_type<int16_t, uint16_t>(table, "s16", s16);
    add_for_type<uint32_t, uint32_t>(table, "u32", u32);
    add_for_type<int32_t, uint32_t>(table, "s32", s32);
    add_for_type<uint64_t, uint64_t>(table, "u64", u64);
    add_for_type<int64_t, uint64_t>(table, "s64", s64);
    add_products(table);
}

}  // namespace sige::ptx

// Comparisons into predicates, and choices by them.
#include "cuda/ptx/isa/half.h"
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kEqual = [](auto a, auto b) { return a == b; };
constexpr auto kNotEqual = [](auto a, auto b) { return a != b; };
constexpr auto kLess = [](auto a, auto b) { return a < b; };
constexpr auto kLessOrEqual = [](auto a, auto b) { return a <= b; };
constexpr auto kGreater = [](auto a, auto b) { return a > b; };
constexpr auto kGreaterOrEqual = [](auto a, auto b) { return a >= b; };
// Of numbers that may be no numbers: false with them, or true.
constexpr auto kOrdered = [](auto a, auto b) { return a == a && b == b; };
constexpr auto kUnordered = [](auto a, auto b) { return !(a == a && b == b); };
constexpr auto kOrderedNotEqual = [](auto a, auto b) { return a < b || a > b; };
template <auto F>
constexpr auto kOrUnordered = [](auto a, auto b) { return F(a, b) || !(a == a && b == b); };
template <auto F>
constexpr auto kOfHalves = [](uint16_t a, uint16_t b) { return F(float_of_half(a), float_of_half(b)); };

template <class T, auto F>
void compare(Warp& warp, const Instruction& i, uint32_t mask) {
    const T *const a = warp.at<T>(i.src[0]), *const b = warp.at<T>(i.src[1]);
    uint32_t bits = 0;
    for (int lane = 0; lane < kLanes; ++lane) bits |= static_cast<uint32_t>(F(a[lane], b[lane])) << lane;
    set_predicate(warp, i.dst[0], mask, bits);
}

template <class T>
void select(Warp& warp, const Instruction& i, uint32_t mask) {
    T* const d = warp.at<T>(i.dst[0]);
    const T *const a = warp.at<T>(i.src[0]), *const b = warp.at<T>(i.src[1]);
    const uint32_t choice = *warp.at<uint32_t>(i.src[2]);
    for_lanes(mask, [&](int lane) { d[lane] = choice >> lane & 1 ? a[lane] : b[lane]; });
}

void add_comparison(OpcodeTable& table, const std::string& text, Type type, Execute* execute) {
    table.add("setp." + text, {to(pred), from(type), from(type)}, execute);
}

template <class T>
void add_integers(OpcodeTable& table, const std::string& suffix, Type type) {
    const auto row = [&](const char* name, Execute* execute) {
        add_comparison(table, name + suffix, type, execute);
    };
    row("eq.", compare<T, kEqual>);
    row("ne.", compare<T, kNotEqual>);
    row("lt.", compare<T, kLess>);
    row("le.", compare<T, kLessOrEqual>);
    row("gt.", compare<T, kGreater>);
    row("ge.", compare<T, kGreaterOrEqual>);
}

template <class T, template <auto> class Of>
void add_floats(OpcodeTable& table, const std::string& suffix, Type type) {
    const auto row = [&](const char* name, Execute* execute) {
        add_comparison(table, name + suffix, type, execute);
    };
    row("eq.", compare<T, Of<kEqual>::value>);
    row("ne.", compare<T, Of<kOrderedNotEqual>::value>);
    row("lt.", compare<T, Of<kLess>::value>);
    row("le.", compare<T, Of<kLessOrEqual>::value>);
    row("gt.", compare<T, Of<kGreater>::value>);
    row("ge.", compare<T, Of<kGreaterOrEqual>::value>);
    row("equ.", compare<T, Of<kOrUnordered<kEqual>>::value>);
    row("neu.", compare<T, Of<kOrUnordered<kNotEqual>>::value>);
    row("ltu.", compare<T, Of<kOrUnordered<kLess>>::value>);
    row("leu.", compare<T, Of<kOrUnordered<kLessOrEqual>>::value>);
    row("gtu.", compare<T, Of<kOrUnordered<kGreater>>::value>);
    row("geu.", compare<T, Of<kOrUnordered<kGreaterOrEqual>>::value>);
    row("num.", compare<T, Of<kOrdered>::value>);
    row("nan.", compare<T, Of<kUnordered>::value>);
}

template <auto F>
struct Plain {
    static constexpr auto value = F;
};
template <auto F>
struct OfHalves {
    static constexpr auto value = kOfHalves<F>;
};

}  // namespace

void add_select_opcodes(OpcodeTable& table) {
    add_integers<uint16_t>(table, "u16", u16);
    add_integers<int16_t>(table, "s16", s16);
    add_integers<uint32_t>(table, "u32", u32);
    add_integers<int32_t>(table, "s32", s32);
    add_integers<uint64_t>(table, "u64", u64);
    add_integers<int64_t>(table, "s64", s64);
    add_floats<float, Plain>(table, "f32", f32);
    add_floats<double, Plain>(table, "f64", f64);
    add_floats<uint16_t, OfHalves>(table, "f16", f16);
    for (const auto& [suffix, type] : {std::pair{"b16", b16}, {"b32", b32}, {"b64", b64}}) {
        Execute* const equal = type == b16   ? compare<uint16_t, kEqual>
                               : type == b32 ? compare<uint32_t, kEqual>
                                             : compare<uint64_t, kEqual>;
        Execute* const unequal = type == b16   ? compare<uint16_t, kNotEqual>
                                 : type == b32 ? compare<uint32_t, kNotEqual>
                                               : compare<uint64_t, kNotEqual>;
        add_comparison(table, std::string("eq.") + suffix, type, equal);
        add_comparison(table, std::string("ne.") + suffix, type, unequal);
    }
    const auto choice = [&](const char* suffix, Type type, Execute* execute) {
        table.add(std::string("selp.") + suffix, {to(type), from(type), from(type), from(pred)}, execute);
    };
    for (const auto& [suffix, type] : {std::pair{"b16", b16}, {"u16", u16}, {"s16", s16}, {"f16", f16}})
        choice(suffix, type, select<uint16_t>);
    for (const auto& [suffix, type] : {std::pair{"b32", b32}, {"u32", u32}, {"s32", s32}, {"f32", f32}})
        choice(suffix, type, select<uint32_t>);
    for (const auto& [suffix, type] : {std::pair{"b64", b64}, {"u64", u64}, {"s64", s64}, {"f64", f64}})
        choice(suffix, type, select<uint64_t>);
}

}  // namespace sige::ptx

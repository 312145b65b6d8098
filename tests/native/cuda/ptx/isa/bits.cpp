// Logic, shifts and fields of bits, and logic of predicates.
#include <bit>

#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kAnd = [](auto a, auto b) { return a & b; };
constexpr auto kOr = [](auto a, auto b) { return a | b; };
constexpr auto kXor = [](auto a, auto b) { return a ^ b; };
constexpr auto kNot = [](auto a) { return ~a; };
// Counts past the width shift everything out.
constexpr auto kShiftLeft = [](auto a, uint32_t n) {
    return n >= sizeof a * 8 ? decltype(a)(0) : static_cast<decltype(a)>(static_cast<uint64_t>(a) << n);
};
constexpr auto kShiftRight = [](auto a, uint32_t n) {
    const uint32_t last = sizeof a * 8 - 1;
    if constexpr (std::is_signed_v<decltype(a)>)
        return a >> (n > last ? last : n);
    else
        return n > last ? decltype(a)(0) : static_cast<decltype(a)>(a >> n);
};
constexpr auto kLeadingZeros = [](auto a) { return std::countl_zero(a); };
constexpr auto kOnes = [](auto a) { return std::popcount(a); };
constexpr auto kReversed = [](uint32_t a) {
    a = (a >> 1 & 0x55555555u) | (a & 0x55555555u) << 1;
    a = (a >> 2 & 0x33333333u) | (a & 0x33333333u) << 2;
    a = (a >> 4 & 0x0F0F0F0Fu) | (a & 0x0F0F0F0Fu) << 4;
    return __builtin_bswap32(a);
};
constexpr auto kField = [](uint32_t a, uint32_t begin, uint32_t bits) {
    begin &= 0xFF;
    bits &= 0xFF;
    const uint32_t shifted = begin > 31 ? 0 : a >> begin;
    return bits > 31 ? shifted : shifted & ((1u << bits) - 1);
};
constexpr auto kSignedField = [](int32_t a, uint32_t begin, uint32_t bits) {
    begin &= 0xFF;
    bits &= 0xFF;
    if (bits == 0) return 0;
    const int64_t wide = static_cast<int64_t>(a) >> (begin > 31 ? 31 : begin);
    return bits > 31 ? static_cast<int32_t>(wide) : static_cast<int32_t>(wide << (64 - bits) >> (64 - bits));
};
constexpr auto kPermuted = [](uint32_t a, uint32_t b, uint32_t choice) {
    const uint64_t bytes = a | static_cast<uint64_t>(b) << 32;
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        const uint32_t nibble = choice >> i * 4 & 15;
        uint32_t byte = static_cast<uint32_t>(bytes >> (nibble & 7) * 8 & 0xFF);
        if (nibble & 8) byte = byte & 0x80 ? 0xFF : 0;
        value |= byte << i * 8;
    }
    return value;
};
constexpr auto kFunnelLeft = [](uint32_t low, uint32_t high, uint32_t n) {
    return static_cast<uint32_t>(((static_cast<uint64_t>(high) << 32 | low) << (n & 31)) >> 32);
};
constexpr auto kFunnelRight = [](uint32_t low, uint32_t high, uint32_t n) {
    return static_cast<uint32_t>((static_cast<uint64_t>(high) << 32 | low) >> (n & 31));
};

template <auto F>
void combine(Warp& warp, const Instruction& i, uint32_t mask) {
    set_predicate(warp, i.dst[0], mask, F(*warp.at<uint32_t>(i.src[0]), *warp.at<uint32_t>(i.src[1])));
}

void negate(Warp& warp, const Instruction& i, uint32_t mask) {
    set_predicate(warp, i.dst[0], mask, ~*warp.at<uint32_t>(i.src[0]));
}

template <class T>
void add_for_width(OpcodeTable& table, const std::string& suffix, Type type) {
    const std::vector<Slot> two{to(type), from(type), from(type)}, shift{to(type), from(type), from(u32)};
    table.add("and.b" + suffix, two, binary<T, T, kAnd>);
    table.add("or.b" + suffix, two, binary<T, T, kOr>);
    table.add("xor.b" + suffix, two, binary<T, T, kXor>);
    table.add("not.b" + suffix, {to(type), from(type)}, unary<T, T, kNot>);
    table.add("shl.b" + suffix, shift, binary<T, T, kShiftLeft, uint32_t>);
    table.add("shr.b" + suffix, shift, binary<T, T, kShiftRight, uint32_t>);
    table.add("shr.u" + suffix, shift, binary<T, T, kShiftRight, uint32_t>);
    using Signed = std::make_signed_t<T>;
    table.add("shr.s" + suffix, shift, binary<Signed, Signed, kShiftRight, uint32_t>);
}

}  // namespace

void add_bit_opcodes(OpcodeTable& table) {
    add_for_width<uint16_t>(table, "16", b16);
    add_for_width<uint32_t>(table, "32", b32);
    add_for_width<uint64_t>(table, "64", b64);
    const std::vector<Slot> two{to(pred), from(pred), from(pred)};
    table.add("and.pred", two, combine<kAnd>);
    table.add("or.pred", two, combine<kOr>);
    table.add("xor.pred", two, combine<kXor>);
    table.add("not.pred", {to(pred), from(pred)}, negate);
    table.add("clz.b32", {to(u32), from(b32)}, unary<uint32_t, uint32_t, kLeadingZeros>);
    table.add("clz.b64", {to(u32), from(b64)}, unary<uint32_t, uint64_t, kLeadingZeros>);
    table.add("popc.b32", {to(u32), from(b32)}, unary<uint32_t, uint32_t, kOnes>);
    table.add("popc.b64", {to(u32), from(b64)}, unary<uint32_t, uint64_t, kOnes>);
    table.add("brev.b32", {to(b32), from(b32)}, unary<uint32_t, uint32_t, kReversed>);
    const std::vector<Slot> three{to(b32), from(b32), from(b32), from(b32)};
    table.add("bfe.u32", three, ternary<uint32_t, uint32_t, kField>);
    table.add("bfe.s32", three, ternary<int32_t, int32_t, kSignedField>);
    table.add("prmt.b32", three, ternary<uint32_t, uint32_t, kPermuted>);
    table.add("shf.l.wrap.b32", three, ternary<uint32_t, uint32_t, kFunnelLeft>);
    table.add("shf.r.wrap.b32", three, ternary<uint32_t, uint32_t, kFunnelRight>);
}

}  // namespace sige::ptx

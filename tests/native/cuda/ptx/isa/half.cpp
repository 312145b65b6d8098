// Arithmetic of float16 and pairs of it, and of pairs of bfloat16: computed in wider numbers and rounded
// once.
#include "cuda/ptx/isa/half.h"

#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kAdd = [](float a, float b) { return a + b; };
constexpr auto kSubtract = [](float a, float b) { return a - b; };
constexpr auto kMultiply = [](float a, float b) { return a * b; };
constexpr auto kMin = [](float a, float b) { return a != a ? b : b < a ? b : a; };
constexpr auto kMax = [](float a, float b) { return a != a ? b : a < b ? b : a; };

template <auto F>
constexpr auto kOfHalves =
    [](uint16_t a, uint16_t b) { return half_of(F(float_of_half(a), float_of_half(b))); };

constexpr auto kFusedMultiplyAdd = [](uint16_t a, uint16_t b, uint16_t c) {
    return half_of(static_cast<double>(float_of_half(a)) * float_of_half(b) + float_of_half(c));
};
constexpr auto kNegate = [](uint16_t a) { return a ^ 0x8000; };
constexpr auto kAbsolute = [](uint16_t a) { return a & 0x7FFF; };
constexpr auto kFusedMultiplyAddBf16 = [](uint16_t a, uint16_t b, uint16_t c) {
    return bf16_of(round_to_odd(static_cast<double>(float_of_bf16(a)) * float_of_bf16(b) + float_of_bf16(c)));
};

// A function of sixteen bits for both halves of a register.
template <auto F>
constexpr auto kPair = [](uint32_t a, uint32_t b) {
    const auto low = [](uint32_t pair) { return static_cast<uint16_t>(pair); };
    return uint32_t{static_cast<uint16_t>(F(low(a), low(b)))} |
           uint32_t{static_cast<uint16_t>(F(low(a >> 16), low(b >> 16)))} << 16;
};
template <auto F>
constexpr auto kPairOfThree = [](uint32_t a, uint32_t b, uint32_t c) {
    const auto low = [](uint32_t pair) { return static_cast<uint16_t>(pair); };
    return uint32_t{F(low(a), low(b), low(c))} | uint32_t{F(low(a >> 16), low(b >> 16), low(c >> 16))} << 16;
};
constexpr auto kNegatePair = [](uint32_t a) { return a ^ 0x80008000u; };
constexpr auto kAbsolutePair = [](uint32_t a) { return a & 0x7FFF7FFFu; };

template <auto F>
void add_binary(OpcodeTable& table, const std::string& base) {
    table.add(base + ".f16", {to(f16), from(f16), from(f16)}, binary<uint16_t, uint16_t, kOfHalves<F>>);
    table.add(base + ".f16x2", {to(f16x2), from(f16x2), from(f16x2)},
              binary<uint32_t, uint32_t, kPair<kOfHalves<F>>>);
}

}  // namespace

void add_half_opcodes(OpcodeTable& table) {
    for (const char* rounding : {"", ".rn"}) {
        add_binary<kAdd>(table, std::string("add") + rounding);
        add_binary<kSubtract>(table, std::string("sub") + rounding);
        add_binary<kMultiply>(table, std::string("mul") + rounding);
    }
    add_binary<kMin>(table, "min");
    add_binary<kMax>(table, "max");
    const auto three = [](Type type) {
        return std::vector<Slot>{to(type), from(type), from(type), from(type)};
    };
    table.add("fma.rn.f16", three(f16), ternary<uint16_t, uint16_t, kFusedMultiplyAdd>);
    table.add("fma.rn.f16x2", three(f16x2), ternary<uint32_t, uint32_t, kPairOfThree<kFusedMultiplyAdd>>);
    table.add("fma.rn.bf16", three(bf16), ternary<uint16_t, uint16_t, kFusedMultiplyAddBf16>);
    table.add("fma.rn.bf16x2", three(bf16x2),
              ternary<uint32_t, uint32_t, kPairOfThree<kFusedMultiplyAddBf16>>);
    table.add("neg.f16", {to(f16), from(f16)}, unary<uint16_t, uint16_t, kNegate>);
    table.add("abs.f16", {to(f16), from(f16)}, unary<uint16_t, uint16_t, kAbsolute>);
    table.add("neg.f16x2", {to(f16x2), from(f16x2)}, unary<uint32_t, uint32_t, kNegatePair>);
    table.add("abs.f16x2", {to(f16x2), from(f16x2)}, unary<uint32_t, uint32_t, kAbsolutePair>);
}

}  // namespace sige::ptx

// Arithmetic of float32 and float64. Functions that the machine approximates are computed as exactly as the
// host does: tests judge a kernel's formula, not the last bits of a unit that is not here.
#include <cmath>

#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kAdd = [](auto a, auto b) { return a + b; };
constexpr auto kSubtract = [](auto a, auto b) { return a - b; };
constexpr auto kMultiply = [](auto a, auto b) { return a * b; };
constexpr auto kDivide = [](auto a, auto b) { return a / b; };
constexpr auto kMin = [](auto a, auto b) { return a != a ? b : b < a ? b : a; };
constexpr auto kMax = [](auto a, auto b) { return a != a ? b : a < b ? b : a; };
constexpr auto kFusedMultiplyAdd = [](auto a, auto b, auto c) { return std::fma(a, b, c); };
constexpr auto kNegate = [](auto a) { return -a; };
constexpr auto kAbsolute = [](auto a) { return std::fabs(a); };
constexpr auto kReciprocal = [](auto a) { return 1 / a; };
constexpr auto kRoot = [](auto a) { return std::sqrt(a); };
constexpr auto kReciprocalRoot = [](auto a) { return 1 / std::sqrt(a); };
constexpr auto kExp2 = [](float a) { return std::exp2(a); };
constexpr auto kLog2 = [](float a) { return std::log2(a); };
constexpr auto kSine = [](float a) { return std::sin(a); };
constexpr auto kCosine = [](float a) { return std::cos(a); };
constexpr auto kTanh = [](float a) { return std::tanh(a); };
constexpr auto kCopySign = [](auto sign, auto a) { return std::copysign(a, sign); };
// Numbers too small for a normal float become zero, before and after.
constexpr auto kFlushed = [](float a) { return std::fabs(a) < 0x1p-126f ? std::copysign(0.0f, a) : a; };
constexpr auto kExp2Flushed = [](float a) { return kFlushed(std::exp2(kFlushed(a))); };

template <class T>
void add_arithmetic(OpcodeTable& table, const std::string& suffix, Type type) {
    const std::vector<Slot> one{to(type), from(type)}, two{to(type), from(type), from(type)};
    for (const char* rounding : {".", ".rn."}) {
        table.add("add" + (rounding + suffix), two, binary<T, T, kAdd>);
        table.add("sub" + (rounding + suffix), two, binary<T, T, kSubtract>);
        table.add("mul" + (rounding + suffix), two, binary<T, T, kMultiply>);
    }
    table.add("div.rn." + suffix, two, binary<T, T, kDivide>);
    table.add("fma.rn." + suffix, {to(type), from(type), from(type), from(type)},
              ternary<T, T, kFusedMultiplyAdd>);
    table.add("min." + suffix, two, binary<T, T, kMin>);
    table.add("max." + suffix, two, binary<T, T, kMax>);
    table.add("neg." + suffix, one, unary<T, T, kNegate>);
    table.add("abs." + suffix, one, unary<T, T, kAbsolute>);
    table.add("rcp.rn." + suffix, one, unary<T, T, kReciprocal>);
    table.add("sqrt.rn." + suffix, one, unary<T, T, kRoot>);
    table.add("copysign." + suffix, two, binary<T, T, kCopySign>);
}

}  // namespace

void add_float_opcodes(OpcodeTable& table) {
    add_arithmetic<float>(table, "f32", f32);
    add_arithmetic<double>(table, "f64", f64);
    const std::vector<Slot> one{to(f32), from(f32)}, two{to(f32), from(f32), from(f32)};
    table.add("div.approx.f32", two, binary<float, float, kDivide>);
    table.add("div.full.f32", two, binary<float, float, kDivide>);
    table.add("rcp.approx.f32", one, unary<float, float, kReciprocal>);
    table.add("sqrt.approx.f32", one, unary<float, float, kRoot>);
    table.add("rsqrt.approx.f32", one, unary<float, float, kReciprocalRoot>);
    table.add("ex2.approx.f32", one, unary<float, float, kExp2>);
    table.add("ex2.approx.ftz.f32", one, unary<float, float, kExp2Flushed>);
    table.add("lg2.approx.f32", one, unary<float, float, kLog2>);
    table.add("sin.approx.f32", one, unary<float, float, kSine>);
    table.add("cos.approx.f32", one, unary<float, float, kCosine>);
    table.add("tanh.approx.f32", one, unary<float, float, kTanh>);
}

}  // namespace sige::ptx

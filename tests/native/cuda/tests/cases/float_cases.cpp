#include <bit>
#include <cmath>
#include <limits>

#include "cuda/tests/cases/cases.h"

namespace sige::test {
namespace {

constexpr uint64_t f(float value) {
    return std::bit_cast<uint32_t>(value);
}
constexpr uint64_t d(double value) {
    return std::bit_cast<uint64_t>(value);
}
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kTiny = 0x1p-23f;

}  // namespace

std::vector<Case> float_cases() {
    return {
        {"add.f32", {f(1.5f), f(2.25f)}, {f(3.75f)}},
        {"add.rn.f32", {f(1), f(0x1p-24f)}, {f(1)}},
        {"sub.f32", {f(1.5f), f(2.25f)}, {f(-0.75f)}},
        {"sub.rn.f32", {f(1.5f), f(2.25f)}, {f(-0.75f)}},
        {"mul.f32", {f(1.5f), f(-2.5f)}, {f(-3.75f)}},
        {"mul.rn.f32", {f(1.5f), f(-2.5f)}, {f(-3.75f)}},
        {"div.rn.f32", {f(1), f(3)}, {f(1.0f / 3)}},
        {"div.approx.f32", {f(7), f(2)}, {f(3.5f)}},
        {"div.full.f32", {f(7), f(2)}, {f(3.5f)}},
        // A product that is rounded on the way would end as zero.
        {"fma.rn.f32", {f(1 + kTiny), f(1 - kTiny), f(-1)}, {f(-0x1p-46f)}},
        {"min.f32", {f(kNaN), f(2)}, {f(2)}},
        {"min.f32", {f(-3), f(2)}, {f(-3)}},
        {"max.f32", {f(2), f(kNaN)}, {f(2)}},
        {"max.f32", {f(-3), f(2)}, {f(2)}},
        {"neg.f32", {f(2)}, {f(-2)}},
        {"abs.f32", {f(-2)}, {f(2)}},
        {"rcp.rn.f32", {f(4)}, {f(0.25f)}},
        {"rcp.approx.f32", {f(4)}, {f(0.25f)}},
        {"sqrt.rn.f32", {f(9)}, {f(3)}},
        {"sqrt.approx.f32", {f(9)}, {f(3)}},
        {"rsqrt.approx.f32", {f(16)}, {f(0.25f)}},
        {"ex2.approx.f32", {f(-3)}, {f(0.125f)}},
        {"ex2.approx.ftz.f32", {f(-140)}, {f(0)}},
        {"ex2.approx.ftz.f32", {f(5)}, {f(32)}},
        {"lg2.approx.f32", {f(32)}, {f(5)}},
        {"sin.approx.f32", {f(0.5f)}, {f(std::sin(0.5f))}},
        {"cos.approx.f32", {f(0.5f)}, {f(std::cos(0.5f))}},
        {"tanh.approx.f32", {f(0.5f)}, {f(std::tanh(0.5f))}},
        {"copysign.f32", {f(-1), f(3)}, {f(-3)}},
        {"add.f64", {d(1.5), d(2.25)}, {d(3.75)}},
        {"add.rn.f64", {d(1.5), d(2.25)}, {d(3.75)}},
        {"sub.f64", {d(1.5), d(2.25)}, {d(-0.75)}},
        {"sub.rn.f64", {d(1.5), d(2.25)}, {d(-0.75)}},
        {"mul.f64", {d(1.5), d(-2.5)}, {d(-3.75)}},
        {"mul.rn.f64", {d(1.5), d(-2.5)}, {d(-3.75)}},
        {"div.rn.f64", {d(1), d(3)}, {d(1.0 / 3)}},
        {"fma.rn.f64", {d(1 + 0x1p-52), d(1 - 0x1p-52), d(-1)}, {d(-0x1p-104)}},
        {"min.f64", {d(-3), d(2)}, {d(-3)}},
        {"max.f64", {d(-3), d(2)}, {d(2)}},
        {"neg.f64", {d(2)}, {d(-2)}},
        {"abs.f64", {d(-2)}, {d(2)}},
        {"rcp.rn.f64", {d(4)}, {d(0.25)}},
        {"sqrt.rn.f64", {d(9)}, {d(3)}},
        {"copysign.f64", {d(-1), d(3)}, {d(-3)}},
    };
}

// float16: 0x3C00 is 1, 0x4000 2, 0x4200 3, 0x4400 4. bfloat16: 0x3F80 is 1, 0x4000 2, 0x4040 3.
std::vector<Case> half_cases() {
    return {
        {"add.f16", {0x3C00, 0x4000}, {0x4200}},
        {"add.rn.f16", {0x3C00, 0x4000}, {0x4200}},
        {"sub.f16", {0x3C00, 0x4000}, {0xBC00}},
        {"sub.rn.f16", {0x3C00, 0x4000}, {0xBC00}},
        {"mul.f16", {0x4000, 0x4200}, {0x4600}},
        {"mul.rn.f16", {0x4000, 0x4200}, {0x4600}},
        {"min.f16", {0xBC00, 0x4000}, {0xBC00}},
        {"max.f16", {0x7E00, 0x4000}, {0x4000}},
        {"fma.rn.f16", {0x4000, 0x4200, 0x3C00}, {0x4700}},
        // (1 + 2^-10) (1 - 2^-10) - 1 = -2^-20
        {"fma.rn.f16", {0x3C01, 0x3BFE, 0xBC00}, {0x8010}},
        {"neg.f16", {0x3C00}, {0xBC00}},
        {"abs.f16", {0xBC00}, {0x3C00}},
        {"add.f16x2", {0x3C004000, 0x40003C00}, {0x42004200}},
        {"add.rn.f16x2", {0x3C004000, 0x40004000}, {0x42004400}},
        {"sub.f16x2", {0x3C004000, 0x40003C00}, {0xBC003C00}},
        {"sub.rn.f16x2", {0x3C004000, 0x40003C00}, {0xBC003C00}},
        {"mul.f16x2", {0x40003C00, 0x42004000}, {0x46004000}},
        {"mul.rn.f16x2", {0x40003C00, 0x42004000}, {0x46004000}},
        {"min.f16x2", {0x3C004000, 0x40003C00}, {0x3C003C00}},
        {"max.f16x2", {0x3C004000, 0x40003C00}, {0x40004000}},
        {"fma.rn.f16x2", {0x40003C00, 0x42003C00, 0x3C003C00}, {0x47004000}},
        {"fma.rn.bf16", {0x4000, 0x4040, 0x3F80}, {0x40E0}},
        {"fma.rn.bf16x2", {0x40003F80, 0x40403F80, 0x3F803F80}, {0x40E04000}},
        {"neg.f16x2", {0x3C004000}, {0xBC00C000}},
        {"abs.f16x2", {0xBC00C000}, {0x3C004000}},
    };
}

}  // namespace sige::test

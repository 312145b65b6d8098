// Operators over tensors of float16: what they read is widened, what they write is rounded, and what lies
// between is the arithmetic of float32. So a run over halves gives what one over the same values in float32
// gives, rounded.
#pragma once

#include <span>
#include <vector>

#include "harness/operands/tensors.h"
#include "harness/values/half.h"

namespace sige::test {

// Every half there is of a float, infinities and one NaN among them.
inline uint16_t stored_as_half(float value) {
    constexpr float kRoundsToInfinity = 65520;
    if (value != value) return 0x7e00;
    if (std::fabs(value) >= kRoundsToInfinity) return std::signbit(value) ? 0xfc00 : 0x7c00;
    return half_of(value);
}

// One operand's values in both types. The channels beside it are NaN.
class RealOperand final {
  public:
    RealOperand(Shape shape, uint64_t seed, Slice slice = {}) : floats(shape, slice), halves(shape, slice) {
        std::fill(halves.memory.values.begin(), halves.memory.values.end(), stored_as_half(kNaN));
        Random random(seed);
        floats.for_each(
            [&](int n, int y, int x, int c) { set(n, y, x, c, stored_as_half(random.uniform(-2, 2))); });
    }

    void set(int n, int y, int x, int c, uint16_t half) {
        halves.at(n, y, x, c) = half;
        floats.at(n, y, x, c) = static_cast<float>(float_of_half(half));
    }
    sige_tensor view(bool is_half) const { return is_half ? halves.view() : floats.view(); }

    Tensor floats;
    HalfTensor halves;
};

// The operands of an operator, the last of which it writes, each with the number of its type: operands of one
// number have one type.
struct TypedOperand {
    RealOperand* operand;
    int type;
};

// Runs `call(queue, views)` over every choice of types, twice, and checks it against the run in float32; on a
// device that stores no float16 that it is refused.
template <class Call>
void check_storage(const std::vector<TypedOperand>& operands, const Call& call) {
    RealOperand& dst = *operands.back().operand;
    const std::vector<float> floats = dst.floats.memory.values;
    const std::vector<uint16_t> halves = dst.halves.memory.values;
    const auto restore = [&] {
        std::copy(floats.begin(), floats.end(), dst.floats.memory.values.begin());
        std::copy(halves.begin(), halves.end(), dst.halves.memory.values.begin());
    };
    const auto run = [&](unsigned half_types) {
        restore();
        std::vector<sige_tensor> views;
        for (const TypedOperand& it : operands) views.push_back(it.operand->view(half_types >> it.type & 1));
        const sige_status status = call(any_queue(), std::span<const sige_tensor>(views));
        REQUIRE_OK(sige_queue_synchronize(any_queue()));
        return status;
    };
    int types = 0;
    for (const TypedOperand& it : operands) types = std::max(types, it.type + 1);
    if (!stores_float16()) {
        CHECK_REFUSED(run((1u << types) - 1), SIGE_STATUS_UNSUPPORTED, "dtype is float16");
        CHECK_SAME_BITS(dst.halves.memory.values, halves);
        return;
    }
    REQUIRE_OK(run(0));
    const std::vector<float> expected = dst.floats.memory.values;
    for (unsigned half_types = 1; half_types < 1u << types; ++half_types) {
        const Context context(format("types of float16: %x", half_types));
        const bool writes_half = half_types >> operands.back().type & 1;
        for (int i = 0; i < 2; ++i) {
            REQUIRE_OK(run(half_types));
            Differences differences(__FILE__, __LINE__);
            for (size_t at = 0; at < expected.size(); ++at) {
                const float found = writes_half ? static_cast<float>(float_of_half(dst.halves.memory[at]))
                                                : dst.floats.memory[at];
                const float wanted = writes_half
                                         ? static_cast<float>(float_of_half(stored_as_half(expected[at])))
                                         : expected[at];
                if (wanted == wanted || found == found)
                    differences.same_at(static_cast<int64_t>(at), found, wanted);
            }
        }
    }
    restore();
}

}  // namespace sige::test

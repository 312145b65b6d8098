// Runs an operator on all pixels and on those of each kind of mask.
#pragma once

#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"

namespace sige::test {

struct Expected {
    double value, tolerance;
};

// `run(queue, set)` runs the operator, `expect(n, y, x, c)` gives a value and its tolerance; a pixel that is
// not active must keep its bits.

template <class Run, class Expect>
void check_operator(Tensor& dst, const Run& run, const Expect& expect) {
    const std::vector<float> before = dst.memory.values;
    const auto check_with = [&](const Active* active) {
        on_every_queue(
            dst.memory,
            [&](sige_queue* queue) { run(queue, active == nullptr ? nullptr : active->set.get()); },
            [&] {
                std::vector<bool> written(before.size());
                Differences differences(__FILE__, __LINE__);
                dst.for_each([&](int n, int y, int x, int c) {
                    if (active != nullptr && !active->has(y, x)) return;
                    const int64_t i = dst.index(n, y, x, c);
                    written[static_cast<size_t>(i)] = true;
                    const Expected e = expect(n, y, x, c);
                    differences.near_at(i, dst.memory[static_cast<size_t>(i)], e.value, e.tolerance);
                });
                for (size_t i = 0; i < before.size(); ++i)
                    if (!written[i]) differences.same_at(static_cast<int64_t>(i), dst.memory[i], before[i]);
            });
    };
    check_with(nullptr);
    for (MaskKind kind : kMaskKinds) {
        const Context context(name_of(kind));
        const Active active = make_active(kind, dst.shape.h, dst.shape.w);
        check_with(&active);
    }
}

}  // namespace sige::test

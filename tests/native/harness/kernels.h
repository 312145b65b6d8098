// Runs every row of a kernel table against the table's reference row.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "emulated/emulated.h"
#include "harness/test.h"
#include "harness/values/compare.h"
#include "harness/values/random.h"
#include "harness/visits.h"
#include "kernels/kernels.h"

namespace sige::test {

// Lengths around the eight lanes of a vector and the sixteen of a panel, and primes.
inline constexpr std::array<int, 14> kLengths{1, 2, 3, 7, 8, 9, 13, 15, 16, 17, 24, 31, 32, 67};

// Calls body(kernel, reference) for each row, the reference itself included; where this processor lacks a
// row's instructions, with its emulation.
template <class Kernel, class Body>
void for_each_row(KernelTable<Kernel> table, const Body& body) {
    CHECK(!table.empty() && table.back().isa == SIGE_ISA_PORTABLE);
    for (const KernelRow<Kernel>& row : table) {
        const EmulatedRow* emulated = find_emulated(row.name);
        if (has_isa(row.isa) && !(prefers_emulated() && emulated != nullptr)) {
            const Context context(row.name);
            body(row.kernel, table.back().kernel);
        } else if (emulated != nullptr) {
            const Context context(std::string(row.name) + " emulated");
            body(std::any_cast<Kernel>(emulated->kernel()), table.back().kernel);
        } else {
            skip(std::string(row.name) +
                 ": this processor lacks its instructions, and this build an emulation of them");
            continue;
        }
        visit(row.name);
    }
}

// An output array between guards: everything starts as NaN, and what a kernel should not write must stay so.
class GuardedArray final {
  public:
    explicit GuardedArray(int64_t count) : values_(static_cast<size_t>(count + 2 * kGuard), kNaN) {}

    float* data() { return values_.data() + kGuard; }
    float& operator[](int64_t i) { return data()[i]; }

    // Checks that nothing but [0, count) changed.
    void check_guards(int64_t count) const {
        Differences differences(__FILE__, __LINE__);
        for (int64_t i = 0; i < static_cast<int64_t>(values_.size()); ++i)
            if ((i < kGuard || i >= kGuard + count) && !same_bits(values_[static_cast<size_t>(i)], kNaN))
                differences.add(format("guard [%lld] was overwritten", static_cast<long long>(i - kGuard)));
    }

  private:
    static constexpr int64_t kGuard = 32;
    std::vector<float> values_;
};

}  // namespace sige::test

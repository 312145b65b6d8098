// What the double is to fail with, while this lives.
#pragma once

#include "metal/objc/control.h"

namespace sige::test {

class Faults final {
  public:
    explicit Faults(const sige_metal_double_faults& faults) { sige_metal_double_set_faults(&faults); }
    ~Faults() {
        const sige_metal_double_faults none{};
        sige_metal_double_set_faults(&none);
    }
    Faults(const Faults&) = delete;
    Faults& operator=(const Faults&) = delete;
};

inline sige_metal_double_faults failing_allocation(int64_t which) {
    sige_metal_double_faults faults{};
    faults.failing_allocation = which;
    return faults;
}

inline sige_metal_double_faults failing_work(int64_t which, int64_t error) {
    sige_metal_double_faults faults{};
    faults.failing_command_buffer = which;
    faults.error = error;
    return faults;
}

}  // namespace sige::test

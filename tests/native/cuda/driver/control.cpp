#include "cuda/driver/control.h"

#include "cuda/driver/driver.h"

using sige::cuda_double::Driver;

namespace {

template <class F>
void locked(F function) {
    Driver& driver = Driver::instance();
    std::lock_guard lock(driver.mutex);
    function(driver);
}

}  // namespace

void sige_cuda_double_query_options(sige_cuda_double_options* options) {
    locked([&](Driver& driver) { *options = driver.options; });
}

void sige_cuda_double_set_options(const sige_cuda_double_options* options) {
    locked([&](Driver& driver) { driver.options = *options; });
}

void sige_cuda_double_fail(sige_cuda_double_event event, uint64_t nth, int32_t error) {
    locked([&](Driver& driver) { driver.orders.at(static_cast<size_t>(event)) = {nth, error}; });
}

void sige_cuda_double_mutate(const char* mutation) {
    locked([&](Driver& driver) { driver.mutation = mutation == nullptr ? "" : mutation; });
}

void sige_cuda_double_reset(void) {
    locked([&](Driver& driver) {
        const sige_cuda_double_counts before = driver.counted;
        driver.counted = {};
        driver.counted.allocations = before.allocations;
        driver.counted.allocated_bytes = driver.counted.peak_bytes = before.allocated_bytes;
        driver.counted.host_allocations = before.host_allocations;
        driver.orders = {};
        driver.fault.clear();
        driver.lost = sige::cuda_double::kSuccess;
    });
}

void sige_cuda_double_query_counts(sige_cuda_double_counts* counts) {
    locked([&](Driver& driver) { *counts = driver.counts(); });
}

const char* sige_cuda_double_last_fault(void) {
    return Driver::instance().fault.c_str();
}

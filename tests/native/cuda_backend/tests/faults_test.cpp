// A fault of the driver at any point of a session: the call says so, nothing leaks, and the next session
// runs.
#include "cuda_backend/tests/scenario.h"

namespace sige::test {
namespace {

constexpr int32_t kOutOfMemory = 2, kLaunchOutOfResources = 701, kInvalidValue = 1, kIllegalAddress = 700;

std::vector<float> expected() {
    Scenario scenario;
    REQUIRE_OK(scenario.run());
    return scenario.result();
}

// Makes the first, second, ... of such events fail, past the last that a session has. One that the engine
// tries again after a failure may pass.
void fail_everywhere(sige_cuda_double_event event, int32_t error, sige_status status, const char* sentence) {
    constexpr uint64_t kMost = 48;
    const std::vector<float> result = expected();
    const uint64_t before = alive(cuda_counts());
    int failed = 0, passed = 0;
    for (uint64_t nth = 1; nth <= kMost; ++nth) {
        const Context context(format("fault %d", static_cast<int>(nth)));
        sige_cuda_double_fail(event, nth, error);
        {
            Scenario scenario;
            const sige_status found = scenario.run();
            if (found == SIGE_STATUS_OK) {
                ++passed;
                CHECK_SAME_BITS(scenario.result(), result);
            } else {
                ++failed;
                CHECK_EQUAL(found, status);
                CHECK(std::strstr(sige_last_error(), sentence) != nullptr);
            }
        }
        sige_cuda_double_reset();
        CHECK_EQUAL(alive(cuda_counts()), before);
        CHECK_EQUAL(cuda_counts().leaked, uint64_t{0});
    }
    CHECK(failed > 0);
    CHECK(passed > 0);
    CHECK_SAME_BITS(expected(), result);
}

}  // namespace

TEST(cuda_faults, memory_that_cannot_be_had) {
    fail_everywhere(SIGE_CUDA_DOUBLE_ALLOCATION, kOutOfMemory, SIGE_STATUS_OUT_OF_MEMORY,
                    "too little memory");
}

TEST(cuda_faults, launches_that_are_refused) {
    fail_everywhere(SIGE_CUDA_DOUBLE_LAUNCH, kLaunchOutOfResources, SIGE_STATUS_INTERNAL, "launch_kernel");
}

TEST(cuda_faults, copies_that_are_refused) {
    fail_everywhere(SIGE_CUDA_DOUBLE_COPY, kInvalidValue, SIGE_STATUS_INTERNAL, "defect of the engine");
}

TEST(cuda_faults, texts_that_the_driver_refuses) {
    fail_everywhere(SIGE_CUDA_DOUBLE_MODULE, kOutOfMemory, SIGE_STATUS_OUT_OF_MEMORY, "too little memory");
}

TEST(cuda_faults, a_device_that_is_lost) {
    const std::vector<float> result = expected();
    sige_cuda_double_reset();
    {
        Scenario scenario;
        REQUIRE_OK(scenario.run());
    }
    const uint64_t calls = cuda_counts().calls;
    CHECK(calls > 20);
    int lost = 0;
    for (uint64_t nth = 1; nth <= calls; nth += 3) {
        const Context context(format("lost at call %d of the driver", static_cast<int>(nth)));
        sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CALL, nth, kIllegalAddress);
        {
            Scenario scenario;
            const sige_status status = scenario.run();
            if (status != SIGE_STATUS_OK) {
                ++lost;
                CHECK_EQUAL(status, SIGE_STATUS_DEVICE_UNAVAILABLE);
            }
        }
        sige_cuda_double_reset();
    }
    CHECK(lost > 0);
    CHECK_SAME_BITS(expected(), result);
}

}  // namespace sige::test

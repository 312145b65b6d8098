// Why a CUDA device cannot be used: each reason has its own sentence.
#include "cuda_backend/tests/switches.h"
#include "harness/device/lane.h"

namespace sige::test {
namespace {

void check_unavailable(const char* sentence, int devices) {
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_CUDA, 0, &info));
    CHECK_EQUAL(info.available, 0);
    CHECK_EQUAL(std::string(info.reason), std::string(sentence));
    int32_t count = -1;
    REQUIRE_OK(sige_device_count(SIGE_DEVICE_CUDA, &count));
    CHECK_EQUAL(count, devices);
    sige_device* created = nullptr;
    CHECK_REFUSED(sige_device_create(SIGE_DEVICE_CUDA, 0, &created), SIGE_STATUS_DEVICE_UNAVAILABLE,
                  sentence);
}

}  // namespace

TEST(cuda_refusals, no_device) {
    const Switches switches;
    switches.change([](sige_cuda_double_options& o) { o.devices = 0; });
    check_unavailable("the CUDA driver finds no device", 0);
}

TEST(cuda_refusals, a_driver_that_is_too_old) {
    const Switches switches;
    switches.change([](sige_cuda_double_options& o) { o.driver_version = 10020; });
    check_unavailable("the CUDA driver is too old: it is for CUDA 10.2, and the kernels want 11.1", 0);
}

TEST(cuda_refusals, a_device_that_is_too_old) {
    const Switches switches;
    switches.change([](sige_cuda_double_options& o) { o.compute = 75; });
    check_unavailable("its compute capability is 7.5, but the kernels want 8.0 or higher", 1);
}

TEST(cuda_refusals, a_device_that_can_be_used_says_so) {
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_CUDA, 0, &info));
    CHECK_EQUAL(info.available, 1);
    CHECK(info.memory_bytes > 0);
    CHECK_EQUAL(std::string(info.reason),
                "its compute capability is 8.6, and the kernels want 8.0 or higher");
}

TEST(cuda_refusals, loops_of_multiply_adds_are_the_cpu_s) {
    const Lane lane(SIGE_DEVICE_CUDA);
    double flops = 0;
    CHECK_REFUSED(sige_queue_measure_peak(lane.queue(), 1, &flops), SIGE_STATUS_UNSUPPORTED,
                  "the CUDA backend has no loop of register-only multiply-adds");
}

}  // namespace sige::test

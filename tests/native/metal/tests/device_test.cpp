// Why a Metal device can or cannot be used, and what it refuses.
#include "harness/device/lane.h"
#include "metal/tests/faults.h"

namespace sige::test {
namespace {

sige_device_info query() {
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_METAL, 0, &info));
    return info;
}

void check_unusable(const sige_metal_double_faults& faults, const char* reason) {
    const Faults set(faults);
    const sige_device_info info = query();
    CHECK_EQUAL(info.available, 0);
    CHECK_EQUAL(std::string(info.reason), std::string(reason));
    sige_device* created = nullptr;
    CHECK_REFUSED(sige_device_create(SIGE_DEVICE_METAL, 0, &created), SIGE_STATUS_DEVICE_UNAVAILABLE, reason);
    CHECK(created == nullptr);
}

}  // namespace

TEST(metal_device, says_what_it_is) {
    const sige_device_info info = query();
    CHECK_EQUAL(info.available, 1);
    CHECK_EQUAL(std::string(info.name), std::string("double of an Apple GPU"));
    CHECK_EQUAL(std::string(info.reason), std::string("the GPU runs the Metal kernels"));
    CHECK_EQUAL(info.memory_bytes, uint64_t{1} << 33);
    int32_t count = 0;
    REQUIRE_OK(sige_device_count(SIGE_DEVICE_METAL, &count));
    CHECK_EQUAL(count, 1);
}

TEST(metal_device, says_why_it_cannot_be_used) {
    sige_metal_double_faults faults{};
    faults.no_devices = 1;
    check_unusable(faults, "this system has Metal but no device for it");
    faults = {};
    faults.is_old = 1;
    check_unusable(
        faults, "the GPU is older than the Apple family 7 (M1, A14), whose matrix products the kernels use");
    faults = {};
    faults.has_own_memory = 1;
    check_unusable(faults, "the GPU does not share the processor's memory");
}

TEST(metal_device, gives_no_more_memory_than_there_is) {
    const Lane lane(SIGE_DEVICE_METAL);
    sige_buffer* created = nullptr;
    for (uint64_t bytes : {UINT64_MAX, uint64_t{1} << 60, (uint64_t{1} << 33) + 1})
        CHECK_REFUSED(sige_buffer_create(lane.device(), bytes, &created), SIGE_STATUS_OUT_OF_MEMORY,
                      "could not be had of the GPU's memory");
    CHECK(created == nullptr);
    REQUIRE_OK(sige_buffer_create(lane.device(), 0, &created));
    const Buffer empty(created);
}

TEST(metal_device, gives_zeroed_memory) {
    const Lane lane(SIGE_DEVICE_METAL);
    for (size_t count : {size_t{1}, size_t{17}, size_t{5000}})
        CHECK_SAME_BITS(lane.read(lane.room(count)), std::vector<float>(count));
}

TEST(metal_device, wraps_no_more_than_a_buffer_has) {
    const Lane lane(SIGE_DEVICE_METAL);
    float host[4] = {};
    const DeviceView view(host, sizeof host);
    sige_buffer* created = nullptr;
    CHECK_REFUSED(sige_buffer_wrap(lane.device(), view.memory(), sizeof host + 1, &created),
                  SIGE_STATUS_INVALID_ARGUMENT, "the MTLBuffer has 16 bytes, expected 17");
    REQUIRE_OK(sige_buffer_wrap(lane.device(), view.memory(), sizeof host, &created));
    const Buffer wrapped(created);
    void* address = nullptr;
    uint64_t bytes = 0;
    REQUIRE_OK(sige_buffer_query(wrapped.get(), &address, &bytes));
    CHECK(address == view.memory());
    CHECK_EQUAL(bytes, sizeof host);
}

TEST(metal_device, has_no_loop_of_multiply_adds) {
    const Lane lane(SIGE_DEVICE_METAL);
    double flops = -1;
    CHECK_REFUSED(sige_queue_measure_peak(lane.queue(), 1, &flops), SIGE_STATUS_UNSUPPORTED,
                  "the Metal backend has no loop");
    CHECK_EQUAL(flops, -1.0);
}

}  // namespace sige::test

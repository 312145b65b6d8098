// What is made to fail fails, once; a fault of a kernel stays.
#include "cuda/tests/driver/cuda.h"

namespace sige::test {

TEST(driver_switches, the_nth_of_each_kind_fails) {
    const Gpu gpu;
    const Kernels kernels;
    const Address address = allocate(128);
    CHECK_EQUAL(cuMemsetD8Async(address, 0, 128, nullptr), kSuccess);
    Address more = 0;
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_ALLOCATION, 2, kOutOfMemory);
    CHECK_EQUAL(cuMemFree_v2(allocate(4)), kSuccess);
    CHECK_EQUAL(cuMemAlloc_v2(&more, 4), kOutOfMemory);
    CHECK_EQUAL(cuMemFree_v2(allocate(4)), kSuccess);

    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_LAUNCH, 1, kLaunchOutOfResources);
    CHECK_EQUAL(kernels.launch("add_one", address, nullptr), kLaunchOutOfResources);
    CHECK_EQUAL(kernels.launch("add_one", address, nullptr), kSuccess);

    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_COPY, 1, kUnknown);
    CHECK_EQUAL(cuMemsetD8Async(address, 0, 128, nullptr), kUnknown);
    CHECK_EQUAL(cuMemsetD8Async(address, 0, 128, nullptr), kSuccess);

    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_SYNCHRONIZATION, 1, kUnknown);
    CHECK_EQUAL(cuCtxSynchronize(), kUnknown);
    CHECK_EQUAL(cuCtxSynchronize(), kSuccess);

    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_MODULE, 1, kOutOfMemory);
    Handle module = nullptr;
    CHECK_EQUAL(cuModuleLoadData(&module, kKernels), kOutOfMemory);

    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_COPY, 1, kUnknown);
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_COPY, 0, kSuccess);
    CHECK_EQUAL(cuMemsetD8Async(address, 0, 128, nullptr), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(address), kSuccess);
}

TEST(driver_switches, a_lost_device_stays_lost) {
    const Gpu gpu;
    const Address address = allocate(4);
    Address more = 0;
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CALL, 2, kLaunchFailed);
    CHECK_EQUAL(cuCtxSynchronize(), kSuccess);
    CHECK_EQUAL(cuCtxSynchronize(), kLaunchFailed);
    CHECK_EQUAL(cuMemAlloc_v2(&more, 4), kLaunchFailed);
    // What is let go of is gone all the same.
    CHECK_EQUAL(cuMemFree_v2(address), kLaunchFailed);
    CHECK_EQUAL(counts().allocations, 0);
    sige_cuda_double_reset();
    CHECK_EQUAL(cuCtxSynchronize(), kSuccess);
}

TEST(driver_switches, a_fault_of_a_kernel_ends_its_context) {
    const Gpu gpu;
    const Kernels kernels;
    const Address address = allocate(128);
    const Handle stream = create_stream();
    CHECK_EQUAL(kernels.launch("spoil", address, stream), kSuccess);
    CHECK_EQUAL(cuMemsetD8Async(address, 0, 128, stream), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(stream), kIllegalAddress);
    CHECK_EQUAL(cuMemsetD8Async(address, 0, 128, stream), kIllegalAddress);
    CHECK_EQUAL(cuCtxSynchronize(), kIllegalAddress);
    CHECK_EQUAL(counts().faults, 1);
    CHECK_EQUAL(std::string(sige_cuda_double_last_fault())
                    .find("kernel spoil, block (0, 0, 0), thread (0, 0, 0) reads 4 bytes"),
                0);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(address), kIllegalAddress);
}

TEST(driver_switches, devices_may_be_missing) {
    const Gpu gpu;
    sige_cuda_double_options options;
    sige_cuda_double_query_options(&options);
    options.devices = 0;
    sige_cuda_double_set_options(&options);
    CHECK_EQUAL(cuInit(0), kNoDevice);
    options.devices = 2;
    sige_cuda_double_set_options(&options);
    Handle second = nullptr, popped = nullptr;
    CHECK_EQUAL(cuInit(0), kSuccess);
    CHECK_EQUAL(cuDevicePrimaryCtxRetain(&second, 1), kSuccess);
    CHECK(second != gpu.context());
    // What one context made is no other's to free.
    const Address address = allocate(4);
    CHECK_EQUAL(cuCtxPushCurrent_v2(second), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(address), kInvalidValue);
    CHECK_EQUAL(cuCtxPopCurrent_v2(&popped), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(address), kSuccess);
    CHECK_EQUAL(cuDevicePrimaryCtxRelease_v2(1), kSuccess);
}

}  // namespace sige::test

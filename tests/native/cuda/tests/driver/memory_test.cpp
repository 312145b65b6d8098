// Allocations and copies, and what is wrong with them.
#include "cuda/tests/driver/cuda.h"

namespace sige::test {

TEST(driver_memory, allocations_are_counted_and_freed_once) {
    const Gpu gpu;
    size_t free = 0, total = 0;
    const Address a = allocate(1000), b = allocate(24);
    CHECK_EQUAL(a % 256, 0);
    CHECK_EQUAL(counts().allocations, 2);
    CHECK_EQUAL(counts().allocated_bytes, 1024);
    CHECK_EQUAL(cuMemGetInfo_v2(&free, &total), kSuccess);
    CHECK_EQUAL(total - free, 1024);
    CHECK_EQUAL(cuMemFree_v2(a), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(a), kInvalidValue);
    CHECK_EQUAL(cuMemFree_v2(b + 8), kInvalidValue);
    CHECK_EQUAL(cuMemFree_v2(b), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(0), kSuccess);
    CHECK_EQUAL(counts().peak_bytes, 1024);
    Address none = 7;
    CHECK_EQUAL(cuMemAlloc_v2(&none, 0), kInvalidValue);
    CHECK_EQUAL(none, 7);
}

TEST(driver_memory, there_is_only_so_much) {
    const Gpu gpu;
    sige_cuda_double_options options;
    sige_cuda_double_query_options(&options);
    options.memory_bytes = 1 << 20;
    sige_cuda_double_set_options(&options);
    const Address most = allocate(1 << 19);
    Address more = 0;
    CHECK_EQUAL(cuMemAlloc_v2(&more, (1 << 19) + 1), kOutOfMemory);
    CHECK_EQUAL(cuMemFree_v2(most), kSuccess);
    more = allocate((1 << 19) + 1);
    CHECK_EQUAL(cuMemFree_v2(more), kSuccess);
}

TEST(driver_memory, what_nobody_wrote_is_a_pattern) {
    const Gpu gpu;
    const Address address = allocate(4);
    uint32_t word = 0;
    CHECK_EQUAL(cuMemcpyDtoH_v2(&word, address, 4), kSuccess);
    CHECK_EQUAL(word, 0xA5A5A5A5);
    CHECK_EQUAL(cuMemFree_v2(address), kSuccess);
}

TEST(driver_memory, copies_stay_within_allocations) {
    const Gpu gpu;
    const Address a = allocate(16), b = allocate(16);
    char host[32] = "0123456789abcdef";
    CHECK_EQUAL(cuMemcpyHtoD_v2(a, host, 17), kInvalidValue);
    CHECK_EQUAL(cuMemcpyHtoD_v2(a + 12, host, 5), kInvalidValue);
    CHECK_EQUAL(cuMemcpyDtoH_v2(host, a, 17), kInvalidValue);
    CHECK_EQUAL(cuMemcpyDtoD_v2(a, b + 1, 16), kInvalidValue);
    CHECK_EQUAL(cuMemcpyHtoDAsync_v2(a, host, 17, nullptr), kInvalidValue);
    CHECK_EQUAL(cuMemcpyDtoHAsync_v2(host, a + 1, 16, nullptr), kInvalidValue);
    CHECK_EQUAL(cuMemcpyDtoDAsync_v2(a + 1, b, 16, nullptr), kInvalidValue);
    CHECK_EQUAL(cuMemsetD32Async(a, 1, 5, nullptr), kInvalidValue);
    CHECK_EQUAL(cuMemsetD32Async(a + 2, 1, 1, nullptr), kInvalidValue);
    CHECK_EQUAL(cuMemcpyHtoD_v2(reinterpret_cast<Address>(host), host, 4), kInvalidValue);
    CHECK_EQUAL(cuMemcpyHtoD_v2(a, host, 16), kSuccess);
    CHECK_EQUAL(cuMemcpyDtoD_v2(b, a, 16), kSuccess);
    CHECK_EQUAL(cuMemsetD8Async(b + 4, 'x', 4, nullptr), kSuccess);
    CHECK_EQUAL(cuMemsetD32Async(b + 8, 0x79797979, 1, nullptr), kSuccess);
    CHECK_EQUAL(cuMemcpyDtoH_v2(host, b, 16), kSuccess);
    CHECK_EQUAL(std::string(host), "0123xxxxyyyycdef");
    CHECK_EQUAL(cuMemFree_v2(a), kSuccess);
    CHECK_EQUAL(cuMemFree_v2(b), kSuccess);
}

TEST(driver_memory, memory_of_the_host_is_seen_by_kernels) {
    const Gpu gpu;
    const Kernels kernels;
    void* pinned = nullptr;
    CHECK_EQUAL(cuMemAllocHost_v2(&pinned, 128), kSuccess);
    std::vector<uint32_t> words(32, 1);
    CHECK_EQUAL(cuMemHostRegister_v2(words.data(), 128, 0), kSuccess);
    CHECK_EQUAL(cuMemHostRegister_v2(words.data() + 1, 4, 0), kHostMemoryAlreadyRegistered);
    CHECK_EQUAL(counts().host_allocations, 2);
    for (void* host : {pinned, static_cast<void*>(words.data())}) {
        std::memset(host, 0, 128);
        Address address = 0;
        CHECK_EQUAL(cuMemHostGetDevicePointer_v2(&address, host, 0), kSuccess);
        CHECK_EQUAL(kernels.launch("add_one", address, nullptr), kSuccess);
        CHECK_EQUAL(static_cast<uint32_t*>(host)[31], 0);
        CHECK_EQUAL(cuCtxSynchronize(), kSuccess);
        CHECK_EQUAL(static_cast<uint32_t*>(host)[31], 1);
    }
    uint32_t local = 0;
    Address address = 0;
    CHECK_EQUAL(cuMemHostGetDevicePointer_v2(&address, &local, 0), kInvalidValue);
    CHECK_EQUAL(cuMemHostUnregister(&local), kHostMemoryNotRegistered);
    CHECK_EQUAL(cuMemFreeHost(words.data()), kInvalidValue);
    CHECK_EQUAL(cuMemHostUnregister(words.data()), kSuccess);
    CHECK_EQUAL(cuMemFreeHost(pinned), kSuccess);
    CHECK_EQUAL(cuMemFreeHost(pinned), kInvalidValue);
}

TEST(driver_memory, addresses_tell_what_they_are) {
    const Gpu gpu;
    const Address a = allocate(64);
    Handle context = nullptr;
    int kind = 0;
    Address begin = 0;
    size_t bytes = 0;
    CHECK_EQUAL(cuPointerGetAttribute(&context, 1, a + 60), kSuccess);
    CHECK(context == gpu.context());
    CHECK_EQUAL(cuPointerGetAttribute(&kind, 2, a), kSuccess);
    CHECK_EQUAL(kind, 2);
    CHECK_EQUAL(cuPointerGetAttribute(&begin, 11, a + 60), kSuccess);
    CHECK_EQUAL(begin, a);
    CHECK_EQUAL(cuPointerGetAttribute(&bytes, 12, a + 60), kSuccess);
    CHECK_EQUAL(bytes, 64);
    CHECK_EQUAL(cuPointerGetAttribute(&kind, 2, a + 64), kInvalidValue);
    CHECK_EQUAL(cuMemFree_v2(a), kSuccess);
}

// A kernel that reads what only a part of was written is wrong.
TEST(driver_memory, knows_what_was_written) {
    for (const bool whole : {true, false}) {
        const Gpu gpu;
        const Kernels kernels;
        const Address a = allocate(128), b = allocate(128);
        CHECK_EQUAL(cuMemsetD8Async(a, 0, whole ? 128 : 124, nullptr), kSuccess);
        CHECK_EQUAL(cuMemcpyDtoDAsync_v2(b, a, 128, nullptr), kSuccess);
        CHECK_EQUAL(kernels.launch("add_one", b, nullptr), kSuccess);
        CHECK_EQUAL(cuCtxSynchronize(), whole ? kSuccess : kLaunchFailed);
        const std::string fault = sige_cuda_double_last_fault();
        CHECK(whole ? fault.empty()
                    : fault.find(
                          "thread (31, 0, 0) reads global memory that was never written, 124 bytes into") !=
                          std::string::npos);
        for (const Address address : {a, b}) cuMemFree_v2(address);
    }
}

}  // namespace sige::test

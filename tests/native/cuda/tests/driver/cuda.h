// The driver's functions as a program declares them, and helpers of tests.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "cuda/driver/api.h"
#include "cuda/driver/control.h"
#include "harness/test.h"

using Handle = void*;
using Address = sige::cuda_double::DeviceAddress;

extern "C" {
int cuInit(unsigned);
int cuDriverGetVersion(int*);
int cuDeviceGetCount(int*);
int cuDeviceGet(int*, int);
int cuDeviceGetName(char*, int, int);
int cuDeviceTotalMem_v2(size_t*, int);
int cuDeviceGetAttribute(int*, int, int);
int cuDeviceGetUuid(char*, int);
int cuDevicePrimaryCtxRetain(Handle*, int);
int cuDevicePrimaryCtxRelease_v2(int);
int cuCtxCreate_v2(Handle*, unsigned, int);
int cuCtxDestroy_v2(Handle);
int cuCtxPushCurrent_v2(Handle);
int cuCtxPopCurrent_v2(Handle*);
int cuCtxSetCurrent(Handle);
int cuCtxGetCurrent(Handle*);
int cuCtxGetDevice(int*);
int cuCtxSynchronize();
int cuModuleLoadDataEx(Handle*, const void*, unsigned, int*, void**);
int cuModuleLoadData(Handle*, const void*);
int cuModuleUnload(Handle);
int cuModuleGetFunction(Handle*, Handle, const char*);
int cuModuleGetGlobal_v2(Address*, size_t*, Handle, const char*);
int cuFuncGetAttribute(int*, int, Handle);
int cuFuncSetAttribute(Handle, int, int);
int cuLaunchKernel(Handle, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, Handle,
                   void**, void**);
int cuMemAlloc_v2(Address*, size_t);
int cuMemFree_v2(Address);
int cuMemAllocHost_v2(void**, size_t);
int cuMemFreeHost(void*);
int cuMemHostRegister_v2(void*, size_t, unsigned);
int cuMemHostUnregister(void*);
int cuMemHostGetDevicePointer_v2(Address*, void*, unsigned);
int cuMemGetInfo_v2(size_t*, size_t*);
int cuMemcpyHtoD_v2(Address, const void*, size_t);
int cuMemcpyDtoH_v2(void*, Address, size_t);
int cuMemcpyDtoD_v2(Address, Address, size_t);
int cuMemcpyHtoDAsync_v2(Address, const void*, size_t, Handle);
int cuMemcpyDtoHAsync_v2(void*, Address, size_t, Handle);
int cuMemcpyDtoDAsync_v2(Address, Address, size_t, Handle);
int cuMemsetD8Async(Address, unsigned char, size_t, Handle);
int cuMemsetD32Async(Address, unsigned, size_t, Handle);
int cuPointerGetAttribute(void*, int, Address);
int cuStreamCreate(Handle*, unsigned);
int cuStreamDestroy_v2(Handle);
int cuStreamGetCtx(Handle, Handle*);
int cuStreamSynchronize(Handle);
int cuStreamQuery(Handle);
int cuStreamWaitEvent(Handle, Handle, unsigned);
int cuStreamBeginCapture_v2(Handle, int);
int cuStreamEndCapture(Handle, Handle*);
int cuStreamIsCapturing(Handle, int*);
int cuEventCreate(Handle*, unsigned);
int cuEventRecord(Handle, Handle);
int cuEventRecordWithFlags(Handle, Handle, unsigned);
int cuEventSynchronize(Handle);
int cuEventQuery(Handle);
int cuEventElapsedTime(float*, Handle, Handle);
int cuEventDestroy_v2(Handle);
int cuGraphInstantiateWithFlags(Handle*, Handle, unsigned long long);
int cuGraphInstantiate_v2(Handle*, Handle, Handle*, char*, size_t);
int cuGraphLaunch(Handle, Handle);
int cuGraphExecDestroy(Handle);
int cuGraphDestroy(Handle);
int cuGetErrorName(int, const char**);
int cuGetErrorString(int, const char**);
int cuGetProcAddress_v2(const char*, void**, int, uint64_t, int*);
}

namespace sige::test {

using namespace sige::cuda_double;

// A device in a fresh state, with its context current; looks when it goes that nothing is left.
class Gpu final {
  public:
    Gpu() {
        sige_cuda_double_reset();
        sige_cuda_double_query_options(&before_);
        CHECK_EQUAL(cuInit(0), kSuccess);
        CHECK_EQUAL(cuDevicePrimaryCtxRetain(&context_, 0), kSuccess);
        CHECK_EQUAL(cuCtxPushCurrent_v2(context_), kSuccess);
    }
    ~Gpu() {
        Handle popped = nullptr;
        CHECK_EQUAL(cuCtxPopCurrent_v2(&popped), kSuccess);
        CHECK(popped == context_);
        CHECK_EQUAL(cuDevicePrimaryCtxRelease_v2(0), kSuccess);
        sige_cuda_double_counts counts;
        sige_cuda_double_query_counts(&counts);
        CHECK_EQUAL(counts.leaked, 0);
        CHECK_EQUAL(counts.contexts + counts.modules + counts.streams + counts.events + counts.graphs +
                        counts.executable_graphs + counts.allocations + counts.allocated_bytes +
                        counts.host_allocations,
                    0);
        sige_cuda_double_reset();
        sige_cuda_double_set_options(&before_);
    }
    Gpu(const Gpu&) = delete;
    Gpu& operator=(const Gpu&) = delete;
    Handle context() const { return context_; }

  private:
    Handle context_ = nullptr;
    sige_cuda_double_options before_{};
};

inline sige_cuda_double_counts counts() {
    sige_cuda_double_counts counts;
    sige_cuda_double_query_counts(&counts);
    return counts;
}

inline Address allocate(size_t bytes) {
    Address address = 0;
    CHECK_EQUAL(cuMemAlloc_v2(&address, bytes), kSuccess);
    return address;
}

inline Handle create_stream(unsigned flags = 1) {
    Handle stream = nullptr;
    CHECK_EQUAL(cuStreamCreate(&stream, flags), kSuccess);
    return stream;
}

// Kernels of one parameter: "add_one" adds one to each of 32 words, "spoil" reads past its memory.
extern const char* const kKernels;
// A module of them.
class Kernels final {
  public:
    Kernels() { CHECK_EQUAL(cuModuleLoadData(&module_, kKernels), kSuccess); }
    ~Kernels() { cuModuleUnload(module_); }
    Handle module() const { return module_; }
    Handle function(const char* name) const {
        Handle function = nullptr;
        CHECK_EQUAL(cuModuleGetFunction(&function, module_, name), kSuccess);
        return function;
    }
    int launch(const char* name, Address address, Handle stream) const {
        void* parameters[] = {&address};
        return cuLaunchKernel(function(name), 1, 1, 1, 32, 1, 1, 0, stream, parameters, nullptr);
    }

  private:
    Handle module_ = nullptr;
};

}  // namespace sige::test

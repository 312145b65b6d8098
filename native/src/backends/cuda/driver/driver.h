// The CUDA driver, opened at run time: no toolkit is built against and no runtime library is shipped.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/error.h"

namespace sige::cuda {

// The driver's types, as its reference defines them.
using Result = int;
using DeviceId = int;
using DevicePointer = unsigned long long;
using ContextHandle = struct CUctx_st*;
using ModuleHandle = struct CUmod_st*;
using FunctionHandle = struct CUfunc_st*;
using StreamHandle = struct CUstream_st*;
using EventHandle = struct CUevent_st*;
using GraphHandle = struct CUgraph_st*;
using ExecutableHandle = struct CUgraphExec_st*;

// Results that the backend tells apart.
constexpr Result kSuccess = 0, kOutOfMemory = 2, kNoDevice = 100;

// Attributes of devices and functions, and flags.
constexpr int kMaxSharedPerBlock = 97, kMultiprocessors = 16, kMajor = 75, kMinor = 76, kClockKilohertz = 13,
              kMemoryClockKilohertz = 36, kMemoryBusBits = 37;
constexpr int kMaxDynamicShared = 8;
// A capture that leaves other threads, and allocations, alone.
constexpr int kRelaxedCapture = 2;
// A graph's launch records the event itself, for those outside.
constexpr unsigned kExternalEvent = 1;
constexpr unsigned kNonBlockingStream = 1, kEventWithoutTiming = 2, kMapHostMemory = 2;

// The oldest driver, by the CUDA version that it is for, that takes the kernels' PTX 7.1; and the oldest
// devices that run it.
constexpr int kOldestDriver = 11010, kOldestMajor = 8;

struct Driver {
#define SIGE_CUDA(name, symbol, parameters) Result(*name) parameters = nullptr;
#include "backends/cuda/driver/functions.inc"
#undef SIGE_CUDA
};

// The driver, or the sentence that says why there is none. SIGE_CUDA_DRIVER names another library than the
// system's.
struct DriverSearch {
    const Driver* driver;
    char refusal[256];
};
// Opened at the first call, for the life of the process.
const DriverSearch& find_driver();
// For those who know that there is one.
const Driver& driver();

// What the driver calls a result, such as "CUDA_ERROR_OUT_OF_MEMORY".
const char* name_of(Result result);

// Whether a result means that the context's work is lost and nothing more can be done with it.
bool loses_device(Result result);

// Throws what the status of a failed call is, with a sentence that names the call.
void check(Result result, const char* call);

// Calls a function of the driver and checks its result.
#define SIGE_CUDA_CALL(name, ...) ::sige::cuda::check(::sige::cuda::driver().name(__VA_ARGS__), "cuda " #name)

}  // namespace sige::cuda

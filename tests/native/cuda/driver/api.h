// The driver's types and numbers that the double needs, as its documentation gives them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sige::cuda_double {

using Result = int;
enum : Result {
    kSuccess = 0,
    kInvalidValue = 1,
    kOutOfMemory = 2,
    kNotInitialized = 3,
    kNoDevice = 100,
    kInvalidDevice = 101,
    kInvalidContext = 201,
    kNoBinaryForGpu = 209,
    kInvalidPtx = 218,
    kUnsupportedPtxVersion = 222,
    kContextIsDestroyed = 709,
    kInvalidHandle = 400,
    kNotFound = 500,
    kNotReady = 600,
    kIllegalAddress = 700,
    kLaunchOutOfResources = 701,
    kPeerAccessAlreadyEnabled = 704,
    kHostMemoryAlreadyRegistered = 712,
    kHostMemoryNotRegistered = 713,
    kMisalignedAddress = 716,
    kLaunchFailed = 719,
    kNotSupported = 801,
    kStreamCaptureUnsupported = 900,
    kStreamCaptureInvalidated = 901,
    kStreamCaptureUnmatched = 903,
    kStreamCaptureUnjoined = 904,
    kStreamCaptureWrongThread = 908,
    kUnknown = 999,
};

const char* name_of(Result result);
const char* text_of(Result result);

using DeviceAddress = uint64_t;

// Thrown inside a call and returned from it.
struct Error {
    Result result;
};

inline void require(bool condition, Result otherwise) {
    if (!condition) throw Error{otherwise};
}

}  // namespace sige::cuda_double

#define SIGE_CUDA extern "C" __attribute__((visibility("default"))) ::sige::cuda_double::Result

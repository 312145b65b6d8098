#include "backends/cuda/driver/driver.h"

#include <cstdio>
#include <cstdlib>

#include "core/system/system.h"

namespace sige::cuda {
namespace {

#if defined(_WIN32)
constexpr char kSystemDriver[] = "nvcuda.dll";
#else
constexpr char kSystemDriver[] = "libcuda.so.1";
#endif

Driver table;

DriverSearch open_driver() {
    DriverSearch search{};
    const char* given = std::getenv("SIGE_CUDA_DRIVER");
    const char* path = given != nullptr && *given != '\0' ? given : kSystemDriver;
    void* library = open_library(path);
    if (library == nullptr) {
        std::snprintf(search.refusal, sizeof search.refusal,
                      "there is no CUDA driver: %.160s cannot be opened", path);
        return search;
    }
#define SIGE_CUDA(name, symbol, parameters)                                                                \
    table.name = reinterpret_cast<Result(*) parameters>(find_function(library, #symbol));                  \
    if (table.name == nullptr) {                                                                           \
        std::snprintf(search.refusal, sizeof search.refusal,                                               \
                      "the CUDA driver is too old: %.160s has no " #symbol ", which CUDA 11.1 has", path); \
        return search;                                                                                     \
    }
#include "backends/cuda/driver/functions.inc"
#undef SIGE_CUDA
    search.driver = &table;
    return search;
}

}  // namespace

const DriverSearch& find_driver() {
    static const DriverSearch search = open_driver();
    return search;
}

const Driver& driver() {
    return table;
}

const char* name_of(Result result) {
    const char* name = nullptr;
    if (driver().get_error_name(result, &name) != kSuccess || name == nullptr) return "an unknown error";
    return name;
}

bool loses_device(Result result) {
    constexpr Result kUncorrectable = 214, kHardwareStack = 714, kIllegalInstruction = 715, kMisaligned = 716,
                     kInvalidAddressSpace = 717, kInvalidCounter = 718, kLaunchFailed = 719,
                     kIllegalAddress = 700, kLaunchTimeout = 702, kAssert = 710, kDestroyedContext = 709,
                     kUnknown = 999;
    switch (result) {
        case kUncorrectable:
        case kHardwareStack:
        case kIllegalInstruction:
        case kMisaligned:
        case kInvalidAddressSpace:
        case kInvalidCounter:
        case kLaunchFailed:
        case kIllegalAddress:
        case kLaunchTimeout:
        case kAssert:
        case kDestroyedContext:
        case kUnknown:
            return true;
        default:
            return false;
    }
}

void check(Result result, const char* call) {
    if (result == kSuccess) return;
    if (result == kOutOfMemory)
        fail(SIGE_STATUS_OUT_OF_MEMORY, "the CUDA device has too little memory left: %s", call);
    if (loses_device(result))
        fail(SIGE_STATUS_DEVICE_UNAVAILABLE,
             "the CUDA device is lost, with all that it held: %s gives %s; work on it needs a new process",
             call, name_of(result));
    fail(SIGE_STATUS_INTERNAL, "defect of the engine: %s gives %s", call, name_of(result));
}

}  // namespace sige::cuda

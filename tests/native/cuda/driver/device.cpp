// Devices and contexts.
#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include "cuda/driver/driver.h"

using namespace sige::cuda_double;

namespace {

struct Attribute {
    int number;
    int value;
};

// What the devices of all models have alike.
constexpr Attribute kAttributes[] = {
    {1, 1024},        // threads of a block
    {2, 1024},        // and along x
    {3, 1024},        // y
    {4, 64},          // z
    {5, 2147483647},  // blocks along x
    {6, 65535},       // y
    {7, 65535},       // z
    {8, 49152},       // bytes of shared memory of a block that asks for no more
    {9, 65536},       // bytes of constant memory
    {10, 32},         // lanes of a warp
    {12, 65536},      // registers of a block
    {33, 1},          // PCI bus
    {34, 0},          // PCI device
    {38, 6291456},    // bytes of the second cache
    {41, 1},          // one address space with the host
    {50, 0},          // PCI domain
    {78, 1},          // priorities of streams
    {82, 65536},      // registers of a multiprocessor
    {83, 1},          // managed memory
    {115, 1},         // pools of memory
};

struct Model {
    int compute, multiprocessors, threads, shared_of_multiprocessor, shared_opt_in, blocks;
    int kilohertz, memory_kilohertz, memory_bits;
    const char* name;
};
constexpr Model kModels[] = {
    {75, 40, 1024, 65536, 65536, 16, 1590000, 5001000, 256, "Sige CUDA double (7.5)"},
    {80, 108, 2048, 167936, 166912, 32, 1410000, 1215000, 5120, "Sige CUDA double (8.0)"},
    {86, 82, 1536, 102400, 101376, 16, 1695000, 9751000, 384, "Sige CUDA double (8.6)"},
    {89, 128, 1536, 102400, 101376, 24, 2520000, 10501000, 384, "Sige CUDA double (8.9)"},
    {90, 132, 2048, 233472, 232448, 32, 1980000, 2619000, 5120, "Sige CUDA double (9.0)"},
};

const Model& model_of(const Driver& driver) {
    const Model* found = kModels;
    for (const Model& model : kModels)
        if (model.compute <= driver.options.compute) found = &model;
    return *found;
}

int attribute_of(const Driver& driver, int attribute) {
    const Model& model = model_of(driver);
    switch (attribute) {
        case 13:
            return model.kilohertz;
        case 16:
            return model.multiprocessors;
        case 36:
            return model.memory_kilohertz;
        case 37:
            return model.memory_bits;
        case 39:
            return model.threads;
        case 75:
            return driver.options.compute / 10;
        case 76:
            return driver.options.compute % 10;
        case 81:
            return model.shared_of_multiprocessor;
        case 97:
            return model.shared_opt_in;
        case 106:
            return model.blocks;
        default:
            break;
    }
    for (const Attribute& row : kAttributes)
        if (row.number == attribute) return row.value;
    throw Error{kInvalidValue};
}

void require_device(const Driver& driver, int device) {
    require(device >= 0 && device < driver.options.devices, kInvalidDevice);
}

}  // namespace

SIGE_CUDA cuInit(unsigned flags) {
    Driver& driver = Driver::instance();
    std::lock_guard lock(driver.mutex);
    if (flags != 0) return kInvalidValue;
    if (driver.options.devices == 0) return kNoDevice;
    driver.is_initialized = true;
    return kSuccess;
}

SIGE_CUDA cuDriverGetVersion(int* version) {
    Driver& driver = Driver::instance();
    std::lock_guard lock(driver.mutex);
    *version = driver.options.driver_version;
    return kSuccess;
}

SIGE_CUDA cuDeviceGetCount(int* count) {
    return call_driver([&](Driver& driver) { *count = driver.options.devices; });
}

SIGE_CUDA cuDeviceGet(int* device, int ordinal) {
    return call_driver([&](Driver& driver) {
        require_device(driver, ordinal);
        *device = ordinal;
    });
}

SIGE_CUDA cuDeviceGetName(char* name, int bytes, int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        require(bytes > 0, kInvalidValue);
        std::snprintf(name, static_cast<size_t>(bytes), "%s", model_of(driver).name);
    });
}

SIGE_CUDA cuDeviceTotalMem_v2(size_t* bytes, int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        *bytes = driver.options.memory_bytes;
    });
}

SIGE_CUDA cuDeviceGetAttribute(int* value, int attribute, int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        *value = attribute_of(driver, attribute);
    });
}

SIGE_CUDA cuDeviceGetUuid(char* uuid, int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        std::memset(uuid, device + 1, 16);
    });
}

SIGE_CUDA cuDeviceGetUuid_v2(char* uuid, int device) {
    return cuDeviceGetUuid(uuid, device);
}

SIGE_CUDA cuDevicePrimaryCtxRetain(Context** out, int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        require(driver.lost == kSuccess, driver.lost);
        std::shared_ptr<Context>& context = driver.contexts[device];
        if (context == nullptr) context = driver.make_context(device);
        ++context->retained;
        *out = context.get();
    });
}

SIGE_CUDA cuDevicePrimaryCtxRelease_v2(int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        const auto found = driver.contexts.find(device);
        require(found != driver.contexts.end(), kInvalidContext);
        if (--found->second->retained > 0) return;
        const std::shared_ptr<Context> context = found->second;
        driver.destroy(*context);
        driver.contexts.erase(found);
    });
}

SIGE_CUDA cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        *flags = 0;
        *active = driver.contexts.contains(device);
    });
}

// The context is current to the thread that made it.
SIGE_CUDA cuCtxCreate_v2(Context** out, unsigned, int device) {
    return call_driver([&](Driver& driver) {
        require_device(driver, device);
        require(out != nullptr, kInvalidValue);
        require(driver.lost == kSuccess, driver.lost);
        const std::shared_ptr<Context> context = driver.make_context(device);
        context_stack().push(context.get());
        driver.own_contexts[context.get()] = context;
        *out = context.get();
    });
}

SIGE_CUDA cuCtxDestroy_v2(Context* handle) {
    return call_driver([&](Driver& driver) {
        const auto found = driver.own_contexts.find(handle);
        require(found != driver.own_contexts.end(), kInvalidContext);
        const std::shared_ptr<Context> context = found->second;
        if (context_stack().top() == handle) context_stack().pop();
        driver.drain(*context);
        driver.destroy(*context);
        driver.own_contexts.erase(found);
    });
}

SIGE_CUDA cuCtxPushCurrent_v2(Context* context) {
    return call_driver([&](Driver&) {
        require(context != nullptr, kInvalidContext);
        context_stack().push(context);
    });
}

SIGE_CUDA cuCtxPopCurrent_v2(Context** context) {
    return call_driver([&](Driver&) {
        Context* const popped = context_stack().pop();
        if (context != nullptr) *context = popped;
    });
}

SIGE_CUDA cuCtxSetCurrent(Context* context) {
    return call_driver([&](Driver&) {
        if (context_stack().count > 0) context_stack().pop();
        if (context != nullptr) context_stack().push(context);
    });
}

SIGE_CUDA cuCtxGetCurrent(Context** context) {
    return call_driver([&](Driver&) { *context = context_stack().top(); });
}

SIGE_CUDA cuCtxGetDevice(int* device) {
    return call_driver([&](Driver&) { *device = current_context().device; });
}

SIGE_CUDA cuCtxSynchronize() {
    return call_context([](Driver& driver, Context& context) {
        for (const auto& [handle, stream] : driver.streams)
            require(stream->capture == nullptr || stream->capture->mode == CaptureMode::relaxed,
                    kStreamCaptureUnsupported);
        driver.count_event(SIGE_CUDA_DOUBLE_SYNCHRONIZATION);
        driver.drain(context);
        require(context.error == kSuccess, context.error);
    });
}

// The newest form of a function that a driver of the asked version has: here, whichever there is.
SIGE_CUDA cuGetProcAddress_v2(const char* symbol, void** function, int, uint64_t, int* found) {
    static int self = 0;
    Dl_info library;
    *function = nullptr;
    if (dladdr(&self, &library) != 0)
        if (void* handle = dlopen(library.dli_fname, RTLD_NOW | RTLD_NOLOAD)) {
            for (const char* suffix : {"_v3", "_v2", ""})
                if (*function == nullptr) *function = dlsym(handle, (symbol + std::string(suffix)).c_str());
            dlclose(handle);
        }
    if (found != nullptr) *found = *function == nullptr ? 1 : 0;
    return *function == nullptr ? kNotFound : kSuccess;
}

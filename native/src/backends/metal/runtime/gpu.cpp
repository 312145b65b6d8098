#include "backends/metal/runtime/gpu.h"

#include <algorithm>
#include <map>
#include <string>

#include "backends/metal/runtime/source.h"
#include "core/error.h"

namespace sige::metal {
namespace {

// MTLGPUFamilyApple7: M1 and A14, the first whose simdgroups multiply matrices.
constexpr Integer kOldestFamily = 1007;
constexpr UInteger kSimdgroupWidth = 32;

constexpr const char* kKernelNames[] = {
#define SIGE_METAL_KERNEL(name) #name,
#include "backends/metal/runtime/kernels.inc"
#undef SIGE_METAL_KERNEL
};

std::string text_of(Id string) {
    return string == nullptr ? std::string() : objc().text(string);
}

std::string sentence_of(Id error) {
    return error == nullptr ? "no reason was given" : text_of(objc().description(error));
}

Object string_of(const char* text) {
    return Object::retained(objc().string(objc().find_class("NSString"), text));
}

Object device_at(int32_t index) {
    const Object devices(objc().copy_devices());
    return Object::retained(objc().object_at(devices.get(), static_cast<UInteger>(index)));
}

}  // namespace

int32_t gpu_count() {
    if (ObjectiveC::opened() == nullptr) return 0;
    const Pool pool;
    const Object devices(objc().copy_devices());
    return devices ? static_cast<int32_t>(objc().count(devices.get())) : 0;
}

GpuInfo gpu_info(int32_t index) {
    GpuInfo info;
    info.name = "Metal";
    if (ObjectiveC::opened() == nullptr) {
        info.reason = "this system has no Metal framework";
        return info;
    }
    if (index >= gpu_count()) {
        info.reason = "this system has Metal but no device for it";
        return info;
    }
    const Pool pool;
    return gpu_info_of(device_at(index).get());
}

GpuInfo gpu_info_of(Id device) {
    GpuInfo info;
    info.name = text_of(objc().name(device));
    info.memory = objc().working_set_size(device);
    if (objc().supports_family(device, kOldestFamily) == 0) {
        info.reason =
            "the GPU is older than the Apple family 7 (M1, A14), whose matrix products the kernels use";
    } else if (objc().has_unified_memory(device) == 0) {
        info.reason = "the GPU does not share the processor's memory";
    } else {
        info.reason = "the GPU runs the Metal kernels";
        info.is_usable = true;
    }
    return info;
}

std::shared_ptr<Gpu> Gpu::open(int32_t index) {
    const Pool pool;
    return of(device_at(index));
}

std::shared_ptr<Gpu> Gpu::of(Object device) {
    static std::mutex mutex;
    static std::map<UInteger, std::weak_ptr<Gpu>> opened;
    std::lock_guard lock(mutex);
    std::weak_ptr<Gpu>& known = opened[objc().registry_id(device.get())];
    std::shared_ptr<Gpu> gpu = known.lock();
    if (gpu != nullptr) return gpu;
    gpu = std::make_shared<Gpu>(std::move(device));
    known = gpu;
    return gpu;
}

Object Gpu::compile() const {
    const Object options(objc().make(objc().find_class("MTLCompileOptions")));
    // Results are to be those of the CPU: quotients and roots are rounded, and nothing is reordered.
    objc().set_fast_math(options.get(), Bool{0});
    const Object source = string_of(kernel_source().c_str());
    Id error = nullptr;
    Object library(objc().new_library(device(), source.get(), options.get(), &error));
    if (!library)
        fail(SIGE_STATUS_INTERNAL, "Metal's compiler refused the kernels: %s", sentence_of(error).c_str());
    return library;
}

Id Gpu::pipeline(Kernel kernel) {
    const size_t index = static_cast<size_t>(kernel);
    std::lock_guard lock(mutex_);
    Object& pipeline = pipelines_[index];
    if (pipeline) return pipeline.get();
    if (!library_) library_ = compile();
    const char* name = kKernelNames[index];
    const Object function(objc().new_function(library_.get(), string_of(name).get()));
    if (!function) fail(SIGE_STATUS_INTERNAL, "the Metal kernels have no %s", name);
    Id error = nullptr;
    Object made(objc().new_pipeline(device(), function.get(), &error));
    if (!made)
        fail(SIGE_STATUS_INTERNAL, "Metal made no pipeline of %s: %s", name, sentence_of(error).c_str());
    const UInteger width = objc().simdgroup_width(made.get());
    if (width != kSimdgroupWidth)
        fail(SIGE_STATUS_UNSUPPORTED, "%s runs in simdgroups of %llu lanes here, expected %llu", name,
             static_cast<unsigned long long>(width), static_cast<unsigned long long>(kSimdgroupWidth));
    pipeline = std::move(made);
    return pipeline.get();
}

Object Gpu::allocate(uint64_t bytes) const {
    constexpr UInteger kSharedStorage = 0;  // MTLResourceStorageModeShared
    Object buffer;
    if (bytes <= objc().most_bytes(device()))
        // Metal makes no buffer of no bytes.
        buffer = Object(objc().new_buffer(device(), std::max<uint64_t>(bytes, 16), kSharedStorage));
    if (!buffer)
        fail(SIGE_STATUS_OUT_OF_MEMORY, "%llu bytes could not be had of the GPU's memory",
             static_cast<unsigned long long>(bytes));
    return buffer;
}

}  // namespace sige::metal

#include "metal/objc/control.h"

#include <map>

#include "metal/objc/classes.h"
#include "metal/objc/device.h"

namespace sige::objc_double {

const Class* find_meta_class(const std::string& name) {
    if (name == "NSString") return &kStringMeta;
    if (name == "MTLCompileOptions") return &kCompileOptionsMeta;
    return nullptr;
}

}  // namespace sige::objc_double

using namespace sige::objc_double;

void sige_metal_double_set_faults(const sige_metal_double_faults* given) {
    faults = *given;
}

sige_metal_double_counts sige_metal_double_count() {
    sige_metal_double_counts now = counts;
    now.alive = alive();
    return now;
}

void sige_metal_double_set_backward(int32_t backward) {
    sige::simt::set_order(backward != 0 ? sige::simt::Order::kBackward : sige::simt::Order::kForward);
}

const char* sige_metal_double_types(const char* selector) {
    const Class* classes[] = {&kString,
                              &kArray,
                              &kError,
                              &kStringMeta,
                              &kDevice,
                              &kCompileOptions,
                              &kCompileOptionsMeta,
                              &kLibrary,
                              &kFunction,
                              &kPipeline,
                              &kBuffer,
                              &kCommandQueue,
                              &kCommandBuffer,
                              &kEncoder};
    for (const Class* one : classes)
        if (const Method* found = find_method(*one, selector)) return found->types.c_str();
    return nullptr;
}

void* sige_metal_double_buffer(void* memory, uint64_t bytes) {
    return static_cast<Object*>(new Buffer(memory, bytes));
}

void* sige_metal_double_other_device() {
    return static_cast<Object*>(new Device(2));
}

void sige_metal_double_release(void* object) {
    static_cast<Object*>(object)->release();
}

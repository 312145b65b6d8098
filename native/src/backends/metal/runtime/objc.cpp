#include "backends/metal/runtime/objc.h"

#include <cstdlib>

#include "core/system/system.h"

namespace sige::metal {
namespace {

// Names a library that stands in for both, for tests.
constexpr char kStandIn[] = "SIGE_METAL_RUNTIME";
constexpr char kObjectiveC[] = "/usr/lib/libobjc.A.dylib";
constexpr char kMetal[] = "/System/Library/Frameworks/Metal.framework/Metal";

template <class Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(find_function(library, name));
    return function != nullptr;
}

}  // namespace

bool ObjectiveC::open() {
    const char* stand_in = std::getenv(kStandIn);
    void* const runtime = open_library(stand_in != nullptr ? stand_in : kObjectiveC);
    void* const metal = open_library(stand_in != nullptr ? stand_in : kMetal);
    if (runtime == nullptr || metal == nullptr) return false;
    const bool found = find(runtime, "objc_msgSend", send_) && find(runtime, "objc_getClass", find_class_) &&
                       find(runtime, "sel_registerName", find_selector_) &&
                       find(runtime, "objc_autoreleasePoolPush", push_pool_) &&
                       find(runtime, "objc_autoreleasePoolPop", pop_pool_) &&
                       find(metal, "MTLCopyAllDevices", copy_devices_);
    if (!found) return false;
#define SIGE_MESSAGE(name, selector, ...) selector_##name##_ = find_selector_(selector);
#include "backends/metal/runtime/messages.inc"
#undef SIGE_MESSAGE
    return true;
}

const ObjectiveC* ObjectiveC::opened() {
    static ObjectiveC instance;
    static const bool is_open = instance.open();
    return is_open ? &instance : nullptr;
}

const ObjectiveC& objc() {
    return *ObjectiveC::opened();
}

}  // namespace sige::metal

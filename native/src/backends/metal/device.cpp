// The Metal device of a library that holds no Metal kernels: it says so through the same calls.
#include <cstdio>

#include "core/device.h"

namespace sige {
namespace {

constexpr char kReason[] = "the Metal backend is not built into this library";

}  // namespace

sige_device_info query_metal() {
    sige_device_info info{};
    info.struct_size = sizeof info;
    std::snprintf(info.name, sizeof info.name, "Metal");
    std::snprintf(info.reason, sizeof info.reason, "%s", kReason);
    return info;
}

std::shared_ptr<Device> open_metal() {
    fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", kReason);
}

}  // namespace sige

// The CUDA device of a library that holds no CUDA kernels: it says so through the same calls.
#include <cstdio>

#include "core/device.h"

namespace sige {
namespace {

constexpr char kReason[] = "the CUDA backend is not built into this library";

}  // namespace

sige_device_info query_cuda() {
    sige_device_info info{};
    info.struct_size = sizeof info;
    std::snprintf(info.name, sizeof info.name, "CUDA");
    std::snprintf(info.reason, sizeof info.reason, "%s", kReason);
    return info;
}

std::shared_ptr<Device> open_cuda() {
    fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", kReason);
}

}  // namespace sige

// The Metal device of a library that holds no Metal kernels: it says so through the same calls.
#include <cstdio>

#include "core/device.h"

namespace sige {
namespace {

constexpr char kReason[] = "the Metal backend is not built into this library";

int32_t count() {
    return 0;
}

sige_device_info query(int32_t) {
    sige_device_info info{};
    std::snprintf(info.name, sizeof info.name, "Metal");
    std::snprintf(info.reason, sizeof info.reason, "%s", kReason);
    return info;
}

std::shared_ptr<Device> open(int32_t) {
    fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", kReason);
}

}  // namespace

const Backend kMetalBackend{count, query, open};

}  // namespace sige

#include "backends/cuda/device/context.h"

namespace sige::cuda {

int attribute(DeviceId device, int which) {
    int value = 0;
    SIGE_CUDA_CALL(device_get_attribute, &value, which, device);
    return value;
}

Context::Context(DeviceId device, ContextHandle given)
    : device_(device), is_primary_(given == nullptr), handle_(given) {
    capability_ = 10 * attribute(device, kMajor) + attribute(device, kMinor);
    multiprocessors_ = attribute(device, kMultiprocessors);
    shared_per_block_ = attribute(device, kMaxSharedPerBlock);
    if (is_primary_) SIGE_CUDA_CALL(primary_context_retain, &handle_, device);
}

Context::~Context() {
    if (is_primary_) driver().primary_context_release(device_);
}

}  // namespace sige::cuda

#include "backends/cuda/device/context.h"

namespace sige::cuda {

int attribute(DeviceId device, int which) {
    int value = 0;
    SIGE_CUDA_CALL(device_get_attribute, &value, which, device);
    return value;
}

namespace {

// A driver may not tell clocks: those of an RTX 3090 then.
double cycles_of(DeviceId device) {
    constexpr double kUntold = 1700;
    const int kilohertz = attribute(device, kClockKilohertz);
    return kilohertz > 0 ? kilohertz / 1e3 : kUntold;
}

// Both edges of a clock move the bus's bits; a program gets some 85% of them.
double bytes_of(DeviceId device) {
    constexpr double kUntold = 800e3, kShare = 0.85;
    const double kilohertz = attribute(device, kMemoryClockKilohertz),
                 bits = attribute(device, kMemoryBusBits);
    return kilohertz > 0 && bits > 0 ? kShare * 2 * (kilohertz / 1e3) * (bits / 8) : kUntold;
}

}  // namespace

Context::Context(DeviceId device, ContextHandle given)
    : device_(device), is_primary_(given == nullptr), handle_(given) {
    capability_ = 10 * attribute(device, kMajor) + attribute(device, kMinor);
    multiprocessors_ = attribute(device, kMultiprocessors);
    shared_per_block_ = attribute(device, kMaxSharedPerBlock);
    cycles_per_microsecond_ = cycles_of(device);
    bytes_per_microsecond_ = bytes_of(device);
    if (is_primary_) SIGE_CUDA_CALL(primary_context_retain, &handle_, device);
}

Context::~Context() {
    if (is_primary_) driver().primary_context_release(device_);
}

}  // namespace sige::cuda

#include "backends/cuda/device/runtime.h"

namespace sige::cuda {

Runtime::Runtime(DeviceId device, ContextHandle given) : context_(device, given), pool_(context_) {
    const Current current(context_);
    modules_ = std::make_unique<Modules>();
    service_ = std::make_unique<Stream>();
}

Runtime::~Runtime() {
    try {
        const Current current(context_);
        service_.reset();
        modules_.reset();
    } catch (const Error&) {
        // Of a device that is lost, everything went with it.
    }
}

void Runtime::set_bytes(DevicePointer dst, unsigned char value, uint64_t bytes) {
    if (bytes == 0) return;
    std::lock_guard lock(service_mutex_);
    SIGE_CUDA_CALL(set_bytes, dst, value, static_cast<size_t>(bytes), service_->handle());
    service_->synchronize();
}

void Runtime::write(DevicePointer dst, const void* src, uint64_t bytes) {
    if (bytes == 0) return;
    std::lock_guard lock(service_mutex_);
    service_->write(dst, src, bytes);
    service_->synchronize();
}

}  // namespace sige::cuda

#include "backends/cuda/device/memory/resources.h"

namespace sige::cuda {
namespace {

// Destroys what only a current context can destroy; that of a lost device went with it.
template <class Owned>
void destroy_in(const Context& context, Owned& owned) noexcept {
    try {
        const Current current(context);
        owned.reset();
    } catch (const Error&) {
        owned.release();
    }
}

}  // namespace

CudaBuffer::CudaBuffer(std::shared_ptr<Runtime> runtime, uint64_t bytes)
    : Buffer(bytes),
      runtime_(std::move(runtime)),
      block_(runtime_->block(bytes)),
      address_(block_.address()) {
    runtime_->set_bytes(address_, 0, bytes);
}

CudaEvent::CudaEvent(std::shared_ptr<Runtime> runtime)
    : runtime_(std::move(runtime)), mark_(std::make_unique<Mark>(0u)) {}

CudaEvent::~CudaEvent() {
    destroy_in(runtime_->context(), mark_);
}

void CudaEvent::record(StreamHandle stream) {
    SIGE_CUDA_CALL(event_record, mark_->handle(), stream);
    is_recorded_ = true;
}

void CudaEvent::capture(StreamHandle stream) {
    SIGE_CUDA_CALL(event_record_with_flags, mark_->handle(), stream, kExternalEvent);
}

double CudaEvent::seconds_since(Event& event) {
    CudaEvent& earlier = static_cast<CudaEvent&>(event);
    const Current current(runtime_->context());
    SIGE_CUDA_CALL(event_synchronize, earlier.mark_->handle());
    SIGE_CUDA_CALL(event_synchronize, mark_->handle());
    float milliseconds = 0;
    SIGE_CUDA_CALL(event_elapsed, &milliseconds, earlier.mark_->handle(), mark_->handle());
    return static_cast<double>(milliseconds) * 1e-3;
}

SetMirror::SetMirror(std::shared_ptr<Runtime> of_device, Size size)
    : runtime(std::move(of_device)),
      pixels(runtime->block(static_cast<uint64_t>(size.area()) * sizeof(Pixel))),
      arrival(std::make_unique<Mark>(kEventWithoutTiming)) {}

SetMirror::~SetMirror() {
    destroy_in(runtime->context(), arrival);
}

}  // namespace sige::cuda

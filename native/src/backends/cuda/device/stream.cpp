#include "backends/cuda/device/stream.h"

#include <algorithm>
#include <cstring>

namespace sige::cuda {

Stream::Stream() : is_own_(true) {
    SIGE_CUDA_CALL(stream_create, &handle_, kNonBlockingStream);
}

Stream::~Stream() {
    driver().stream_synchronize(handle_);
    if (is_own_) driver().stream_destroy(handle_);
}

char* Stream::room(uint64_t bytes) {
    if (!staging_) staging_.emplace(2 * kHalf);
    return staging_->address() +
           halves_.place(
               bytes, [&](int half) { SIGE_CUDA_CALL(event_record, read_[half].handle(), handle_); },
               [&](int half) { SIGE_CUDA_CALL(event_synchronize, read_[half].handle()); });
}

void Stream::write(DevicePointer dst, const void* src, uint64_t bytes) {
    const char* from = static_cast<const char*>(src);
    while (bytes > 0) {
        const uint64_t piece = std::min(bytes, kHalf);
        char* pinned = room(piece);
        std::memcpy(pinned, from, static_cast<size_t>(piece));
        SIGE_CUDA_CALL(copy_to_device, dst, pinned, static_cast<size_t>(piece), handle_);
        dst += piece;
        from += piece;
        bytes -= piece;
    }
}

}  // namespace sige::cuda

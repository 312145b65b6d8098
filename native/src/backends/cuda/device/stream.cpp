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
    if (staging_ != nullptr) driver().mem_host_free(staging_);
}

char* Stream::room(uint64_t bytes) {
    if (staging_ == nullptr) {
        void* memory = nullptr;
        SIGE_CUDA_CALL(mem_host_alloc, &memory, 2 * kHalf);
        staging_ = static_cast<char*>(memory);
    }
    if (used_ + bytes > kHalf) {
        SIGE_CUDA_CALL(event_record, halves_[half_].read.handle(), handle_);
        halves_[half_].is_in_use = true;
        half_ = 1 - half_;
        if (halves_[half_].is_in_use) SIGE_CUDA_CALL(event_synchronize, halves_[half_].read.handle());
        halves_[half_].is_in_use = false;
        used_ = 0;
    }
    constexpr uint64_t kAlignment = 64;
    char* at = staging_ + static_cast<uint64_t>(half_) * kHalf + used_;
    used_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    return at;
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

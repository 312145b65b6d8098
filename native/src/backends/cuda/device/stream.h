// A stream of the driver with pinned memory that host memory is copied into on its way to the device.
#pragma once

#include <cstdint>
#include <optional>

#include "backends/cuda/device/memory/pinned.h"

namespace sige::cuda {

// A moment in a stream's work.
class Mark final {
  public:
    explicit Mark(unsigned flags) { SIGE_CUDA_CALL(event_create, &handle_, flags); }
    ~Mark() { driver().event_destroy(handle_); }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;
    EventHandle handle() const { return handle_; }

  private:
    EventHandle handle_ = nullptr;
};

class Stream final {
  public:
    Stream();
    // One that the caller keeps.
    explicit Stream(StreamHandle given) : handle_(given), is_own_(false) {}
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    StreamHandle handle() const { return handle_; }
    void synchronize() { SIGE_CUDA_CALL(stream_synchronize, handle_); }
    // src may go when the call returns.
    void write(DevicePointer dst, const void* src, uint64_t bytes);

  private:
    static constexpr uint64_t kHalf = 2 << 20;

    // Pinned memory for what is on its way to the device; bytes at most kHalf.
    char* room(uint64_t bytes);

    StreamHandle handle_ = nullptr;
    const bool is_own_;
    std::optional<Pinned> staging_;                                          // from the first write on
    Mark read_[2] = {Mark(kEventWithoutTiming), Mark(kEventWithoutTiming)};  // of the halves
    Halves halves_{kHalf};
};

}  // namespace sige::cuda

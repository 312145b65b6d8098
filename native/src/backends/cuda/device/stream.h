// A stream of the driver with pinned memory that host memory is copied into on its way to the device.
#pragma once

#include <cstdint>

#include "backends/cuda/driver/driver.h"

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
    // Pinned memory for what is on its way to the device; bytes at most kHalf. The stream reads it before it
    // is given again.
    static constexpr uint64_t kHalf = 2 << 20;
    char* room(uint64_t bytes);
    // src may go when the call returns.
    void write(DevicePointer dst, const void* src, uint64_t bytes);

  private:
    // Two halves: while the stream reads from one, the other is filled.
    struct Half {
        Mark read{kEventWithoutTiming};
        bool is_in_use = false;
    };

    StreamHandle handle_ = nullptr;
    const bool is_own_;
    char* staging_ = nullptr;  // from the first write on
    Half halves_[2];
    int half_ = 0;
    uint64_t used_ = 0;  // of the half
};

}  // namespace sige::cuda

// Pinned memory of the host, which the device's copies read, and the order in which its parts are used.
#pragma once

#include <cstdint>

#include "backends/cuda/driver/driver.h"

namespace sige::cuda {

class Pinned final {
  public:
    explicit Pinned(uint64_t bytes) { SIGE_CUDA_CALL(mem_host_alloc, &memory_, static_cast<size_t>(bytes)); }
    ~Pinned() { driver().mem_host_free(memory_); }
    Pinned(const Pinned&) = delete;
    Pinned& operator=(const Pinned&) = delete;
    char* address() const { return static_cast<char*>(memory_); }

  private:
    void* memory_ = nullptr;
};

// Two halves of memory that take turns: while one is read, the other is filled.
class Halves final {
  public:
    explicit Halves(uint64_t bytes) : bytes_(bytes) {}

    // Where the next bytes go, at most a half. Of a half that has no room for them, leave(half) notes what
    // still reads it, and enter(half) waits for what reads the other.
    template <class Leave, class Enter>
    uint64_t place(uint64_t bytes, const Leave& leave, const Enter& enter) {
        if (used_ + bytes > bytes_) {
            leave(half_);
            was_left_[half_] = true;
            if (was_left_[1 - half_]) enter(1 - half_);
            half_ = 1 - half_;
            used_ = 0;
        }
        constexpr uint64_t kAlignment = 64;
        const uint64_t at = static_cast<uint64_t>(half_) * bytes_ + used_;
        used_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
        return at;
    }

  private:
    const uint64_t bytes_;
    bool was_left_[2] = {};
    int half_ = 0;
    uint64_t used_ = 0;  // of the half
};

}  // namespace sige::cuda

// Scratch of a run.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sige::cuda {

// Its parts, one behind the other.
class Parts final {
  public:
    // Where the part begins.
    uint64_t add(int64_t count, size_t size) {
        constexpr uint64_t kAlignment = 256;
        const uint64_t at = bytes_;
        bytes_ += (static_cast<uint64_t>(count) * size + kAlignment - 1) / kAlignment * kAlignment;
        return at;
    }
    uint64_t bytes() const { return bytes_; }

  private:
    uint64_t bytes_ = 0;
};

}  // namespace sige::cuda

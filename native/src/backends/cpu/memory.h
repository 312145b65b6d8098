// Host memory: buffers, and scratch that grows and is used again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/device.h"

namespace sige::cpu {

struct AlignedDelete {
    void operator()(void* memory) const noexcept;
};
using AlignedMemory = std::unique_ptr<void, AlignedDelete>;

constexpr size_t kAlignment = 64;

// Memory aligned to a cache line; fails with OUT_OF_MEMORY. `zeroed` pages come from the system and cost
// nothing until touched.
AlignedMemory allocate(uint64_t bytes, bool zeroed);

class HostBuffer final : public Buffer {
  public:
    explicit HostBuffer(uint64_t bytes);
    HostBuffer(void* memory, uint64_t bytes);
    void* address() const override { return memory_; }

  private:
    AlignedMemory owned_;
    void* memory_;
};

// Memory for the work of one call; keeps the largest size it was asked for. It has `least` bytes from the
// first call on: how work is cut depends on how much there is, and less of it may want more of one scratch.
class Scratch final {
  public:
    explicit Scratch(uint64_t least = 2 << 20) : least_(least) {}

    template <class T>
    T* get(uint64_t count) {
        return static_cast<T*>(reserve(count * sizeof(T)));
    }
    uint64_t bytes() const { return bytes_; }

  private:
    void* reserve(uint64_t bytes);

    uint64_t least_;
    AlignedMemory memory_;
    uint64_t bytes_ = 0;
};

template <class T>
T* data(const Tensor& tensor) {
    return reinterpret_cast<T*>(static_cast<char*>(tensor.buffer->address()) + tensor.offset);
}

template <class T>
T* data(const Rows& rows) {
    return reinterpret_cast<T*>(static_cast<char*>(rows.buffer->address()) + rows.offset);
}

template <class T>
T* data(const Buffer* buffer) {
    return buffer == nullptr ? nullptr : static_cast<T*>(buffer->address());
}

}  // namespace sige::cpu

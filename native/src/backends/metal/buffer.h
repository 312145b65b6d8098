// Memory of a Metal device, which the processor shares.
#pragma once

#include "backends/metal/runtime/gpu.h"
#include "core/device.h"

namespace sige::metal {

class MetalBuffer final : public Buffer {
  public:
    // Lets go of the MTLBuffer when it goes; work in flight keeps it until it is done.
    MetalBuffer(Object buffer, uint64_t bytes) : Buffer(bytes), buffer_(std::move(buffer)) {}

    void* address() const override { return buffer_.get(); }
    char* contents() const { return static_cast<char*>(objc().contents(buffer_.get())); }

  private:
    const Object buffer_;
};

inline char* contents_of(Buffer* buffer) {
    return static_cast<MetalBuffer*>(buffer)->contents();
}

}  // namespace sige::metal

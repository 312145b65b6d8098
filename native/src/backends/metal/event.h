// A moment in a queue's work: the end of a command buffer, by the GPU's clock.
#pragma once

#include "backends/metal/runtime/gpu.h"
#include "core/device.h"

namespace sige::metal {

class MetalEvent final : public Event {
  public:
    void mark(Id command_buffer) {
        std::lock_guard lock(mutex_);
        command_buffer_ = Object::retained(command_buffer);
    }
    bool is_recorded() const override {
        std::lock_guard lock(mutex_);
        return static_cast<bool>(command_buffer_);
    }
    double seconds_since(Event& earlier) override { return end() - static_cast<MetalEvent&>(earlier).end(); }

  private:
    double end() {
        const Pool pool;
        std::lock_guard lock(mutex_);
        objc().wait(command_buffer_.get());
        return objc().end_time(command_buffer_.get());
    }

    mutable std::mutex mutex_;
    Object command_buffer_;
};

}  // namespace sige::metal

// The context of one device that all its work is in, and making it a thread's own for the time of a call.
#pragma once

#include <string>

#include "backends/cuda/driver/driver.h"

namespace sige::cuda {

class Context final {
  public:
    // The device's primary context, which the process shares with every other user of the driver; or one that
    // the caller keeps.
    explicit Context(DeviceId device, ContextHandle given = nullptr);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    DeviceId device() const { return device_; }
    ContextHandle handle() const { return handle_; }
    // Its compute capability, 10 * major + minor.
    int capability() const { return capability_; }
    int multiprocessors() const { return multiprocessors_; }
    int shared_per_block() const { return shared_per_block_; }
    // What its multiprocessors run at, and what its memory moves.
    double cycles_per_microsecond() const { return cycles_per_microsecond_; }
    double bytes_per_microsecond() const { return bytes_per_microsecond_; }

  private:
    friend class Current;

    const DeviceId device_;
    const bool is_primary_;
    ContextHandle handle_;
    int capability_ = 0, multiprocessors_ = 0, shared_per_block_ = 0;
    double cycles_per_microsecond_ = 0, bytes_per_microsecond_ = 0;
};

// The context is the thread's while this lives; what was before is so again afterwards.
class Current final {
  public:
    explicit Current(const Context& context) { SIGE_CUDA_CALL(context_push, context.handle_); }
    ~Current() {
        ContextHandle popped;
        driver().context_pop(&popped);
    }
    Current(const Current&) = delete;
    Current& operator=(const Current&) = delete;
};

int attribute(DeviceId device, int which);

}  // namespace sige::cuda

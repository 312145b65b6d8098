// Which device a program of tests is for: each links one file of harness/target.
#pragma once

#include <cstdint>
#include <utility>

#include "sige/sige.h"

namespace sige::test {

extern const sige_device_kind kTarget;
// The precision in which attention rounds its factors where it is asked for; in others it takes float32.
extern const sige_precision kRoundedAttention;

// Memory of the host that a test shows the device, as long as this lives.
class DeviceView final {
  public:
    DeviceView(void* host, uint64_t bytes);
    ~DeviceView();
    DeviceView(DeviceView&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)) {}
    DeviceView(const DeviceView&) = delete;
    DeviceView& operator=(const DeviceView&) = delete;

    // What sige_buffer_wrap takes.
    void* memory() const { return memory_; }

  private:
    void* memory_;
};

}  // namespace sige::test

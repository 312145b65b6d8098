// Which device a program of tests is for: each links one file of harness/target.
#pragma once

#include <cstdint>
#include <utility>

#include "sige/sige.h"

namespace sige::test {

extern const sige_device_kind kTarget;
// Whether attention rounds its factors to a precision of 16 bits where it is asked for; else it takes
// float32.
bool rounds_attention(sige_precision precision, bool is_causal);

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

// What a backend provides: devices, and on them queues, buffers, events and convolutions. The C ABI checks
// and forwards to these; each kind of device implements them in backends/.
#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "core/planning/active_set.h"
#include "core/queue.h"
#include "core/resource.h"

namespace sige {

class Buffer : public Resource {
  public:
    // A host pointer on the CPU, the device's own handle elsewhere.
    virtual void* address() const = 0;
    uint64_t bytes() const { return bytes_; }

  protected:
    explicit Buffer(uint64_t bytes) : bytes_(bytes) {}

  private:
    const uint64_t bytes_;
};

class Convolution : public Resource {
  public:
    virtual sige_convolution_info info() const = 0;
    virtual std::vector<sige_convolution_form> forms() const = 0;
    const ConvolutionShape shape;
    const bool has_weights;

  protected:
    Convolution(const ConvolutionShape& s, bool weights) : shape(s), has_weights(weights) {}
};

// A moment in a queue's work.
class Event : public Resource {
  public:
    // Whether a queue was told to mark it.
    virtual bool is_recorded() const = 0;
    // Seconds from an earlier event to this one; waits for both.
    virtual double seconds_since(Event& earlier) = 0;
};

// Calls of a queue that were noted, to be run as one.
class Capture : public Resource {
  public:
    // Whether what it was made for still holds.
    virtual bool is_current() const = 0;
};

class Device {
  public:
    virtual ~Device() = default;
    virtual sige_device_kind kind() const = 0;
    // Whether operators take tensors of float16, and not their copies alone.
    virtual bool stores_float16() const { return false; }
    virtual std::unique_ptr<Queue> create_queue(const QueueOptions& options) = 0;
    // Of a stream that its caller keeps; fails with UNSUPPORTED on a device that has none.
    virtual std::unique_ptr<Queue> wrap_queue(void* handle) = 0;
    virtual std::unique_ptr<Buffer> create_buffer(uint64_t bytes) = 0;
    virtual std::unique_ptr<Buffer> wrap_buffer(void* memory, uint64_t bytes) = 0;
    virtual std::unique_ptr<Event> create_event() = 0;
    virtual std::unique_ptr<Convolution> create_convolution(const sige_convolution_desc& desc,
                                                            const ConvolutionShape& shape) = 0;
    // Takes what its caller let go of. A device whose queues return before their work is done keeps it until
    // then.
    virtual void retire(std::unique_ptr<Resource> resource) { resource.reset(); }
};

// Kinds of devices, each with its functions in a folder of backends/: how many there are here, whether one
// can be used and why, and opening it, by its index or by a handle that its caller keeps, which fails with
// DEVICE_UNAVAILABLE and the reason.
struct Backend {
    int32_t (*count)();
    sige_device_info (*query)(int32_t index);
    std::shared_ptr<Device> (*open)(int32_t index);
    std::shared_ptr<Device> (*wrap)(void* handle);
};
extern const Backend kCpuBackend, kCudaBackend, kMetalBackend;

}  // namespace sige

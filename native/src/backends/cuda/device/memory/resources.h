// What a CUDA device owns on behalf of callers: buffers, events, and copies of active sets.
#pragma once

#include <memory>

#include "backends/cuda/device/runtime.h"
#include "core/device.h"
#include "core/planning/active_set.h"

namespace sige::cuda {

class CudaBuffer final : public Buffer {
  public:
    // Zeroed memory of its own, or a caller's.
    CudaBuffer(std::shared_ptr<Runtime> runtime, uint64_t bytes);
    CudaBuffer(DevicePointer memory, uint64_t bytes) : Buffer(bytes), address_(memory) {}
    void* address() const override { return reinterpret_cast<void*>(static_cast<uintptr_t>(address_)); }

  private:
    std::shared_ptr<Runtime> runtime_;
    Block block_;
    DevicePointer address_;
};

class CudaEvent final : public Event {
  public:
    explicit CudaEvent(std::shared_ptr<Runtime> runtime);
    ~CudaEvent() override;
    void record(StreamHandle stream);
    // Lets each launch of what the stream captures record it.
    void capture(StreamHandle stream);
    // A launch was handed in.
    void note_recorded() { is_recorded_ = true; }
    bool is_recorded() const override { return is_recorded_; }
    double seconds_since(Event& earlier) override;

  private:
    const std::shared_ptr<Runtime> runtime_;
    std::unique_ptr<Mark> mark_;
    std::atomic<bool> is_recorded_{false};
};

// A device's copy of an active set: the list of its pixels, with room for all that the set can have. A set
// that is built again leaves the copy to the work that was handed in with it; the next upload takes its place
// in the order of a stream.
class SetMirror final : public Resource {
  public:
    SetMirror(std::shared_ptr<Runtime> runtime, Size size);
    ~SetMirror() override;

    const std::shared_ptr<Runtime> runtime;
    std::atomic<uint64_t> generation{0};  // of the set, once its list is there
    std::atomic<int32_t> count{0};        // of its pixels
    int queue = 0;                        // whose stream brought it
    Block pixels;
    std::unique_ptr<Mark> arrival;
};

}  // namespace sige::cuda

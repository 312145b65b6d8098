// Calls that a queue noted: a graph of the driver, and what it was made for.
#pragma once

#include <vector>

#include "backends/cuda/device/memory/resources.h"

namespace sige::cuda {

// A set whose list of pixels a captured call reads, and how many of them it was made for.
struct CapturedSet {
    std::shared_ptr<SetMirror> mirror;
    std::shared_ptr<const std::atomic<uint64_t>> generation;  // of the set, 0 when that is gone
    int32_t count;
};

class CudaCapture final : public Capture {
  public:
    CudaCapture(std::shared_ptr<Runtime> runtime, int queue) : runtime_(std::move(runtime)), queue_(queue) {}
    ~CudaCapture() override;

    // While calls are noted: the address of a set's list, which must be on the device; an event that each
    // launch records; memory that calls use.
    DevicePointer add(const ActiveSet& set);
    void add(CudaEvent& event) { events_.push_back(&event); }
    void keep(const std::shared_ptr<Block>& scratch);
    // A call failed.
    void spoil() { is_spoilt_ = true; }
    bool is_spoilt() const { return is_spoilt_; }
    // Takes over what was captured of the stream.
    void instantiate(GraphHandle graph);

    int queue() const { return queue_; }
    const std::vector<CapturedSet>& sets() const { return sets_; }
    bool is_current() const override;
    void launch(StreamHandle stream);

  private:
    const std::shared_ptr<Runtime> runtime_;
    const int queue_;
    std::vector<CapturedSet> sets_;
    std::vector<CudaEvent*> events_;
    std::vector<std::shared_ptr<Block>> scratch_;
    bool is_spoilt_ = false;
    ExecutableHandle executable_ = nullptr;
};

// Spoils a capture, if one has begun, with the exception that ends its scope.
class NotedCall final {
  public:
    explicit NotedCall(CudaCapture* capture) : capture_(capture), before_(std::uncaught_exceptions()) {}
    ~NotedCall() {
        if (capture_ != nullptr && std::uncaught_exceptions() > before_) capture_->spoil();
    }
    NotedCall(const NotedCall&) = delete;
    NotedCall& operator=(const NotedCall&) = delete;

  private:
    CudaCapture* const capture_;
    const int before_;
};

}  // namespace sige::cuda

// A queue of a Metal device: calls become kernels in one command buffer, which runs when somebody waits.
#pragma once

#include "backends/metal/stream.h"
#include "core/planning/active_set.h"

namespace sige::metal {

class MetalQueue final : public Queue {
  public:
    // Of an MTLCommandQueue.
    MetalQueue(std::shared_ptr<Gpu> gpu, Object queue) : stream_(std::move(gpu), std::move(queue)) {}

    const char* backend() const override { return "Metal"; }
    QueueOptions options() const override { return {}; }

  protected:
    void run(const WriteCall& call) override;
    void run(const ReadCall& call) override;
    void run(const CopyCall& call) override;
    void run(const UploadCall& call) override;
    void mark(Event& event) override;
    void wait() override;
    void keep_form(Convolution& convolution, int32_t form) override;
    ConvolutionCosts cost_run(const ConvolutionCall& call, uint64_t assumed_kept) override;

#define SIGE_OVERRIDE_OPERATOR(Name, sentence) void run(const Name##Call& call) override;
    SIGE_OPERATORS(SIGE_OVERRIDE_OPERATOR)
#undef SIGE_OVERRIDE_OPERATOR

  private:
    Stream stream_;
};

}  // namespace sige::metal

// The double's queue: a call is taken apart and put aside; it runs on a queue of the CPU when somebody waits.
#pragma once

#include "double/stream.h"

namespace sige::counting {

// It leaves out the loop of multiply-adds, as a backend may: what it does not override refuses.
class DoubleQueue final : public Queue {
  public:
    explicit DoubleQueue(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}

    const char* backend() const override { return "counting double"; }
    QueueOptions options() const override { return {}; }

  protected:
    void run(const WriteCall& call) override;
    void run(const ReadCall& call) override;
    void run(const CopyCall& call) override { defer(call); }
    void run(const UploadCall& call) override;
    void mark(Event& event) override;
    void wait() override;
    void keep_form(Convolution& convolution, int32_t form) override;
    ConvolutionCosts cost_run(const ConvolutionCall& call, uint64_t assumed_kept) override;

#define SIGE_OVERRIDE_OPERATOR(Name, sentence)  \
    void run(const Name##Call& call) override { \
        accept(call);                           \
    }
    SIGE_OPERATORS(SIGE_OVERRIDE_OPERATOR)
#undef SIGE_OVERRIDE_OPERATOR

  private:
    template <class Call>
    void accept(const Call& call) {
        defer(call);
    }
    // A form that refuses does so now, not when nobody knows any more which call it was.
    void accept(const ConvolutionCall& call) {
        cost_run(call, 0);
        defer(call);
    }
    template <class Call>
    void defer(const Call& call);

    const std::shared_ptr<Stream> stream_;
};

}  // namespace sige::counting

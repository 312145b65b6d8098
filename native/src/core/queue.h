// An ordered stream of work of one device: transfers, events, and every operator of the engine.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>

#include "core/operators.h"

namespace sige {

class Capture;
class Event;

// What a queue is made with; a device reads the options of its own kind.
struct QueueOptions {
    sige_cpu_queue_options cpu{};
};

// Host memory to device memory; src may go when the call returns.
struct WriteCall {
    Buffer* dst = nullptr;
    uint64_t offset = 0;
    const void* src = nullptr;
    uint64_t bytes = 0;
};

// Device memory to host memory; waits for the work before it.
struct ReadCall {
    Buffer* src = nullptr;
    uint64_t offset = 0;
    void* dst = nullptr;
    uint64_t bytes = 0;
};

struct CopyCall {
    Buffer* src = nullptr;
    uint64_t src_offset = 0;
    Buffer* dst = nullptr;
    uint64_t dst_offset = 0;
    uint64_t bytes = 0;
};

// Several writes and the tables of active sets in one transfer.
struct UploadCall {
    std::span<const WriteCall> writes;
    std::span<const ActiveSet* const> sets;
};

// What the cost model says of a run of a convolution, and of each form, in the order of their ids.
struct ConvolutionCosts {
    std::span<const sige_form_candidate> candidates() const { return {forms.data(), form_count}; }

    sige_convolution_costs run{};
    std::array<sige_form_candidate, SIGE_MAX_FORMS> forms{};
    size_t form_count = 0;
};

// A backend implements the transfers, and those operators that it has: the others refuse with a sentence.
// Calls are checked before they arrive here; one runs at a time, whatever threads they come from.
class Queue {
  public:
    virtual ~Queue() = default;
    // How messages call the backend, such as "CPU".
    virtual const char* backend() const = 0;
    // What it runs with, defaults resolved.
    virtual QueueOptions options() const = 0;

    template <class Call>
    void submit(const Call& call) {
        std::lock_guard lock(mutex_);
        run(call);
    }
    void record(Event& event) {
        std::lock_guard lock(mutex_);
        mark(event);
    }
    // Waits for all work.
    void synchronize() {
        std::lock_guard lock(mutex_);
        wait();
    }
    // From here on calls are noted until the capture ends.
    void begin_capture() {
        std::lock_guard lock(mutex_);
        begin_noting();
    }
    std::unique_ptr<Capture> end_capture();
    void launch(Capture& capture) {
        std::lock_guard lock(mutex_);
        run_noted(capture);
    }
    // Waits for all work, for one who lets go of the queue: a capture that has begun is forgotten.
    void close() {
        std::lock_guard lock(mutex_);
        forget_noted();
        wait();
    }
    double measure_peak(int milliseconds) {
        std::lock_guard lock(mutex_);
        return peak(milliseconds);
    }
    // Ids of forms, those of calls too, are the backend's to check.
    void keep(Convolution& convolution, int32_t form) {
        std::lock_guard lock(mutex_);
        keep_form(convolution, form);
    }
    // Bit i of `assumed_kept` costs form i as if its weights were kept.
    ConvolutionCosts costs(const ConvolutionCall& call, uint64_t assumed_kept) {
        std::lock_guard lock(mutex_);
        return cost_run(call, assumed_kept);
    }

  protected:
    virtual void run(const WriteCall& call) = 0;
    virtual void run(const ReadCall& call) = 0;
    virtual void run(const CopyCall& call) = 0;
    virtual void run(const UploadCall& call) = 0;
    virtual void mark(Event& event) = 0;
    virtual void wait() = 0;
    // A backend without captures refuses to begin one.
    virtual void begin_noting();
    virtual std::unique_ptr<Capture> end_noting();
    virtual void run_noted(Capture& capture);
    virtual void forget_noted() {}
    // Floating-point operations a second.
    virtual double peak(int milliseconds);
    virtual void keep_form(Convolution& convolution, int32_t form);
    virtual ConvolutionCosts cost_run(const ConvolutionCall& call, uint64_t assumed_kept);

#define SIGE_DECLARE_OPERATOR(Name, sentence) virtual void run(const Name##Call& call);
    SIGE_OPERATORS(SIGE_DECLARE_OPERATOR)
#undef SIGE_DECLARE_OPERATOR

  private:
    [[noreturn]] void refuse(const char* what) const;

    std::mutex mutex_;
};

}  // namespace sige

// The CPU's queue: a thread pool, the kernels of one instruction set, and scratch. Work is done when a call
// returns.
#pragma once

#include <vector>

#include "backends/cpu/memory.h"
#include "core/device.h"
#include "core/planning/active_set.h"
#include "core/system/thread_pool.h"
#include "kernels/kernels.h"

namespace sige::cpu {

class HostConvolution;

// Evaluated source pixels of a convolution with a prologue, see PrologueRows.
struct PrologueScratch {
    Scratch rows;
    std::vector<int32_t> ranks;  // [h * w], -1 between calls
    std::vector<Pixel> needed;
};

// What the work of a call runs with.
struct Context {
    const Kernels& kernels;
    ThreadPool& pool;
    Scratch& shared;                   // one block for all threads
    std::vector<Scratch>& per_thread;  // one block for each
    PrologueScratch& prologue;
    Scratch& image_bias;  // a convolution's biases with those of one image
};

class HostQueue final : public Queue {
  public:
    explicit HostQueue(const sige_cpu_queue_options& options);

    const char* backend() const override { return "CPU"; }
    QueueOptions options() const override { return QueueOptions{options_}; }

  protected:
    void run(const WriteCall& call) override;
    void run(const ReadCall& call) override;
    void run(const CopyCall& call) override;
    void run(const UploadCall& call) override;
    void mark(Event& event) override;
    void wait() override { pool_.park(); }
    double peak(int milliseconds) override;
    void keep_form(Convolution& convolution, int32_t form) override;
    ConvolutionCosts cost_run(const ConvolutionCall& call, uint64_t assumed_kept) override;

#define SIGE_OVERRIDE_OPERATOR(Name, sentence) void run(const Name##Call& call) override;
    SIGE_OPERATORS(SIGE_OVERRIDE_OPERATOR)
#undef SIGE_OVERRIDE_OPERATOR

  private:
    // Gives each thread as much scratch as one has needed: which thread works on what is chance, and a call
    // no larger than an earlier one takes no memory.
    void level_scratch();
    Context context() {
        return Context{kernels_, pool_, shared_, per_thread_, prologue_, image_bias_};
    }

    const sige_cpu_queue_options options_;
    const Kernels kernels_;
    ThreadPool pool_;
    Scratch shared_{4 << 20};
    std::vector<Scratch> per_thread_;
    PrologueScratch prologue_;
    Scratch image_bias_;
};

}  // namespace sige::cpu

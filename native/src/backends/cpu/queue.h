// The CPU's queue: a thread pool, the kernels of one instruction set, and scratch. Work is done when a call
// returns.
#pragma once

#include <mutex>
#include <vector>

#include "backends/cpu/active_set.h"
#include "backends/cpu/kernels.h"
#include "backends/cpu/memory.h"
#include "core/device.h"
#include "core/thread_pool.h"

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
    explicit HostQueue(const sige_queue_options& options);

    sige_queue_options options() const override { return options_; }
    void synchronize() override { pool_.park(); }
    double measure_peak(int milliseconds) override;

    void write(Buffer& dst, uint64_t offset, const void* src, uint64_t bytes) override;
    void read(Buffer& src, uint64_t offset, void* dst, uint64_t bytes) override;
    void copy(Buffer& src, uint64_t src_offset, Buffer& dst, uint64_t dst_offset, uint64_t bytes) override;

    void mask_difference(const Tensor& a, const Tensor& b, float eps, Buffer& mask) override;
    void mask_dilate(Buffer& src, Size size, int32_t radius, Buffer& dst) override;
    void mask_downsample(Buffer& src, Size src_size, Buffer& dst, Size dst_size) override;
    void mask_threshold(Buffer& src, Size size, float threshold, Buffer& dst) override;
    void mask_reduce_to_blocks(Buffer& mask, Size size, int32_t block, int32_t halo, Buffer& blocks,
                               Buffer& count) override;

    void build(ActiveSet& set, Buffer& mask, sige_policy policy) override;
    sige_active_counts counts(ActiveSet& set) override;
    int64_t first_outside(ActiveSet& set, const Region& region) override;
    uint64_t read_table(ActiveSet& set, sige_index_table table, const sige_index_geometry* geometry,
                        int32_t* dst, uint64_t capacity) override;

    void gather(const Tensor& src, ActiveSet& set, const Affine& prologue, Rows dst) override;
    void scatter(Rows src, ActiveSet& set, const Tensor& dst) override;
    void scatter_with_residual(Rows src, ActiveSet& set, const Tensor& residual, const Tensor& dst) override;
    void scatter_with_block_residual(Rows src, Rows residual, ActiveSet& set, const Tensor& dst) override;
    void scatter_gather(Rows src, ActiveSet& written, const Tensor& recorded, ActiveSet& wanted,
                        const Affine& prologue, Rows dst) override;

    uint64_t copy_pixels(const Region& src, ActiveSet* set, const Region& dst, bool count) override;

    void prepare(Convolution& convolution, sige_algorithm algorithm) override;
    sige_convolution_plan plan(Convolution& convolution, const ConvolutionCall& call,
                               bool assume_ready) override;
    void run(Convolution& convolution, const ConvolutionCall& call) override;

    void attention(const AttentionCall& call) override;
    void time_embedding(const Tensor& src, sige_embedding_order order, float downscale_shift,
                        const Tensor& dst) override;

    void norm_statistics(const NormCall& call) override;
    void norm_statistics_update(const NormCall& call, ActiveSet& set, Rows old_rows, Rows old_rows2) override;
    void spade_modulate(const Tensor& src, const Affine& normalisation, const Tensor& gamma,
                        const Tensor& beta, ActiveSet* set, const Tensor& dst) override;
    void activate(const Tensor& src, const Affine& affine, ActiveSet* set, const Tensor& dst) override;
    void add(const Tensor& a, const Tensor& b, ActiveSet* set, const Tensor& dst) override;
    void average_pool(const PoolCall& call) override;
    void resize_nearest(const Tensor& src, ActiveSet* set, const Tensor& dst) override;
    void one_hot(const Tensor& labels, ActiveSet* set, const Tensor& dst) override;

  private:
    Context context() { return Context{kernels_, pool_, shared_, per_thread_, prologue_, image_bias_}; }

    const sige_queue_options options_;
    const Kernels kernels_;
    ThreadPool pool_;
    Scratch shared_;
    std::vector<Scratch> per_thread_;
    PrologueScratch prologue_;
    Scratch image_bias_;
    std::mutex mutex_;  // calls on one queue are serialised
};

}  // namespace sige::cpu

// What a backend provides: devices, and on them queues, buffers, active sets and convolutions.
// The C ABI validates and forwards to these; each kind of device implements them in backends/.
#pragma once

#include <memory>

#include "core/calls.h"
#include "core/error.h"
#include "core/tensor.h"

namespace sige {

class Buffer {
  public:
    virtual ~Buffer() = default;
    // A host pointer on the CPU, the device's own handle elsewhere.
    virtual void* address() const = 0;
    uint64_t bytes() const { return bytes_; }

  protected:
    explicit Buffer(uint64_t bytes) : bytes_(bytes) {}

  private:
    const uint64_t bytes_;
};

class ActiveSet {
  public:
    virtual ~ActiveSet() = default;
    const int32_t h, w;

  protected:
    ActiveSet(int32_t height, int32_t width) : h(height), w(width) {}
};

class Convolution {
  public:
    virtual ~Convolution() = default;
    virtual sige_convolution_info info() const = 0;
    const ConvolutionShape shape;
    const bool has_weights;

  protected:
    Convolution(const ConvolutionShape& s, bool weights) : shape(s), has_weights(weights) {}
};

// An ordered stream of work: every operator of the engine. Calls are validated before they arrive here.
class Queue {
  public:
    virtual ~Queue() = default;
    virtual sige_queue_options options() const = 0;
    virtual void synchronize() = 0;
    virtual double measure_peak(int milliseconds) = 0;

    virtual void write(Buffer& dst, uint64_t offset, const void* src, uint64_t bytes) = 0;
    virtual void read(Buffer& src, uint64_t offset, void* dst, uint64_t bytes) = 0;
    virtual void copy(Buffer& src, uint64_t src_offset, Buffer& dst, uint64_t dst_offset, uint64_t bytes) = 0;

    virtual void mask_difference(const Tensor& a, const Tensor& b, float eps, Buffer& mask) = 0;
    virtual void mask_dilate(Buffer& src, Size size, int32_t radius, Buffer& dst) = 0;
    virtual void mask_downsample(Buffer& src, Size src_size, Buffer& dst, Size dst_size) = 0;
    virtual void mask_threshold(Buffer& src, Size size, float threshold, Buffer& dst) = 0;
    virtual void mask_reduce_to_blocks(Buffer& mask, Size size, int32_t block, int32_t halo, Buffer& blocks,
                                       Buffer& count) = 0;

    virtual void build(ActiveSet& set, Buffer& mask, sige_policy policy) = 0;
    virtual sige_active_counts counts(ActiveSet& set) = 0;
    // The first active pixel that a region lacks, as y * w + x of its picture, or -1.
    virtual int64_t first_outside(ActiveSet& set, const Region& region) = 0;
    // Returns how many indices the table has; writes them only if capacity suffices.
    virtual uint64_t read_table(ActiveSet& set, sige_index_table table, const sige_index_geometry* geometry,
                                int32_t* dst, uint64_t capacity) = 0;

    virtual void gather(const Tensor& src, ActiveSet& set, const Affine& prologue, Rows dst) = 0;
    virtual void scatter(Rows src, ActiveSet& set, const Tensor& dst) = 0;
    virtual void scatter_with_residual(Rows src, ActiveSet& set, const Tensor& residual,
                                       const Tensor& dst) = 0;
    virtual void scatter_with_block_residual(Rows src, Rows residual, ActiveSet& set, const Tensor& dst) = 0;
    virtual void scatter_gather(Rows src, ActiveSet& written, const Tensor& recorded, ActiveSet& wanted,
                                const Affine& prologue, Rows dst) = 0;

    // Copies the given pixels, or with null all of the smaller region; returns how many finite values became
    // infinite, if they are to be counted.
    virtual uint64_t copy_pixels(const Region& src, ActiveSet* set, const Region& dst, bool count) = 0;

    virtual void prepare(Convolution& convolution, sige_algorithm algorithm) = 0;
    virtual sige_convolution_plan plan(Convolution& convolution, const ConvolutionCall& call,
                                       bool assume_ready) = 0;
    virtual void run(Convolution& convolution, const ConvolutionCall& call) = 0;

    virtual void attention(const AttentionCall& call) = 0;
    virtual void time_embedding(const Tensor& src, sige_embedding_order order, float downscale_shift,
                                const Tensor& dst) = 0;

    virtual void norm_statistics(const NormCall& call) = 0;
    virtual void norm_statistics_update(const NormCall& call, ActiveSet& set, Rows old_rows,
                                        Rows old_rows2) = 0;
    // gamma may be none; gamma and beta may be one pixel an image.
    virtual void spade_modulate(const Tensor& src, const Affine& normalisation, const Tensor& gamma,
                                const Tensor& beta, ActiveSet* set, const Tensor& dst) = 0;
    virtual void activate(const Tensor& src, const Affine& affine, ActiveSet* set, const Tensor& dst) = 0;
    virtual void add(const Tensor& a, const Tensor& b, ActiveSet* set, const Tensor& dst) = 0;
    virtual void average_pool(const PoolCall& call) = 0;
    virtual void resize_nearest(const Tensor& src, ActiveSet* set, const Tensor& dst) = 0;
    virtual void one_hot(const Tensor& labels, ActiveSet* set, const Tensor& dst) = 0;
};

class Device {
  public:
    virtual ~Device() = default;
    virtual sige_device_kind kind() const = 0;
    virtual std::unique_ptr<Queue> create_queue(const sige_queue_options& options) = 0;
    virtual std::unique_ptr<Buffer> create_buffer(uint64_t bytes) = 0;
    virtual std::unique_ptr<Buffer> wrap_buffer(void* memory, uint64_t bytes) = 0;
    virtual std::unique_ptr<ActiveSet> create_active_set(Size size) = 0;
    virtual std::unique_ptr<Convolution> create_convolution(const sige_convolution_desc& desc,
                                                            const ConvolutionShape& shape) = 0;
};

// Whether a kind of device can be used here and why; one function per backend, each in its folder.
sige_device_info query_cpu();
sige_device_info query_cuda();
sige_device_info query_metal();
// Opens a device or fails with DEVICE_UNAVAILABLE and the reason.
std::shared_ptr<Device> open_cpu();
std::shared_ptr<Device> open_cuda();
std::shared_ptr<Device> open_metal();

}  // namespace sige

// The opaque handles of the C ABI. A child holds its device, so destroy order never matters.
struct sige_device {
    std::shared_ptr<sige::Device> it;
};
struct sige_queue {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Queue> it;
};
struct sige_buffer {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Buffer> it;
};
struct sige_active_set {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::ActiveSet> it;
};
struct sige_convolution {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Convolution> it;
};

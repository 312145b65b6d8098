// A session in small: all that a caller makes of a device, a run and an edit.
#pragma once

#include "cuda/driver/control.h"
#include "harness/device/forms.h"
#include "harness/device/lane.h"

namespace sige::test {

inline sige_cuda_double_counts cuda_counts() {
    sige_cuda_double_counts counts{};
    sige_cuda_double_query_counts(&counts);
    return counts;
}

// What is alive beside what the program's own device holds.
inline uint64_t alive(const sige_cuda_double_counts& c) {
    return c.contexts + c.modules + c.streams + c.events + c.graphs + c.executable_graphs + c.allocations +
           c.host_allocations;
}

// The first status of a call that is not OK ends it; everything is let go of either way.
class Scenario final {
  public:
    sige_status run() {
        const sige_status status = open();
        return status != SIGE_STATUS_OK ? status : run_steps();
    }
    // On what a caller opened.
    sige_status run(Device device, Queue queue) {
        device_ = std::move(device);
        queue_ = std::move(queue);
        return run_steps();
    }
    const std::vector<float>& result() const { return result_; }

  private:
    static constexpr int kSide = 8, kC = 16;
    static constexpr size_t kSize = static_cast<size_t>(kSide) * kSide * kC;

#define SIGE_TRY(call)                                 \
    do {                                               \
        const sige_status status_ = (call);            \
        if (status_ != SIGE_STATUS_OK) return status_; \
    } while (false)

    sige_status run_steps() {
        for (const auto step : {&Scenario::make, &Scenario::record, &Scenario::edit, &Scenario::read}) {
            const sige_status status = (this->*step)();
            if (status != SIGE_STATUS_OK) return status;
        }
        return SIGE_STATUS_OK;
    }
    sige_status open() {
        sige_device* device = nullptr;
        SIGE_TRY(sige_device_create(SIGE_DEVICE_CUDA, 0, &device));
        device_.reset(device);
        sige_queue* queue = nullptr;
        SIGE_TRY(sige_queue_create(device, nullptr, &queue));
        queue_.reset(queue);
        return SIGE_STATUS_OK;
    }
    sige_status make() {
        for (Buffer* buffer : {&src_, &dst_, &sums_, &scale_, &shift_}) {
            sige_buffer* created = nullptr;
            SIGE_TRY(sige_buffer_create(device_.get(), kSize * sizeof(double), &created));
            buffer->reset(created);
        }
        const std::vector<float> weights = noise(static_cast<size_t>(9 * kC * kC), 1);
        sige_convolution_desc desc{};
        desc.struct_size = sizeof desc;
        desc.in_channels = desc.out_channels = kC;
        desc.kernel_h = desc.kernel_w = 3;
        desc.pad_top = desc.pad_left = desc.pad_bottom = desc.pad_right = 1;
        desc.weights = weights.data();
        sige_convolution* convolution = nullptr;
        SIGE_TRY(sige_convolution_create(device_.get(), &desc, &convolution));
        convolution_.reset(convolution);
        SIGE_TRY(sige_convolution_keep(queue_.get(), convolution, form_id(convolution, form::kFloat16)));
        sige_active_set* set = nullptr;
        SIGE_TRY(sige_active_set_create(device_.get(), kSide, kSide, &set));
        set_.reset(set);
        std::vector<uint8_t> mask(kSide * kSide);
        mask[9] = mask[20] = 1;
        return sige_active_set_build(set, mask.data(), SIGE_POLICY_PIXELS);
    }
    sige_status convolve(sige_active_set* active) {
        sige_convolution_args args{};
        args.struct_size = sizeof args;
        args.src = view(src_, 1, kSide, kSide, kC);
        args.dst = view(dst_, 1, kSide, kSide, kC);
        args.prologue = sige_affine{scale_.get(), shift_.get(), 1, SIGE_ACTIVATION_SILU, 0, 0};
        args.active = active;
        args.form = form_id(convolution_.get(), form::kFloat16);
        args.precision = SIGE_PRECISION_F16;
        return sige_convolution_run(queue_.get(), convolution_.get(), &args);
    }
    sige_status record() {
        const std::vector<float> values = noise(kSize, 2);
        SIGE_TRY(sige_buffer_write(queue_.get(), src_.get(), 0, values.data(), kSize * sizeof(float)));
        sige_norm_args norm{};
        norm.struct_size = sizeof norm;
        norm.kind = SIGE_NORM_GROUP;
        norm.groups = 4;
        norm.src = view(src_, 1, kSide, kSide, kC);
        norm.eps = 1e-5f;
        norm.sums = sums_.get();
        norm.scale = scale_.get();
        norm.shift = shift_.get();
        SIGE_TRY(sige_norm_statistics(queue_.get(), &norm));
        return convolve(nullptr);
    }
    sige_status edit() {
        const std::vector<float> values = noise(kC, 3);
        const sige_upload piece{values.data(), src_.get(), 9 * kC * sizeof(float), kC * sizeof(float)};
        sige_active_set* sets[] = {set_.get()};
        SIGE_TRY(sige_queue_upload(queue_.get(), &piece, 1, sets, 1));
        return convolve(set_.get());
    }
    sige_status read() {
        result_.resize(kSize);
        return sige_buffer_read(queue_.get(), dst_.get(), 0, result_.data(), kSize * sizeof(float));
    }
#undef SIGE_TRY

    Device device_;
    Queue queue_;
    Buffer src_, dst_, sums_, scale_, shift_;
    Convolution convolution_;
    ActiveSet set_;
    std::vector<float> result_;
};

}  // namespace sige::test

// The queue's own work: memory, events and masks.
#include "backends/cpu/queue.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "backends/cpu/event.h"
#include "backends/cpu/pixels.h"
#include "core/planning/masks.h"

namespace sige::cpu {

HostQueue::HostQueue(const sige_cpu_queue_options& options)
    : options_(options),
      kernels_(options.isa),
      pool_(options.threads, options.spin_microseconds),
      per_thread_(static_cast<size_t>(options.threads)) {}

void HostQueue::level_scratch() {
    uint64_t most = 0;
    for (const Scratch& scratch : per_thread_) most = std::max(most, scratch.bytes());
    for (Scratch& scratch : per_thread_) scratch.get<char>(most);
}

double HostQueue::peak(int milliseconds) {
    using Clock = std::chrono::steady_clock;
    constexpr int64_t kRounds = 20000;
    std::vector<double> rates(static_cast<size_t>(pool_.threads()));
    const auto until = Clock::now() + std::chrono::milliseconds(milliseconds);
    pool_.on_every_thread([&](int thread) {
        float sink = 0.5f;
        int64_t work = 0;
        const auto begin = Clock::now();
        auto end = begin;
        do {
            work += kernels_.peak(kRounds, &sink);
            end = Clock::now();
        } while (end < until);
        rates[static_cast<size_t>(thread)] =
            static_cast<double>(work) / std::chrono::duration<double>(end - begin).count() +
            (sink > 1e30f ? 1 : 0);
    });
    double sum = 0;
    for (double rate : rates) sum += rate;
    return sum;
}

void HostQueue::mark(Event& event) {
    static_cast<HostEvent&>(event).mark();
}

void HostQueue::run(const WriteCall& call) {
    if (call.bytes > 0)
        std::memcpy(data<char>(call.dst) + call.offset, call.src, static_cast<size_t>(call.bytes));
}

void HostQueue::run(const ReadCall& call) {
    if (call.bytes > 0)
        std::memcpy(call.dst, data<char>(call.src) + call.offset, static_cast<size_t>(call.bytes));
}

void HostQueue::run(const CopyCall& call) {
    const char* from = data<char>(call.src) + call.src_offset;
    char* to = data<char>(call.dst) + call.dst_offset;
    constexpr int64_t kBlock = 1 << 18;
    for_pixel_blocks(pool_, 1, static_cast<int64_t>(call.bytes), kBlock,
                     [&](int32_t, int64_t first, int64_t last) {
                         std::memcpy(to + first, from + first, static_cast<size_t>(last - first));
                     });
}

// The CPU computes from the sets themselves.
void HostQueue::run(const UploadCall& call) {
    for (const WriteCall& write : call.writes) run(write);
}

void HostQueue::run(const MaskDifferenceCall& call) {
    const Tensor &a = call.a, &b = call.b;
    uint8_t* out = data<uint8_t>(call.mask);
    std::memset(out, 0, static_cast<size_t>(a.pixels()));
    for_pixel_blocks(pool_, 1, a.pixels(), block_for(a.c), [&](int32_t, int64_t first, int64_t last) {
        for (int64_t n = 0; n < a.n; ++n) {
            const int64_t at_a = n * a.image_stride() + first * a.pixel_stride;
            const int64_t at_b = n * b.image_stride() + first * b.pixel_stride;
            if (a.dtype == SIGE_DTYPE_U8)
                mark_differences(MaskDifference<uint8_t>{data<uint8_t>(a) + at_a, a.pixel_stride,
                                                         data<uint8_t>(b) + at_b, b.pixel_stride,
                                                         last - first, a.c, call.eps, out + first});
            else
                mark_differences(MaskDifference<float>{data<float>(a) + at_a, a.pixel_stride,
                                                       data<float>(b) + at_b, b.pixel_stride, last - first,
                                                       a.c, call.eps, out + first});
        }
    });
}

void HostQueue::run(const MaskDilateCall& call) {
    dilate_mask(data<uint8_t>(call.src), call.size, call.radius, data<uint8_t>(call.dst));
}

void HostQueue::run(const MaskDownsampleCall& call) {
    downsample_mask(data<float>(call.src), call.src_size, data<float>(call.dst), call.dst_size);
}

void HostQueue::run(const MaskThresholdCall& call) {
    threshold_mask(data<float>(call.src), call.size, call.threshold, data<uint8_t>(call.dst));
}

void HostQueue::run(const MaskReduceCall& call) {
    *data<int32_t>(call.count) = reduce_mask_to_blocks(data<uint8_t>(call.mask), call.size, call.block,
                                                       call.halo, data<int32_t>(call.blocks));
}

}  // namespace sige::cpu

// The queue's own work: memory, masks and active sets.
#include "backends/cpu/queue.h"

#include <chrono>
#include <cstring>

#include "backends/cpu/pixels.h"

namespace sige::cpu {

HostQueue::HostQueue(const sige_queue_options& options)
    : options_(options),
      kernels_(options.isa),
      pool_(options.threads, options.spin_microseconds),
      per_thread_(static_cast<size_t>(options.threads)) {}

double HostQueue::measure_peak(int milliseconds) {
    std::lock_guard lock(mutex_);
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

void HostQueue::write(Buffer& dst, uint64_t offset, const void* src, uint64_t bytes) {
    std::lock_guard lock(mutex_);
    if (bytes > 0) std::memcpy(data<char>(&dst) + offset, src, bytes);
}

void HostQueue::read(Buffer& src, uint64_t offset, void* dst, uint64_t bytes) {
    std::lock_guard lock(mutex_);
    if (bytes > 0) std::memcpy(dst, data<char>(&src) + offset, bytes);
}

void HostQueue::copy(Buffer& src, uint64_t src_offset, Buffer& dst, uint64_t dst_offset, uint64_t bytes) {
    std::lock_guard lock(mutex_);
    const char* from = data<char>(&src) + src_offset;
    char* to = data<char>(&dst) + dst_offset;
    constexpr int64_t kBlock = 1 << 18;
    for_pixel_blocks(pool_, 1, static_cast<int64_t>(bytes), kBlock,
                     [&](int32_t, int64_t first, int64_t last) {
                         std::memcpy(to + first, from + first, static_cast<size_t>(last - first));
                     });
}

void HostQueue::mask_difference(const Tensor& a, const Tensor& b, float eps, Buffer& mask) {
    std::lock_guard lock(mutex_);
    uint8_t* out = data<uint8_t>(&mask);
    std::memset(out, 0, static_cast<size_t>(a.pixels()));
    for_pixel_blocks(pool_, 1, a.pixels(), block_for(a.c), [&](int32_t, int64_t first, int64_t last) {
        for (int64_t n = 0; n < a.n; ++n) {
            const int64_t at_a = n * a.image_stride() + first * a.pixel_stride;
            const int64_t at_b = n * b.image_stride() + first * b.pixel_stride;
            if (a.dtype == SIGE_DTYPE_U8)
                kernels_.mask_difference_u8({data<uint8_t>(a) + at_a, a.pixel_stride, data<uint8_t>(b) + at_b,
                                             b.pixel_stride, last - first, a.c, eps, out + first});
            else
                kernels_.mask_difference_f32({data<float>(a) + at_a, a.pixel_stride, data<float>(b) + at_b,
                                              b.pixel_stride, last - first, a.c, eps, out + first});
        }
    });
}

void HostQueue::mask_dilate(Buffer& src, Size size, int32_t radius, Buffer& dst) {
    std::lock_guard lock(mutex_);
    kernels_.mask_dilate(data<uint8_t>(&src), size, radius, data<uint8_t>(&dst));
}

void HostQueue::mask_downsample(Buffer& src, Size src_size, Buffer& dst, Size dst_size) {
    std::lock_guard lock(mutex_);
    kernels_.mask_downsample(data<float>(&src), src_size, data<float>(&dst), dst_size);
}

void HostQueue::mask_threshold(Buffer& src, Size size, float threshold, Buffer& dst) {
    std::lock_guard lock(mutex_);
    kernels_.mask_threshold(data<float>(&src), size, threshold, data<uint8_t>(&dst));
}

void HostQueue::mask_reduce_to_blocks(Buffer& mask, Size size, int32_t block, int32_t halo, Buffer& blocks,
                                      Buffer& count) {
    std::lock_guard lock(mutex_);
    *data<int32_t>(&count) =
        kernels_.mask_reduce_to_blocks(data<uint8_t>(&mask), size, block, halo, data<int32_t>(&blocks));
}

void HostQueue::build(ActiveSet& set, Buffer& mask, sige_policy policy) {
    std::lock_guard lock(mutex_);
    static_cast<HostActiveSet&>(set).build(data<uint8_t>(&mask), policy);
}

sige_active_counts HostQueue::counts(ActiveSet& set) {
    const HostActiveSet& host = static_cast<HostActiveSet&>(set);
    sige_active_counts counts{};
    counts.struct_size = sizeof counts;
    counts.pixels = host.count();
    counts.tiles_2 = static_cast<int32_t>(host.tiles(2).size());
    counts.tiles_4 = static_cast<int32_t>(host.tiles(4).size());
    counts.bytes = host.bytes();
    return counts;
}

int64_t HostQueue::first_outside(ActiveSet& set, const Region& region) {
    for (const Pixel p : static_cast<HostActiveSet&>(set).pixels())
        if (!region.holds(p.y, p.x)) return static_cast<int64_t>(p.y) * region.w + p.x;
    return -1;
}

uint64_t HostQueue::read_table(ActiveSet& set, sige_index_table table, const sige_index_geometry* geometry,
                               int32_t* dst, uint64_t capacity) {
    std::lock_guard lock(mutex_);
    return read_index_table(static_cast<HostActiveSet&>(set), table, geometry, dst, capacity);
}

}  // namespace sige::cpu

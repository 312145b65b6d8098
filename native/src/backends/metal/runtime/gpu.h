// An opened Metal device, its kernels, compiled when they are first needed, and its queues' shared state.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "backends/metal/runtime/objc.h"

namespace sige::metal {

enum class Kernel {
#define SIGE_METAL_KERNEL(name) name,
#include "backends/metal/runtime/kernels.inc"
#undef SIGE_METAL_KERNEL
    count
};

class Gpu final {
  public:
    // Those of one MTLDevice share an instance while any of them lives.
    static std::shared_ptr<Gpu> open(int32_t index);
    static std::shared_ptr<Gpu> of(Object device);

    explicit Gpu(Object device) : device_(std::move(device)) {}

    Id device() const { return device_.get(); }
    // Fails with INTERNAL and the compiler's message.
    Id pipeline(Kernel kernel);
    // Zeroed memory that the host sees too; fails with OUT_OF_MEMORY.
    Object allocate(uint64_t bytes) const;

    // Each queue says when it has work and when that is done.
    void begin_work() { ++working_; }
    void end_work() { --working_; }
    bool is_working() const { return working_ > 0; }

  private:
    Object compile() const;

    const Object device_;
    std::atomic<int> working_{0};
    std::mutex mutex_;
    Object library_;
    std::array<Object, static_cast<size_t>(Kernel::count)> pipelines_;
};

// The devices of this machine that can be used, and for each that there is a name and why it can or cannot.
struct GpuInfo {
    std::string name, reason;
    uint64_t memory = 0;
    bool is_usable = false;
};
int32_t gpu_count();
GpuInfo gpu_info(int32_t index);
GpuInfo gpu_info_of(Id device);

}  // namespace sige::metal

// What all resources of one opened device share.
#pragma once

#include <atomic>

#include "backends/cuda/device/memory/keeper.h"
#include "backends/cuda/device/memory/pool.h"
#include "backends/cuda/device/modules.h"
#include "backends/cuda/device/stream.h"

namespace sige::cuda {

class Runtime final {
  public:
    // In a context that the caller keeps, or in the device's primary one.
    explicit Runtime(DeviceId device, ContextHandle given = nullptr);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    const Context& context() const { return context_; }
    Keeper& keeper() { return keeper_; }
    Modules& modules() { return *modules_; }
    // Fails with OUT_OF_MEMORY when there is too little, also after what is unused was given back.
    Block block(uint64_t bytes) { return Block(pool_, bytes); }
    int next_queue() { return ++queues_; }

    // For what has no queue: fresh memory and weights. Done when a call returns.
    void set_bytes(DevicePointer dst, unsigned char value, uint64_t bytes);
    void write(DevicePointer dst, const void* src, uint64_t bytes);

  private:
    const Context context_;
    Pool pool_;
    std::unique_ptr<Modules> modules_;
    Keeper keeper_;
    std::mutex service_mutex_;
    std::unique_ptr<Stream> service_;
    std::atomic<int> queues_{0};
};

}  // namespace sige::cuda

// Memory of a device. Blocks that are let go of are kept for the next who wants as much: the driver's own
// allocation waits for the whole device.
#pragma once

#include <map>
#include <mutex>

#include "backends/cuda/device/context.h"

namespace sige::cuda {

class Pool final {
  public:
    explicit Pool(const Context& context) : context_(context) {}
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Fails with OUT_OF_MEMORY. `bytes` becomes what the block has.
    DevicePointer take(uint64_t& bytes);
    void give_back(DevicePointer block, uint64_t bytes) noexcept;
    // Gives the driver what nobody uses.
    void trim() noexcept;

  private:
    const Context& context_;
    std::mutex mutex_;
    std::multimap<uint64_t, DevicePointer> free_;
};

// A block of a pool, which outlives it.
class Block final {
  public:
    Block() = default;
    Block(Pool& pool, uint64_t bytes) : pool_(&pool), bytes_(bytes) { address_ = pool.take(bytes_); }
    ~Block() { reset(); }
    Block(Block&& other) noexcept { *this = std::move(other); }
    Block& operator=(Block&& other) noexcept;

    DevicePointer address() const { return address_; }
    uint64_t bytes() const { return bytes_; }
    void reset() noexcept;

  private:
    Pool* pool_ = nullptr;
    DevicePointer address_ = 0;
    uint64_t bytes_ = 0;
};

}  // namespace sige::cuda

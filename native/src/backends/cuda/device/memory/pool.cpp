#include "backends/cuda/device/memory/pool.h"

#include <algorithm>
#include <utility>

namespace sige::cuda {

Pool::~Pool() {
    trim();
}

DevicePointer Pool::take(uint64_t& bytes) {
    bytes = std::max<uint64_t>(bytes, 1);
    {
        // A block that is larger by an eighth will do.
        std::lock_guard lock(mutex_);
        const auto found = free_.lower_bound(bytes);
        if (found != free_.end() && found->first <= bytes + bytes / 8) {
            const DevicePointer block = found->second;
            bytes = found->first;
            free_.erase(found);
            return block;
        }
    }
    DevicePointer block = 0;
    Result result = driver().mem_alloc(&block, static_cast<size_t>(bytes));
    if (result == kOutOfMemory) {
        trim();
        result = driver().mem_alloc(&block, static_cast<size_t>(bytes));
    }
    check(result, "cuda mem_alloc");
    return block;
}

void Pool::give_back(DevicePointer block, uint64_t bytes) noexcept {
    try {
        std::lock_guard lock(mutex_);
        free_.emplace(bytes, block);
    } catch (...) {
        driver().mem_free(block);
    }
}

void Pool::trim() noexcept {
    std::multimap<uint64_t, DevicePointer> unused;
    {
        std::lock_guard lock(mutex_);
        unused.swap(free_);
    }
    if (unused.empty()) return;
    try {
        const Current current(context_);
        for (const auto& [bytes, block] : unused) driver().mem_free(block);
    } catch (const Error&) {
        // Of a device that is lost, memory went with it.
    }
}

Block& Block::operator=(Block&& other) noexcept {
    if (this == &other) return *this;
    reset();
    pool_ = std::exchange(other.pool_, nullptr);
    address_ = std::exchange(other.address_, 0);
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
}

void Block::reset() noexcept {
    if (pool_ != nullptr && address_ != 0) pool_->give_back(address_, bytes_);
    pool_ = nullptr;
    address_ = 0;
    bytes_ = 0;
}

}  // namespace sige::cuda

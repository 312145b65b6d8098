#include "cuda/ptx/machine/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace sige::ptx {

void Allocation::Free::operator()(std::byte* memory) const {
    std::free(memory);
}

Allocation::Allocation(size_t bytes, size_t alignment)
    : storage_(static_cast<std::byte*>(std::aligned_alloc(
          alignment, (std::max<size_t>(bytes, 1) + alignment - 1) / alignment * alignment))),
      shadow_(new (std::nothrow) unsigned char[std::max<size_t>(bytes, 1)]()),
      host_(storage_.get()),
      begin_(reinterpret_cast<uint64_t>(host_) + kDeviceWindow),
      bytes_(bytes) {
    if (storage_ == nullptr || shadow_ == nullptr) throw std::bad_alloc();
    std::memset(host_, kUnwrittenGlobal, bytes);
}

Allocation::Allocation(void* host, size_t bytes)
    : host_(static_cast<std::byte*>(host)), begin_(reinterpret_cast<uint64_t>(host)), bytes_(bytes) {}

Allocation::~Allocation() = default;

bool Allocation::is_written(uint64_t address, size_t bytes) const {
    return shadow_ == nullptr || std::memchr(shadow_.get() + (address - begin_), 0, bytes) == nullptr;
}

void Allocation::mark_written(uint64_t address, size_t bytes) {
    if (shadow_ != nullptr) std::memset(shadow_.get() + (address - begin_), 1, bytes);
}

void Allocation::copy_shadow(uint64_t address, const Allocation& from, uint64_t from_address, size_t bytes) {
    if (shadow_ == nullptr) {
        if (from.is_written(from_address, bytes)) return;
        shadow_.reset(new unsigned char[bytes_]);
        std::memset(shadow_.get(), 1, bytes_);
    }
    unsigned char* to = shadow_.get() + (address - begin_);
    if (from.shadow_ == nullptr)
        std::memset(to, 1, bytes);
    else
        std::memmove(to, from.shadow_.get() + (from_address - from.begin_), bytes);
}

namespace {

bool begins_after(uint64_t address, const std::unique_ptr<Allocation>& allocation) {
    return address < allocation->begin();
}

}  // namespace

Allocation& GlobalMemory::add(std::unique_ptr<Allocation> allocation) {
    const auto place =
        std::upper_bound(allocations_.begin(), allocations_.end(), allocation->begin(), begins_after);
    return **allocations_.insert(place, std::move(allocation));
}

std::unique_ptr<Allocation> GlobalMemory::remove(uint64_t begin) {
    const auto place = std::upper_bound(allocations_.begin(), allocations_.end(), begin, begins_after);
    if (place == allocations_.begin() || (*std::prev(place))->begin() != begin) return nullptr;
    std::unique_ptr<Allocation> removed = std::move(*std::prev(place));
    allocations_.erase(std::prev(place));
    return removed;
}

Allocation* GlobalMemory::below(uint64_t address) const {
    const auto place = std::upper_bound(allocations_.begin(), allocations_.end(), address, begins_after);
    return place == allocations_.begin() ? nullptr : std::prev(place)->get();
}

Allocation* GlobalMemory::find(uint64_t address) const {
    Allocation* allocation = below(address);
    return allocation != nullptr && allocation->contains(address, 1) ? allocation : nullptr;
}

}  // namespace sige::ptx

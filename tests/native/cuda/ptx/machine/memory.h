// Global memory: the allocations that a kernel may touch, with a shadow that knows which bytes were ever
// written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace sige::ptx {

// Addresses of a device never are addresses of the host: a host that follows one crashes.
constexpr uint64_t kDeviceWindow = uint64_t{1} << 48;
constexpr uint64_t kSharedWindow = uint64_t{1} << 60;
constexpr uint64_t kLocalWindow = uint64_t{1} << 61;
// What memory holds before anybody writes it.
constexpr unsigned char kUnwrittenGlobal = 0xA5, kUnwrittenShared = 0xCD;

class Allocation final {
  public:
    // Memory of its own, at an address of the device.
    Allocation(size_t bytes, size_t alignment);
    // Memory of the host that the device sees at the same address; all of it counts as written.
    Allocation(void* host, size_t bytes);
    ~Allocation();
    Allocation(const Allocation&) = delete;
    Allocation& operator=(const Allocation&) = delete;

    uint64_t begin() const { return begin_; }
    uint64_t end() const { return begin_ + bytes_; }
    size_t bytes() const { return bytes_; }
    bool contains(uint64_t address, size_t bytes) const {
        return address >= begin_ && bytes <= bytes_ && address - begin_ <= bytes_ - bytes;
    }
    std::byte* at(uint64_t address) const { return host_ + (address - begin_); }
    bool is_host() const { return storage_ == nullptr; }
    bool is_read_only() const { return read_only_; }
    void make_read_only() { read_only_ = true; }

    // Whether all bytes of a range were written; a range must lie inside.
    bool is_written(uint64_t address, size_t bytes) const;
    bool is_all_written() const { return shadow_ == nullptr; }
    void mark_written(uint64_t address, size_t bytes);
    void mark_all_written() { shadow_.reset(); }
    // Copies what is known of the bytes with them.
    void copy_shadow(uint64_t address, const Allocation& from, uint64_t from_address, size_t bytes);

  private:
    struct Free {
        void operator()(std::byte* memory) const;
    };
    std::unique_ptr<std::byte, Free> storage_;
    std::unique_ptr<unsigned char[]> shadow_;  // a byte for a byte; none where all was written
    std::byte* host_;
    uint64_t begin_;
    size_t bytes_;
    bool read_only_ = false;
};

// The allocations by address. Readers and writers are kept apart by the caller.
class GlobalMemory final {
  public:
    Allocation& add(std::unique_ptr<Allocation> allocation);
    // Takes out the allocation that begins at an address; none if there is no such.
    std::unique_ptr<Allocation> remove(uint64_t begin);
    // The allocation that an address lies in, or null.
    Allocation* find(uint64_t address) const;
    // The last one that begins at or below an address, or null: the one that an access overran.
    Allocation* below(uint64_t address) const;

  private:
    std::vector<std::unique_ptr<Allocation>> allocations_;
};

}  // namespace sige::ptx

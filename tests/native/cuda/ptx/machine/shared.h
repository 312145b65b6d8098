// Shared memory of a block, with a shadow that tells whether two accesses are ordered by a barrier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cuda/ptx/machine/fault.h"

namespace sige::ptx {

class SharedMemory final {
  public:
    enum class Access { load, store, atomic, collective_load };

    // Empties the memory: nothing was written, nothing was read.
    void reset(size_t bytes, uint32_t granule, int warps);
    size_t bytes() const { return data_.size(); }
    std::byte* at(uint64_t offset) { return data_.data() + offset; }

    // A barrier of the block, or of all lanes of a warp: what was done before is seen after.
    void order_block();
    void order_warp(int warp);

    // What is wrong with an access of a thread, or an empty text. Ranges lie inside and are multiples of the
    // granule.
    const char* check(Access access, int thread, uint64_t offset, uint32_t bytes);
    // The same for a copy that runs by itself until finish().
    const char* begin_copy(int thread, uint64_t offset, uint32_t bytes);
    void finish_copy(int thread, uint64_t offset, uint32_t bytes);
    // Of the last complaint: what kind of fault it is and which thread was there before.
    FaultKind kind() const { return kind_; }
    std::string culprit() const;

  private:
    // Who read a piece since the last barrier. What a warp reads together it has read before any of its lanes
    // goes on.
    enum class Readers : uint8_t { one_thread, several_lanes, several_warps, whole_warp };
    struct Cell {
        uint32_t written_at = 0;  // 0: never
        uint32_t read_at = 0;
        uint16_t writer = 0;
        uint16_t reader = 0;
        bool in_flight = false;
        bool by_atomic = false;
        Readers readers = Readers::one_thread;
    };

    bool is_ordered(uint32_t at, int other, int thread) const;
    bool reads_are_ordered(const Cell& cell, int thread) const;
    void note_reader(Cell& cell, int thread, bool collective);
    const char* check_load(Cell& cell, int thread, bool collective);
    const char* check_store(Cell& cell, int thread, bool atomic);
    const char* blame(FaultKind kind, int culprit, const char* message);

    std::vector<std::byte> data_;
    std::vector<Cell> cells_;
    std::vector<uint32_t> warp_ordered_at_;
    uint32_t granule_ = 1;
    uint32_t shift_ = 0;
    uint32_t now_ = 1;
    uint32_t block_ordered_at_ = 1;
    int culprit_ = -1;
    FaultKind kind_ = FaultKind::race;
};

}  // namespace sige::ptx

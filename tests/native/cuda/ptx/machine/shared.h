// Shared memory of a block, with a shadow that tells whether two accesses are ordered by a barrier.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cuda/ptx/machine/fault.h"

namespace sige::ptx {

class SharedMemory final {
  public:
    // A copy runs by itself until finish_copy().
    enum class Access { load, store, atomic, collective_load, copy };

    // Empties the memory: nothing was written, nothing was read.
    void reset(size_t bytes, uint32_t granule, int warps);
    size_t bytes() const { return data_.size(); }
    std::byte* at(uint64_t offset) { return data_.data() + offset; }

    // A barrier of the block, or of all lanes of a warp: what was done before is seen after.
    void order_block();
    void order_warp(int warp);

    // Notes the accesses of lanes of a warp, in order; offsets lie inside and bytes are multiples of the
    // granule. The first lane whose access is wrong is told with what is wrong about it.
    struct Complaint {
        int lane = -1;
        FaultKind kind = FaultKind::race;
        std::string message;
    };
    using Offsets = std::array<uint64_t, 32>;
    bool check(Access access, int warp, uint32_t mask, const Offsets& offsets, uint32_t bytes,
               Complaint& complaint);
    void finish_copy(int thread, uint64_t offset, uint32_t bytes);

  private:
    // Who read a piece since the last barrier. What a warp reads together it has read before any of its lanes
    // goes on.
    enum class Readers : uint8_t { one_thread, several_lanes, several_warps, whole_warp };
    struct Cell {
        uint32_t written_at = 0;  // 0: never
        uint32_t read_at = 0;
        uint16_t writer = 0;
        uint16_t reader = 0;
        bool by_atomic = false;
        Readers readers = Readers::one_thread;
    };
    // When what an asynchronous copy writes will have been written.
    static constexpr uint32_t kInFlight = ~0u;

    bool is_ordered(uint32_t at, int other, int thread) const;
    bool reads_are_ordered(const Cell& cell, int thread) const;
    // Whether a piece was written before the last barrier of the block, which is the rule.
    bool is_settled(const Cell& cell) const { return cell.written_at - 1 < block_ordered_at_ - 1; }
    void note_reader(Cell& cell, int thread, bool collective);
    const char* check_load(Cell& cell, int thread, bool collective);
    const char* check_store(Cell& cell, int thread, bool atomic);
    const char* check_one(Access access, int thread, uint64_t offset, uint32_t bytes);
    void note_repeated_load(int thread, uint64_t offset, uint32_t bytes);
    void begin_copies(uint32_t mask, const Offsets& offsets, uint32_t bytes);
    const char* blame(FaultKind kind, int culprit, const char* message);

    std::vector<std::byte> data_;
    std::vector<Cell> cells_;
    std::vector<uint32_t> warp_ordered_at_;
    uint32_t shift_ = 0;
    uint32_t now_ = 1;
    uint32_t block_ordered_at_ = 1;
    int culprit_ = -1;
    FaultKind kind_ = FaultKind::race;
};

}  // namespace sige::ptx

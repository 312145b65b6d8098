#include "cuda/ptx/machine/shared.h"

#include <bit>
#include <cstring>

#include "cuda/ptx/machine/memory.h"
#include "cuda/ptx/machine/program.h"

namespace sige::ptx {

void SharedMemory::reset(size_t bytes, uint32_t granule, int warps) {
    data_.assign(bytes, std::byte{kUnwrittenShared});
    cells_.assign(bytes / granule + 1, Cell{});
    warp_ordered_at_.assign(static_cast<size_t>(warps), 1);
    shift_ = static_cast<uint32_t>(std::countr_zero(granule));
    now_ = block_ordered_at_ = 1;
}

void SharedMemory::order_block() {
    block_ordered_at_ = ++now_;
}

void SharedMemory::order_warp(int warp) {
    warp_ordered_at_[static_cast<size_t>(warp)] = ++now_;
}

bool SharedMemory::is_ordered(uint32_t at, int other, int thread) const {
    if (at < block_ordered_at_ || other == thread) return true;
    const int warp = thread / kLanes;
    return other / kLanes == warp && at < warp_ordered_at_[static_cast<size_t>(warp)];
}

bool SharedMemory::reads_are_ordered(const Cell& cell, int thread) const {
    if (cell.read_at < block_ordered_at_) return true;
    const int warp = thread / kLanes;
    if (cell.readers == Readers::several_warps || cell.reader / kLanes != warp) return false;
    return cell.readers == Readers::whole_warp ||
           (cell.readers == Readers::one_thread && cell.reader == thread) ||
           cell.read_at < warp_ordered_at_[static_cast<size_t>(warp)];
}

const char* SharedMemory::blame(FaultKind kind, int culprit, const char* message) {
    kind_ = kind;
    culprit_ = culprit;
    return message;
}

void SharedMemory::note_reader(Cell& cell, int thread, bool collective) {
    if (cell.read_at < block_ordered_at_) {
        cell.readers = collective ? Readers::whole_warp : Readers::one_thread;
        cell.reader = static_cast<uint16_t>(thread);
        cell.read_at = now_;
        return;
    }
    const bool same_warp = cell.reader / kLanes == thread / kLanes;
    if (same_warp && reads_are_ordered(cell, thread))
        cell.readers = collective ? Readers::whole_warp : Readers::one_thread;
    else if (!same_warp)
        cell.readers = Readers::several_warps;
    else if (cell.readers != Readers::several_warps)
        cell.readers = Readers::several_lanes;
    cell.reader = static_cast<uint16_t>(thread);
    cell.read_at = now_;
}

const char* SharedMemory::check_load(Cell& cell, int thread, bool collective) {
    // Read by many since the last barrier, and by one more.
    if (is_settled(cell) && cell.readers == Readers::several_warps && cell.read_at >= block_ordered_at_)
        return nullptr;
    if (!is_settled(cell)) {
        if (cell.written_at == kInFlight)
            return blame(FaultKind::race, cell.writer,
                         "reads shared memory that an asynchronous copy still writes");
        if (cell.written_at == 0)
            return blame(FaultKind::uninitialized_read, -1, "reads shared memory that was never written");
        // A collective load hands a row to other lanes than the one that gave its address.
        const int other = collective && cell.writer == thread ? thread ^ 1 : cell.writer;
        if (!is_ordered(cell.written_at, other, thread))
            return blame(FaultKind::race, cell.writer,
                         "reads shared memory that was written without a barrier between");
    }
    note_reader(cell, thread, collective);
    return nullptr;
}

const char* SharedMemory::check_store(Cell& cell, int thread, bool atomic) {
    if (cell.written_at == kInFlight)
        return blame(FaultKind::race, cell.writer,
                     "writes shared memory that an asynchronous copy still writes");
    if (atomic && cell.written_at == 0)
        return blame(FaultKind::uninitialized_read, -1, "adds to shared memory that was never written");
    if (cell.written_at != 0 && !(atomic && cell.by_atomic) &&
        !is_ordered(cell.written_at, cell.writer, thread))
        return blame(FaultKind::race, cell.writer,
                     "writes shared memory that was written without a barrier between");
    if (cell.read_at != 0 && !reads_are_ordered(cell, thread))
        return blame(FaultKind::race, cell.reader,
                     "writes shared memory that was read without a barrier between");
    cell.writer = static_cast<uint16_t>(thread);
    cell.written_at = now_;
    cell.by_atomic = atomic;
    return nullptr;
}

const char* SharedMemory::check_one(Access access, int thread, uint64_t offset, uint32_t bytes) {
    Cell* const first = cells_.data() + (offset >> shift_);
    const char* complaint = nullptr;
    for (Cell* cell = first; cell != first + (bytes >> shift_) && complaint == nullptr; ++cell) {
        const bool loads = access == Access::load || access == Access::collective_load;
        complaint = loads ? check_load(*cell, thread, access == Access::collective_load)
                          : check_store(*cell, thread, access == Access::atomic);
    }
    return complaint;
}

// A lane reads what the lane before it read.
void SharedMemory::note_repeated_load(int thread, uint64_t offset, uint32_t bytes) {
    Cell* const first = cells_.data() + (offset >> shift_);
    for (Cell* cell = first; cell != first + (bytes >> shift_); ++cell)
        if (cell->readers == Readers::one_thread && cell->reader != thread)
            cell->readers = Readers::several_lanes;
}

bool SharedMemory::check(Access access, int warp, uint32_t mask, const Offsets& offsets, uint32_t bytes,
                         Complaint& complaint) {
    uint64_t before = ~uint64_t{0};
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        const int lane = std::countr_zero(rest), thread = warp * kLanes + lane;
        const uint64_t offset = offsets[static_cast<size_t>(lane)];
        if (offset == before && access == Access::load) {
            note_repeated_load(thread, offset, bytes);
        } else if (const char* message = check_one(access, thread, offset, bytes)) {
            const std::string culprit =
                culprit_ < 0 ? "" : " by thread " + std::to_string(culprit_) + " of the block";
            complaint = {lane, kind_, message + culprit};
            return false;
        }
        before = offset;
    }
    if (access == Access::copy) begin_copies(mask, offsets, bytes);
    return true;
}

void SharedMemory::begin_copies(uint32_t mask, const Offsets& offsets, uint32_t bytes) {
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        const uint64_t first = offsets[static_cast<size_t>(std::countr_zero(rest))] >> shift_;
        for (uint64_t i = first; i < first + (bytes >> shift_); ++i) cells_[i].written_at = kInFlight;
    }
}

void SharedMemory::finish_copy(int thread, uint64_t offset, uint32_t bytes) {
    for (uint64_t i = offset >> shift_; i < (offset + bytes) >> shift_; ++i) {
        cells_[i].writer = static_cast<uint16_t>(thread);
        cells_[i].written_at = now_;
    }
}

}  // namespace sige::ptx

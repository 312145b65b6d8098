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
    granule_ = granule;
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

std::string SharedMemory::culprit() const {
    return culprit_ < 0 ? std::string() : " by thread " + std::to_string(culprit_) + " of the block";
}

void SharedMemory::note_reader(Cell& cell, int thread, bool collective) {
    const bool same_warp = cell.reader / kLanes == thread / kLanes;
    if (cell.read_at < block_ordered_at_ || (same_warp && reads_are_ordered(cell, thread)))
        cell.readers = collective ? Readers::whole_warp : Readers::one_thread;
    else if (!same_warp)
        cell.readers = Readers::several_warps;
    else if (cell.readers != Readers::several_warps)
        cell.readers = Readers::several_lanes;
    cell.reader = static_cast<uint16_t>(thread);
    cell.read_at = now_;
}

const char* SharedMemory::check_load(Cell& cell, int thread, bool collective) {
    if (cell.in_flight)
        return blame(FaultKind::race, cell.writer,
                     "reads shared memory that an asynchronous copy still writes");
    if (cell.written_at == 0)
        return blame(FaultKind::uninitialized_read, -1, "reads shared memory that was never written");
    // A collective load hands a row to other lanes than the one that gave its address.
    const int other = collective && cell.writer == thread ? thread ^ 1 : cell.writer;
    if (!is_ordered(cell.written_at, other, thread))
        return blame(FaultKind::race, cell.writer,
                     "reads shared memory that was written without a barrier between");
    note_reader(cell, thread, collective);
    return nullptr;
}

const char* SharedMemory::check_store(Cell& cell, int thread, bool atomic) {
    if (cell.in_flight)
        return blame(FaultKind::race, cell.writer,
                     "writes shared memory that an asynchronous copy still writes");
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

const char* SharedMemory::check(Access access, int thread, uint64_t offset, uint32_t bytes) {
    Cell* cell = cells_.data() + (offset >> shift_);
    for (Cell* const end = cell + (bytes >> shift_); cell != end; ++cell) {
        const char* complaint = nullptr;
        switch (access) {
            case Access::load:
                complaint = check_load(*cell, thread, false);
                break;
            case Access::collective_load:
                complaint = check_load(*cell, thread, true);
                break;
            case Access::store:
                complaint = check_store(*cell, thread, false);
                break;
            case Access::atomic:
                if (cell->written_at == 0)
                    return blame(FaultKind::uninitialized_read, -1,
                                 "adds to shared memory that was never written");
                complaint = check_store(*cell, thread, true);
        }
        if (complaint != nullptr) return complaint;
    }
    return nullptr;
}

const char* SharedMemory::begin_copy(int thread, uint64_t offset, uint32_t bytes) {
    const char* complaint = check(Access::store, thread, offset, bytes);
    for (uint32_t i = 0; i < bytes >> shift_; ++i) cells_[(offset >> shift_) + i].in_flight = true;
    return complaint;
}

void SharedMemory::finish_copy(int thread, uint64_t offset, uint32_t bytes) {
    for (uint32_t i = 0; i < bytes >> shift_; ++i) {
        Cell& cell = cells_[(offset >> shift_) + i];
        cell.in_flight = false;
        cell.writer = static_cast<uint16_t>(thread);
        cell.written_at = now_;
    }
}

}  // namespace sige::ptx

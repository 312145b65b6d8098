#include "cuda/ptx/isa/access.h"

#include <algorithm>

#include "cuda/ptx/isa/lanes.h"

namespace sige::ptx {
namespace {

using Kind = SharedMemory::Access;

bool is_load(Kind kind) {
    return kind == Kind::load || kind == Kind::collective_load;
}

std::string hexadecimal(uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

// How an address misses memory, told by the allocation before it.
std::string describe_miss(const Warp& warp, uint64_t address, const Access& access) {
    const std::string what = (is_load(access.kind) ? "reads " : "writes ") + std::to_string(access.bytes) +
                             " bytes of global memory at " + hexadecimal(address);
    const Allocation* below = warp.block->memory->below(address);
    if (below == nullptr) return what + ", below all allocations";
    return what + ", " + std::to_string(address - below->begin()) + " bytes into an allocation of " +
           std::to_string(below->bytes());
}

struct Range {
    uint64_t begin = ~uint64_t{0}, end = 0;
};

Range range_of(uint32_t mask, const Addresses& addresses, uint32_t bytes) {
    Range range;
    each_lane(mask, [&](int lane) {
        const uint64_t address = addresses[static_cast<size_t>(lane)];
        range.begin = std::min(range.begin, address);
        range.end = std::max(range.end, address + bytes);
    });
    return range;
}

// Lanes of a mask whose bytes lie in an allocation.
uint32_t lanes_within(const Allocation& allocation, uint32_t mask, const Addresses& addresses,
                      uint32_t bytes) {
    if (allocation.bytes() < bytes) return 0;
    const uint64_t begin = allocation.begin(), last = allocation.bytes() - bytes;
    uint32_t within = 0;
    for (int lane = 0; lane < kLanes; ++lane)
        within |= static_cast<uint32_t>(addresses[static_cast<size_t>(lane)] - begin <= last) << lane;
    return within & mask;
}

// Lanes side by side are checked and marked as one piece.
void note_access(Warp& warp, const Instruction& i, Allocation& allocation, uint32_t mask,
                 const Addresses& addresses, const Access& access) {
    const Range range = range_of(mask, addresses, access.bytes);
    const bool dense =
        range.end - range.begin <= uint64_t{access.bytes} * static_cast<uint64_t>(__builtin_popcount(mask));
    if (access.kind != Kind::store) {
        if (range.end - range.begin <= 4096 && allocation.is_written(range.begin, range.end - range.begin))
            return;
        each_lane(mask, [&](int lane) {
            const uint64_t address = addresses[static_cast<size_t>(lane)];
            if (!allocation.is_written(address, access.bytes))
                fail(warp, i, lane, FaultKind::uninitialized_read,
                     "reads global memory that was never written, " +
                         std::to_string(address - allocation.begin()) + " bytes into an allocation of " +
                         std::to_string(allocation.bytes()));
        });
    } else if (dense) {
        allocation.mark_written(range.begin, range.end - range.begin);
    } else {
        each_lane(mask, [&](int lane) {
            allocation.mark_written(addresses[static_cast<size_t>(lane)], access.bytes);
        });
    }
}

void resolve_global(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
                    const Access& access, Pointers& pointers) {
    for (uint32_t rest = mask; rest != 0;) {
        const int first = __builtin_ctz(rest);
        const uint64_t address = addresses[static_cast<size_t>(first)];
        Allocation* allocation = warp.last_allocation;
        if (allocation == nullptr || !allocation->contains(address, access.bytes))
            allocation = warp.last_allocation = warp.block->memory->find(address);
        if (allocation == nullptr || !allocation->contains(address, access.bytes))
            fail(warp, i, first, FaultKind::illegal_address, describe_miss(warp, address, access));
        if (allocation->is_read_only() && !is_load(access.kind))
            fail(warp, i, first, FaultKind::illegal_address, "writes constant memory");
        const uint32_t within = lanes_within(*allocation, rest, addresses, access.bytes);
        const uint64_t shift =
            reinterpret_cast<uint64_t>(allocation->at(allocation->begin())) - allocation->begin();
        each_lane(within, [&](int lane) {
            pointers[static_cast<size_t>(lane)] =
                reinterpret_cast<std::byte*>(addresses[static_cast<size_t>(lane)] + shift);
        });
        if (warp.block->options->checks && !allocation->is_all_written())
            note_access(warp, i, *allocation, within, addresses, access);
        rest &= ~within;
    }
}

void check_inside(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& offsets, uint32_t bytes) {
    const uint64_t all = warp.block->shared.bytes();
    each_lane(mask, [&](int lane) {
        const uint64_t offset = offsets[static_cast<size_t>(lane)];
        if (offset > all || bytes > all - offset)
            fail(warp, i, lane, FaultKind::illegal_address,
                 "addresses " + std::to_string(bytes) + " bytes of shared memory at " +
                     std::to_string(offset) + " of " + std::to_string(all));
    });
}

void resolve_shared(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
                    const Access& access, uint64_t window, Pointers& pointers) {
    if (mask == 0) return;
    SharedMemory& shared = warp.block->shared;
    Addresses offsets;
    for (size_t lane = 0; lane < kLanes; ++lane) offsets[lane] = addresses[lane] - window;
    // No offset is larger than all of their bits together; where that is too much, each one is looked at.
    uint64_t bits = 0;
    for_lanes(mask, [&](int lane) { bits |= offsets[static_cast<size_t>(lane)]; });
    if (shared.bytes() < access.bytes || bits > shared.bytes() - access.bytes)
        check_inside(warp, i, mask, offsets, access.bytes);
    SharedMemory::Complaint complaint;
    if (warp.block->options->checks &&
        !shared.check(access.kind, warp.index, mask, offsets, access.bytes, complaint))
        fail(warp, i, complaint.lane, complaint.kind, complaint.message);
    std::byte* const base = shared.at(0);
    for_lanes(mask, [&](int lane) {
        pointers[static_cast<size_t>(lane)] = base + offsets[static_cast<size_t>(lane)];
    });
}

void resolve_local(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
                   const Access& access, uint64_t window, Pointers& pointers) {
    const uint64_t bytes = warp.kernel->local_bytes;
    each_lane(mask, [&](int lane) {
        const uint64_t offset = addresses[static_cast<size_t>(lane)] - window;
        if (offset > bytes || access.bytes > bytes - offset)
            fail(warp, i, lane, FaultKind::illegal_address, "addresses local memory that it does not have");
        pointers[static_cast<size_t>(lane)] =
            warp.local.data() + static_cast<uint64_t>(lane) * bytes + offset;
    });
}

void resolve_parameters(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
                        const Access& access, Pointers& pointers) {
    const std::vector<std::byte>& parameters = warp.block->launch->parameters;
    each_lane(mask, [&](int lane) {
        const uint64_t offset = addresses[static_cast<size_t>(lane)];
        if (offset > parameters.size() || access.bytes > parameters.size() - offset)
            fail(warp, i, lane, FaultKind::illegal_address, "reads past the parameters");
        pointers[static_cast<size_t>(lane)] = const_cast<std::byte*>(parameters.data()) + offset;
    });
}

void check_alignment(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
                     uint32_t bytes) {
    uint64_t bits = 0;
    for_lanes(mask, [&](int lane) { bits |= addresses[static_cast<size_t>(lane)]; });
    if ((bits & (bytes - 1)) == 0) return;
    each_lane(mask, [&](int lane) {
        const uint64_t address = addresses[static_cast<size_t>(lane)];
        if ((address & (bytes - 1)) != 0)
            fail(warp, i, lane, FaultKind::misaligned_address,
                 "addresses " + std::to_string(bytes) + " bytes at " + hexadecimal(address) +
                     ", which is no multiple");
    });
}

void resolve_generic(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
                     const Access& access, Pointers& pointers) {
    uint32_t shared = 0, local = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
        const uint64_t address = addresses[static_cast<size_t>(lane)];
        shared |= static_cast<uint32_t>(address >= kSharedWindow && address < kLocalWindow) << lane;
        local |= static_cast<uint32_t>(address >= kLocalWindow && address < 2 * kLocalWindow) << lane;
    }
    resolve_global(warp, i, mask & ~(shared | local), addresses, access, pointers);
    resolve_shared(warp, i, mask & shared, addresses, access, kSharedWindow, pointers);
    resolve_local(warp, i, mask & local, addresses, access, kLocalWindow, pointers);
}

}  // namespace

Addresses addresses_of(Warp& warp, const Instruction&, uint32_t place, uint8_t register_bytes,
                       int64_t offset) {
    Addresses addresses;
    const uint64_t moved = static_cast<uint64_t>(offset);
    if (register_bytes == 4) {
        const uint32_t* const base = warp.at<uint32_t>(place);
        for (size_t lane = 0; lane < kLanes; ++lane)
            addresses[lane] = static_cast<uint32_t>(base[lane] + moved);
    } else {
        const uint64_t* const base = warp.at<uint64_t>(place);
        for (size_t lane = 0; lane < kLanes; ++lane) addresses[lane] = base[lane] + moved;
    }
    return addresses;
}

void resolve(Warp& warp, const Instruction& i, uint32_t mask, const Addresses& addresses,
             const Access& access, Pointers& pointers) {
    check_alignment(warp, i, mask, addresses, access.bytes);
    switch (access.space) {
        case Space::global:
        case Space::constant:
            return resolve_global(warp, i, mask, addresses, access, pointers);
        case Space::shared:
            return resolve_shared(warp, i, mask, addresses, access, 0, pointers);
        case Space::local:
            return resolve_local(warp, i, mask, addresses, access, 0, pointers);
        case Space::param:
            return resolve_parameters(warp, i, mask, addresses, access, pointers);
        case Space::generic:
            return resolve_generic(warp, i, mask, addresses, access, pointers);
    }
}

}  // namespace sige::ptx

// Asynchronous copies from global to shared memory. Their bytes arrive when the issuing thread waits for
// them, or at once: a kernel cannot know. Until it has waited nobody may touch the place.
#include <algorithm>

#include "cuda/ptx/isa/access.h"
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

void deliver(Warp& warp, const PendingCopy& copy, int lane) {
    const size_t l = static_cast<size_t>(lane);
    std::byte* const to = warp.block->shared.at(copy.to[l]);
    std::memset(to + copy.read_bytes[l], 0, copy.bytes - copy.read_bytes[l]);
    if (copy.read_bytes[l] > 0) std::memcpy(to, copy.from[l], copy.read_bytes[l]);
}

// How many bytes each lane reads; the rest of its place becomes zero.
std::array<uint8_t, kLanes> read_bytes_of(Warp& warp, const Instruction& i, uint32_t mask) {
    std::array<uint8_t, kLanes> bytes;
    bytes.fill(i.bytes);
    if (i.count < 2) return bytes;
    const uint32_t* const given = warp.at<uint32_t>(i.src[2]);
    each_lane(mask, [&](int lane) {
        if (given[lane] > i.bytes)
            fail(warp, i, lane, FaultKind::illegal_address, "reads more bytes than it copies");
        bytes[static_cast<size_t>(lane)] = static_cast<uint8_t>(given[lane]);
    });
    return bytes;
}

void issue(Warp& warp, const Instruction& i, uint32_t mask) {
    PendingCopy copy;
    copy.mask = mask;
    copy.bytes = i.bytes;
    copy.read_bytes = read_bytes_of(warp, i, mask);
    copy.batch = warp.committed;
    const Addresses to = addresses_of(warp, i, i.src[0], i.address, i.offset);
    const Addresses from = addresses_of(warp, i, i.src[1], 8, i.second_offset);
    Pointers pointers{};
    resolve(warp, i, mask, to, {SharedMemory::Access::copy, Space::shared, i.bytes}, pointers);
    uint32_t reading = 0;
    each_lane(mask, [&](int lane) {
        const size_t l = static_cast<size_t>(lane);
        if (copy.read_bytes[l] > 0) reading |= 1u << lane;
        copy.to[l] = static_cast<uint32_t>(to[l]);
    });
    resolve(warp, i, reading, from, {SharedMemory::Access::load, Space::global, i.bytes}, pointers);
    std::copy(pointers.begin(), pointers.end(), copy.from.begin());
    if (warp.block->options->copies == CopyTiming::eager)
        each_lane(mask, [&](int lane) { deliver(warp, copy, lane); });
    warp.copies.push_back(copy);
}

void commit(Warp& warp, const Instruction&, uint32_t mask) {
    each_lane(mask, [&](int lane) { ++warp.committed[static_cast<size_t>(lane)]; });
}

// Finishes all copies of the lanes' batches below a limit.
template <class F>
void finish(Warp& warp, uint32_t mask, F limit_of) {
    for (PendingCopy& copy : warp.copies) {
        uint32_t done = 0;
        each_lane(mask & copy.mask, [&](int lane) {
            if (copy.batch[static_cast<size_t>(lane)] < limit_of(static_cast<size_t>(lane)))
                done |= 1u << lane;
        });
        each_lane(done, [&](int lane) {
            if (warp.block->options->copies == CopyTiming::late) deliver(warp, copy, lane);
            if (warp.block->options->checks)
                warp.block->shared.finish_copy(warp.thread_of(lane), copy.to[static_cast<size_t>(lane)],
                                               copy.bytes);
        });
        copy.mask &= ~done;
    }
    std::erase_if(warp.copies, [](const PendingCopy& copy) { return copy.mask == 0; });
}

void wait_group(Warp& warp, const Instruction& i, uint32_t mask) {
    const uint32_t pending = static_cast<uint32_t>(i.offset);
    finish(warp, mask,
           [&](size_t lane) { return warp.committed[lane] > pending ? warp.committed[lane] - pending : 0; });
}

void wait_all(Warp& warp, const Instruction&, uint32_t mask) {
    finish(warp, mask, [](size_t) { return ~0u; });
}

}  // namespace

void add_copy_opcodes(OpcodeTable& table) {
    const Slot address{Role::address}, number{Role::immediate}, bytes{Role::source, b32, 1, false, true};
    for (const char* text :
         {"cp.async.cg.shared.global", "cp.async.ca.shared.global", "cp.async.cg.shared.global.L2::128B",
          "cp.async.ca.shared.global.L2::128B", "cp.async.cg.shared.global.L2::256B"}) {
        Opcode& row = table.add(text, {address, address, number, bytes}, issue);
        row.space = Space::shared;
        row.touches_shared = true;
        row.variant = std::string_view(text).find(".cg.") != std::string_view::npos;
    }
    table.add("cp.async.commit_group", {}, commit);
    table.add("cp.async.wait_group", {number}, wait_group);
    table.add("cp.async.wait_all", {}, wait_all);
}

}  // namespace sige::ptx

#include "cuda/ptx/machine/block.h"

#include <cstdlib>
#include <new>

namespace sige::ptx {
namespace {

constexpr size_t kLine = 64;

size_t rounded(size_t bytes) {
    return (bytes + kLine - 1) / kLine * kLine;
}

template <class T>
void fill_lanes(Warp& warp, uint32_t place, uint64_t bits) {
    for (int lane = 0; lane < kLanes; ++lane) warp.at<T>(place)[lane] = static_cast<T>(bits);
}

uint32_t value_of(Special special, const Warp& warp, int lane) {
    const Launch& launch = *warp.block->launch;
    const Dim3 &block = launch.block, &grid = launch.grid, &index = warp.block->index;
    const uint32_t thread = static_cast<uint32_t>(warp.thread_of(lane)), bit = 1u << lane;
    switch (special) {
        case Special::tid_x:
            return thread % block.x;
        case Special::tid_y:
            return thread / block.x % block.y;
        case Special::tid_z:
            return thread / block.x / block.y;
        case Special::ntid_x:
            return block.x;
        case Special::ntid_y:
            return block.y;
        case Special::ntid_z:
            return block.z;
        case Special::ctaid_x:
            return index.x;
        case Special::ctaid_y:
            return index.y;
        case Special::ctaid_z:
            return index.z;
        case Special::nctaid_x:
            return grid.x;
        case Special::nctaid_y:
            return grid.y;
        case Special::nctaid_z:
            return grid.z;
        case Special::laneid:
            return static_cast<uint32_t>(lane);
        case Special::warpid:
            return static_cast<uint32_t>(warp.index);
        case Special::lanemask_eq:
            return bit;
        case Special::lanemask_lt:
            return bit - 1;
        case Special::lanemask_le:
            return bit | (bit - 1);
        case Special::lanemask_gt:
            return ~(bit | (bit - 1));
        case Special::lanemask_ge:
            return ~(bit - 1);
    }
    return 0;
}

}  // namespace

void BlockRunner::Free::operator()(std::byte* memory) const {
    std::free(memory);
}

BlockRunner::BlockRunner(const Launch& launch, const GlobalMemory& memory, const Options& options) {
    state_.launch = &launch;
    state_.options = &options;
    state_.memory = &memory;
    const Kernel& kernel = *launch.kernel;
    const size_t count = (launch.block.count() + kLanes - 1) / kLanes, bytes = rounded(kernel.register_bytes);
    registers_.reset(static_cast<std::byte*>(std::aligned_alloc(kLine, std::max(bytes * count, kLine))));
    if (registers_ == nullptr) throw std::bad_alloc();
    std::memset(registers_.get(), 0xC7, bytes * count);
    warps_.resize(count);
    for (size_t i = 0; i < count; ++i) {
        Warp& warp = warps_[i];
        warp.block = &state_;
        warp.kernel = &kernel;
        warp.index = static_cast<int>(i);
        warp.registers = registers_.get() + i * bytes;
        warp.local.resize(static_cast<size_t>(kernel.local_bytes) * kLanes);
        fill_constants(warp);
    }
}

void BlockRunner::fill_constants(Warp& warp) {
    for (const Constant& constant : warp.kernel->constants) {
        uint64_t bits = constant.bits;
        if (constant.variable >= 0)
            bits += (*state_.launch->variables)[static_cast<size_t>(constant.variable)];
        switch (constant.bytes) {
            case 2:
                fill_lanes<uint16_t>(warp, constant.place, bits);
                break;
            case 4:
                fill_lanes<uint32_t>(warp, constant.place, bits);
                break;
            default:
                fill_lanes<uint64_t>(warp, constant.place, bits);
        }
    }
}

void BlockRunner::fill_specials(Warp& warp) {
    for (const SpecialRegister& special : warp.kernel->specials)
        for (int lane = 0; lane < kLanes; ++lane)
            warp.at<uint32_t>(special.place)[lane] = value_of(special.special, warp, lane);
}

void BlockRunner::start(Warp& warp) {
    const int left = static_cast<int>(state_.launch->block.count()) - warp.index * kLanes;
    warp.alive = left >= kLanes ? kAllLanes : (1u << left) - 1;
    warp.groups.assign(1, {0, warp.alive});
    warp.copies.clear();
    warp.committed.fill(0);
    warp.at_barrier = false;
    warp.executed = 0;
    fill_specials(warp);
}

void BlockRunner::run(Dim3 index) {
    state_.index = index;
    const Kernel& kernel = *state_.launch->kernel;
    state_.shared.reset(kernel.shared_bytes + state_.launch->dynamic_shared_bytes, kernel.granule,
                        static_cast<int>(warps_.size()));
    for (Warp& warp : warps_) start(warp);
    for (bool some = true; some;) {
        some = false;
        for (Warp& warp : warps_) {
            advance(warp);
            some = some || warp.alive != 0;
        }
        if (some) pass_barriers();
    }
}

// All warps that have not ended wait: at one and the same barrier, or the block is in disorder.
void BlockRunner::pass_barriers() {
    const Warp* first = nullptr;
    for (Warp& warp : warps_) {
        if (warp.alive == 0) continue;
        const uint32_t pc = warp.groups.front().pc;
        if (first == nullptr) first = &warp;
        if (pc != first->groups.front().pc)
            fail(warp, warp.kernel->code[pc], __builtin_ctz(warp.alive), FaultKind::divergence,
                 "waits at a barrier, and other warps of its block at that of line " +
                     std::to_string(warp.kernel->sources[first->groups.front().pc].line));
    }
    for (Warp& warp : warps_)
        if (warp.alive != 0) pass_barrier(warp);
    state_.shared.order_block();
}

}  // namespace sige::ptx

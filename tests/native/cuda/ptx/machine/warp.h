// A warp of 32 lanes, and what its block shares.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "cuda/ptx/machine/fault.h"
#include "cuda/ptx/machine/memory.h"
#include "cuda/ptx/machine/program.h"
#include "cuda/ptx/machine/shared.h"

namespace sige::ptx {

// When the bytes of a copy by cp.async arrive. Both are legal; a kernel must be right with either.
enum class CopyTiming { late, eager };

struct Dim3 {
    uint32_t x = 1, y = 1, z = 1;
    uint32_t count() const { return x * y * z; }
};

struct Options {
    CopyTiming copies = CopyTiming::late;
    // Shadows of memory: what is read was written, and threads do not race.
    bool checks = true;
    // Instructions of a warp in a block before it is taken for one that never ends.
    uint64_t budget = 400'000'000;
    // Threads of the host; 0: one for each of its processors.
    int host_threads = 0;
};

struct Launch {
    const Kernel* kernel = nullptr;
    Dim3 grid, block;
    uint32_t dynamic_shared_bytes = 0;
    std::vector<std::byte> parameters;
    // Addresses of the module's variables.
    const std::vector<uint64_t>* variables = nullptr;
};

// Lanes that stand at the same instruction.
struct Group {
    uint32_t pc;
    uint32_t mask;
};

// A copy by cp.async that was issued: lanes of one instruction.
struct PendingCopy {
    uint32_t mask = 0;
    uint32_t bytes = 0;
    std::array<uint32_t, kLanes> batch{};         // the group of each lane that it belongs to
    std::array<uint32_t, kLanes> to{};            // places in shared memory
    std::array<const std::byte*, kLanes> from{};  // null: zeros
    std::array<uint8_t, kLanes> read_bytes{};
};

struct BlockState {
    const Launch* launch = nullptr;
    const Options* options = nullptr;
    const GlobalMemory* memory = nullptr;
    SharedMemory shared;
    Dim3 index;
    std::string text() const;
};

struct Warp {
    BlockState* block = nullptr;
    const Kernel* kernel = nullptr;
    int index = 0;
    uint32_t alive = 0;
    std::vector<Group> groups;  // ascending by place; the first one runs
    std::byte* registers = nullptr;
    std::vector<std::byte> local;  // of each lane in turn
    Allocation* last_allocation = nullptr;
    std::vector<PendingCopy> copies;
    std::array<uint32_t, kLanes> committed{};
    bool at_barrier = false;
    uint64_t executed = 0;

    template <class T>
    T* at(uint32_t place) {
        return reinterpret_cast<T*>(registers + place);
    }
    uint32_t mask_at(int32_t place) { return *at<uint32_t>(static_cast<uint32_t>(place)); }
    int thread_of(int lane) const { return index * kLanes + lane; }
};

// Ends a kernel with what a lane did.
[[noreturn]] void fail(const Warp& warp, const Instruction& instruction, int lane, FaultKind kind,
                       const std::string& message);

// Runs a warp until it waits at a barrier or has ended.
void advance(Warp& warp);
void pass_barrier(Warp& warp);

// Calls a function for each lane of a mask.
template <class F>
inline void each_lane(uint32_t mask, F function) {
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) function(__builtin_ctz(rest));
}

}  // namespace sige::ptx

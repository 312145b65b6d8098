// Finds the bytes that lanes address, and holds each access to the rules of its space.
#pragma once

#include <array>

#include "cuda/ptx/machine/warp.h"

namespace sige::ptx {

struct Access {
    SharedMemory::Access kind = SharedMemory::Access::load;
    Space space = Space::generic;
    uint32_t bytes = 0;  // of each lane
};

using Addresses = std::array<uint64_t, kLanes>;
using Pointers = std::array<std::byte*, kLanes>;

// The addresses in a register, moved by the instruction's offset.
Addresses addresses_of(Warp& warp, const Instruction& instruction, uint32_t place, uint8_t register_bytes,
                       int64_t offset);
// Where the lanes of a mask find their bytes. Fails for lanes that may not have them.
void resolve(Warp& warp, const Instruction& instruction, uint32_t mask, const Addresses& addresses,
             const Access& access, Pointers& pointers);

}  // namespace sige::ptx

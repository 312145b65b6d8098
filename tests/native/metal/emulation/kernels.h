// The kernels of the Metal backend, compiled for the processor.
#pragma once

#include <cstddef>
#include <span>

#include "metal/emulation/simt.h"

namespace sige::simt {

struct Entry {
    const char* name;
    size_t buffers;  // how many arguments are
    // Runs one thread; `memories` are the buffers' addresses.
    void (*call)(const void* memories);
};
std::span<const Entry> entries();

}  // namespace sige::simt

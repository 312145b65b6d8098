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
// The same from a library of its own, see mutations/: calls take(entry) for each.
using Kernels = void (*)(void (*take)(const Entry& entry, void* taker), void* taker);
constexpr char kKernels[] = "sige_simt_kernels";

}  // namespace sige::simt

// How often the library asked the heap for memory: its own calls and those of the C++ runtime linked into it.
#pragma once

#include <cstdint>

namespace sige::counting {

// UINT64_MAX where the linker cannot put a counter between.
uint64_t allocations();

}  // namespace sige::counting

// The one place that asks the operating system for something of its own.
#pragma once

#include <cstddef>

namespace sige {

// What blocks of this size and more should be aligned to; 0 where large pages need no help or cannot be asked
// for.
size_t large_page_size();
// Asks that a block be backed by large pages. May do nothing; never fails.
void advise_large_pages(void* memory, size_t bytes);

// Asks that threads of this process may use AMX's tiles, whose registers a system saves on request alone.
// False where it refuses or cannot be asked.
bool request_amx_tiles();

// Whether a 64-bit ARM processor has BF16, as far as the system tells.
bool has_arm_bf16();

// Opens a library of the system's, such as a driver, by its path or its name; null where there is none. It
// stays open.
void* open_library(const char* name);
// A function that a library exports, or null.
void* find_function(void* library, const char* name);

}  // namespace sige

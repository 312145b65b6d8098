// Large pages for large blocks: the one place that asks the operating system for something of its own.
#pragma once

#include <cstddef>

namespace sige {

// What blocks of this size and more should be aligned to; 0 where large pages need no help or cannot be asked
// for.
size_t large_page_size();
// Asks that a block be backed by large pages. May do nothing; never fails.
void advise_large_pages(void* memory, size_t bytes);

}  // namespace sige

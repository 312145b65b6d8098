#include "core/large_pages.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace sige {

#if defined(__linux__)

size_t large_page_size() {
    return size_t{2} << 20;
}

void advise_large_pages(void* memory, size_t bytes) {
    madvise(memory, bytes / large_page_size() * large_page_size(), MADV_HUGEPAGE);
}

#else

size_t large_page_size() {
    return 0;
}

void advise_large_pages(void*, size_t) {}

#endif

}  // namespace sige

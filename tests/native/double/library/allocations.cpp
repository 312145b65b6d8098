#include "double/library/allocations.h"

#if defined(SIGE_WRAPS_ALLOCATIONS)

#include <atomic>
#include <cstddef>

namespace sige::counting {
namespace {

std::atomic<uint64_t> count{0};

}  // namespace

uint64_t allocations() {
    return count;
}

}  // namespace sige::counting

// The linker sends each call of `name` to __wrap_name; see --wrap in its manual.
#define SIGE_COUNT_CALLS(Result, name, parameters, arguments) \
    Result __real_##name parameters;                          \
    Result __wrap_##name parameters {                         \
        ++sige::counting::count;                              \
        return __real_##name arguments;                       \
    }

extern "C" {
SIGE_COUNT_CALLS(void*, malloc, (size_t bytes), (bytes))
SIGE_COUNT_CALLS(void*, calloc, (size_t count, size_t bytes), (count, bytes))
SIGE_COUNT_CALLS(void*, realloc, (void* block, size_t bytes), (block, bytes))
SIGE_COUNT_CALLS(void*, aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))
SIGE_COUNT_CALLS(int, posix_memalign, (void** block, size_t alignment, size_t bytes),
                 (block, alignment, bytes))
}

#else

namespace sige::counting {

uint64_t allocations() {
    return UINT64_MAX;
}

}  // namespace sige::counting

#endif

#include "core/system/system.h"

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#if defined(__linux__)
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
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

bool request_amx_tiles() {
#if defined(__linux__) && defined(__x86_64__)
    constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, Linux 5.16
    return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
    return false;
#endif
}

bool has_arm_bf16() {
#if defined(__linux__) && defined(__aarch64__)
    constexpr unsigned long kBf16 = 1ul << 14;  // HWCAP2_BF16
    return (getauxval(AT_HWCAP2) & kBf16) != 0;
#elif defined(__APPLE__)
    int has = 0;
    size_t size = sizeof has;
    return sysctlbyname("hw.optional.arm.FEAT_BF16", &has, &size, nullptr, 0) == 0 && has != 0;
#else
    return false;
#endif
}

#if defined(_WIN32)

void* open_library(const char* name) {
    return reinterpret_cast<void*>(LoadLibraryA(name));
}

void* find_function(void* library, const char* name) {
    return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(library), name));
}

#else

void* open_library(const char* name) {
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

void* find_function(void* library, const char* name) {
    return dlsym(library, name);
}

#endif

}  // namespace sige

// Lets the library load on glibc 2.28 (RHEL 8, Debian 10, Ubuntu 20.04), whatever newer glibc it is linked
// against. Linked into the shared library alone: a static program has its one glibc inside and no versions to
// choose from.
//
// A linker binds every undefined symbol to its newest version. Most of the newer ones are the old functions
// under a second name: glibc 2.34 moved the functions of threads from libpthread and those that open
// libraries from libdl into libc, 2.29 left the error reports of System V out of exp. The definitions here
// catch what our code and the static C++ runtime call and pass it on to the version that was always there.
// None is visible outside.

// Any header of the standard library tells whether this is glibc.
#include <cstdint>

#if defined(__linux__) && defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

// The version of all that was there when glibc came to the processor.
#if defined(__x86_64__)
#define SIGE_FIRST_GLIBC "GLIBC_2.2.5"
#else
#define SIGE_FIRST_GLIBC "GLIBC_2.17"
#endif

// Defines `symbol` as a call of its first version. In C++ it goes by another name, so that the headers'
// declaration is never defined anew.
#define SIGE_FORWARD(result, symbol, parameters, arguments)                  \
    extern "C" {                                                             \
    result sige_first_##symbol parameters;                                   \
    __asm__(".symver sige_first_" #symbol "," #symbol "@" SIGE_FIRST_GLIBC); \
    result sige_forward_##symbol parameters __asm__(#symbol);                \
    result sige_forward_##symbol parameters {                                \
        return sige_first_##symbol arguments;                                \
    }                                                                        \
    }

SIGE_FORWARD(double, exp, (double x), (x))

#if __GLIBC_PREREQ(2, 34)

SIGE_FORWARD(int, pthread_create,
             (pthread_t * thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument),
             (thread, attributes, start, argument))
SIGE_FORWARD(int, pthread_detach, (pthread_t thread), (thread))
SIGE_FORWARD(int, pthread_join, (pthread_t thread, void** result), (thread, result))
SIGE_FORWARD(int, pthread_once, (pthread_once_t * control, void (*initialise)()), (control, initialise))
SIGE_FORWARD(int, pthread_key_create, (pthread_key_t * key, void (*destroy)(void*)), (key, destroy))
SIGE_FORWARD(int, __pthread_key_create, (pthread_key_t * key, void (*destroy)(void*)), (key, destroy))
SIGE_FORWARD(int, pthread_key_delete, (pthread_key_t key), (key))
SIGE_FORWARD(void*, pthread_getspecific, (pthread_key_t key), (key))
SIGE_FORWARD(int, pthread_setspecific, (pthread_key_t key, const void* value), (key, value))
SIGE_FORWARD(void*, dlopen, (const char* name, int flags), (name, flags))
SIGE_FORWARD(void*, dlsym, (void* library, const char* name), (library, name))

#endif

#if __GLIBC_PREREQ(2, 32)

// Not known to be alone: the runtime's counters then change atomically, as they always did before 2.32.
extern "C" {
char sige_single_threaded __asm__("__libc_single_threaded") = 0;
}

#endif

#ifdef DLFO_STRUCT_HAS_EH_DBASE

// From 2.35 on the unwinder asks for the exception tables at an address with one call, and takes "none" for
// "do not catch": so this must find them. It walks the list of loaded objects as the unwinder did before.
// Only exceptions come this way, never an edit.
namespace {

struct Search {
    uintptr_t address;
    dl_find_object* found;
};

int find_in(dl_phdr_info* object, size_t, void* data) {
    const Search& search = *static_cast<Search*>(data);
    uintptr_t tables = 0, begin = 0, end = 0;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& part = object->dlpi_phdr[i];
        const uintptr_t address = object->dlpi_addr + part.p_vaddr;
        if (part.p_type == PT_GNU_EH_FRAME) tables = address;
        if (part.p_type == PT_LOAD && search.address >= address && search.address - address < part.p_memsz) {
            begin = address;
            end = address + part.p_memsz;
        }
    }
    if (tables == 0 || end == 0) return 0;
    *search.found = {};
    search.found->dlfo_map_start = reinterpret_cast<void*>(begin);
    search.found->dlfo_map_end = reinterpret_cast<void*>(end);
    search.found->dlfo_eh_frame = reinterpret_cast<void*>(tables);
    return 1;
}

}  // namespace

extern "C" int sige_find_object(void* address, dl_find_object* found) noexcept __asm__("_dl_find_object");

extern "C" int sige_find_object(void* address, dl_find_object* found) noexcept {
    Search search{reinterpret_cast<uintptr_t>(address), found};
    return dl_iterate_phdr(find_in, &search) == 1 ? 0 : -1;
}

#endif

#endif

// The list of an operator's kernels, best first: dispatch, tests and benches read the same rows.
#pragma once

#include <span>

#include "sige/sige.h"

#if defined(__x86_64__) || defined(_M_X64)
#define SIGE_HAS_AVX2 1
#else
#define SIGE_HAS_AVX2 0
#endif
#if defined(__aarch64__) || defined(_M_ARM64)
#define SIGE_HAS_NEON 1
#else
#define SIGE_HAS_NEON 0
#endif

// Declares the kernels of the instruction sets that this build has, in namespaces of their names.
#if SIGE_HAS_AVX2
#define SIGE_DECLARE_KERNELS(declarations) \
    namespace ref {                        \
    declarations                           \
    }                                      \
    namespace avx2 {                       \
    declarations                           \
    }
#elif SIGE_HAS_NEON
#define SIGE_DECLARE_KERNELS(declarations) \
    namespace ref {                        \
    declarations                           \
    }                                      \
    namespace neon {                       \
    declarations                           \
    }
#else
#define SIGE_DECLARE_KERNELS(declarations) \
    namespace ref {                        \
    declarations                           \
    }
#endif

namespace sige {

template <class Function>
struct KernelRow {
    const char* name;
    sige_isa isa;
    Function function;
};

template <class Function>
using KernelTable = std::span<const KernelRow<Function>>;

// The first row that an instruction set can run; the last row of every table is portable.
template <class Function>
Function select_kernel(KernelTable<Function> table, sige_isa isa) {
    for (const KernelRow<Function>& row : table)
        if (row.isa == isa || row.isa == SIGE_ISA_PORTABLE) return row.function;
    return nullptr;
}

// The rows of one kernel: `name` must be declared by SIGE_DECLARE_KERNELS.
#if SIGE_HAS_AVX2
#define SIGE_KERNEL_ROWS(label, function)               \
    {label "__avx2", SIGE_ISA_AVX2, avx2::function}, {  \
        label "__ref", SIGE_ISA_PORTABLE, ref::function \
    }
#elif SIGE_HAS_NEON
#define SIGE_KERNEL_ROWS(label, function)               \
    {label "__neon", SIGE_ISA_NEON, neon::function}, {  \
        label "__ref", SIGE_ISA_PORTABLE, ref::function \
    }
#else
#define SIGE_KERNEL_ROWS(label, function) \
    { label "__ref", SIGE_ISA_PORTABLE, ref::function }
#endif

}  // namespace sige

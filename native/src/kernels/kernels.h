// The tables of all kernels, and the choice that a queue makes from them.
#pragma once

#include <span>

#include "core/system/cpu_features.h"
#include "kernels/depthwise/depthwise.h"
#include "kernels/epilogue/epilogue.h"
#include "kernels/gemm/gemm.h"
#include "kernels/gemm_bf16/gemm_bf16.h"
#include "kernels/half/half.h"
#include "kernels/labels/labels.h"
#include "kernels/norm/norm.h"
#include "kernels/peak/peak.h"
#include "kernels/rows/rows.h"
#include "kernels/softmax/softmax.h"
#include "kernels/winograd/winograd.h"

namespace sige {

// A kernel for one instruction set: a function, or a GEMM tile.
template <class Kernel>
struct KernelRow {
    const char* name;  // <kernel>__<instruction set>
    sige_isa isa;
    Kernel kernel;
};

// A kernel for every instruction set of this build, best first; the last is portable.
template <class Kernel>
using KernelTable = std::span<const KernelRow<Kernel>>;

#define SIGE_KERNEL(name, Type, kernel) KernelTable<Type> name##_table();
#include "kernels/kernels.inc"
#undef SIGE_KERNEL

// The best row that a processor with an instruction set can run.
template <class Kernel>
Kernel select_kernel(KernelTable<Kernel> table, sige_isa isa) {
    for (const KernelRow<Kernel>& row : table)
        if (includes_isa(isa, row.isa)) return row.kernel;
    return table.back().kernel;
}

// The kernels of one instruction set, chosen once per queue.
struct Kernels {
    explicit Kernels(sige_isa isa) : isa(isa) {}

    const sige_isa isa;
#define SIGE_KERNEL(name, Type, kernel) const Type name = select_kernel(name##_table(), isa);
#include "kernels/kernels.inc"
#undef SIGE_KERNEL
};

}  // namespace sige

#include "harness/visits.h"

#include <cstdio>
#include <set>
#include <string>

#include "emulated/emulated.h"
#include "kernels/kernels.h"

namespace sige::test {
namespace {

std::set<std::string>& visited() {
    static std::set<std::string> names;
    return names;
}

template <class Kernel>
bool was_visited(KernelTable<Kernel> table) {
    bool all = true;
    for (const KernelRow<Kernel>& row : table) {
        const bool runs = has_isa(row.isa) || find_emulated(row.name) != nullptr;
        if (!runs || visited().contains(row.name)) continue;
        std::printf("no test visited %s\n", row.name);
        all = false;
    }
    return all;
}

}  // namespace

void visit(const char* name) {
    visited().insert(name);
}

bool every_kernel_was_visited() {
    bool all = true;
#define SIGE_KERNEL(name, Type, kernel) all &= was_visited(name##_table());
#include "kernels/kernels.inc"
#undef SIGE_KERNEL
    return all;
}

}  // namespace sige::test

// What the forms' costs are made of. A cost is an estimate of one thread's processor cycles: counted
// multiplications and bytes. Nothing depends on timing or on the thread count, so a choice is the same
// wherever a tile's cycles are.
#pragma once

#include "backends/cpu/queue.h"

namespace sige::cpu {

// Addresses, epilogue and scatter of one pixel and panel.
constexpr double kPixelCycles = 12;

// Cycles in which `rows` rows are multiplied with `values` values of a panel, where the loop around the
// micro-kernel reaches a share of its rate.
double gemm_cost(const GemmTile& tile, int64_t rows, double values, double share);

// Cycles in which weights that are read once come from memory.
double read_cost(double bytes);

}  // namespace sige::cpu

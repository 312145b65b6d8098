#include "backends/cpu/convolution/forms/cost.h"

namespace sige::cpu {

double gemm_cost(const GemmTile& tile, int64_t rows, double values, double share) {
    // Fewer rows cannot hide the latency of their multiply-adds.
    constexpr int64_t kFewestRows = 4;
    const double cycles =
        static_cast<double>(std::max(rows, kFewestRows)) * tile.cycles / (tile.rows * tile.panels);
    return cycles * values / share;
}

double read_cost(double bytes) {
    constexpr double kBytesPerCycle = 6.0;  // of a core, about
    return bytes / kBytesPerCycle;
}

}  // namespace sige::cpu

#include "backends/cpu/convolution/image_call.h"

namespace sige::cpu {

PartSources part_sources(const HostConvolution& convolution, const Sources& sources, int part) {
    if (convolution.shape.modulation == SIGE_MODULATION_SPLIT) return {{{part, 0}, {}}, 1};
    return {{{0, 0}, {1, sources.reader[0].channels() * static_cast<int64_t>(kPanel)}}, sources.count};
}

UnitGroups group_units(int32_t units, int32_t largest, int64_t pixel_tasks, int threads) {
    // Four tasks a thread even out their differences; with one thread there is nothing to even out.
    const int64_t wanted = threads == 1 ? 1 : 4 * static_cast<int64_t>(threads);
    int32_t size = std::min(units, largest);
    while (size > 1 && pixel_tasks * ((units + size - 1) / size) < wanted) size = (size + 1) / 2;
    return {size, (units + size - 1) / size};
}

}  // namespace sige::cpu

// Sums of normalisation statistics, in float64.
#pragma once

#include <cstdint>

#include "kernels/isa.h"

namespace sige {

// sums[2 * c] = sum, sums[2 * c + 1] = sum of squares of each channel over the pixels, each taken `sign`
// times.
struct NormSumsArgs {
    const float* const* pixels;  // [pixel_count]
    int32_t pixel_count;
    int32_t channels;
    double sign;   // 1, or -1 to take off
    double* sums;  // [channels, 2], added to
};
using NormSumsFunction = void (*)(const NormSumsArgs&);

SIGE_DECLARE_KERNELS(void norm_sums_f32(const NormSumsArgs& args);)

}  // namespace sige

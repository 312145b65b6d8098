// Convolution of a label map: its one-hot is never made, the weight rows that the ids choose are summed
// instead.
#pragma once

#include <cstdint>

#include "kernels/gemm/gemm.h"
#include "kernels/isa.h"

namespace sige {

// A channel behind the one-hot (an instance edge, say) at one tap of one pixel.
struct LabelExtra {
    int32_t offset;  // of its weight row in the panel, in weights
    float value;
};

// acc[p * kPanel + j] = sum over taps of panel[offsets[p * taps + t] + j], plus the pixel's extras.
struct LabelsArgs {
    const void* panel;       // of the kernel's type of weights
    const int32_t* offsets;  // [pixels, taps], in weights; negative for none
    int32_t pixels;
    int32_t taps;
    const LabelExtra* extras;
    const int32_t* extra_ends;  // [pixels + 1]: pixel p has extras [extra_ends[p], extra_ends[p + 1])
    float* acc;
};
using LabelsFunction = void (*)(const LabelsArgs&);

SIGE_DECLARE_KERNELS(void labels_f32(const LabelsArgs& args); void labels_f32_f16(const LabelsArgs& args);
                     void labels_f32_bf16(const LabelsArgs& args);)

}  // namespace sige

// Element-wise work on one pixel's channels: the inner loops of gather, scatter, modulation and activation.
#pragma once

#include <cstdint>

#include "kernels/table.h"

namespace sige {

// dst[c] = activation(src[c] * scale[c] + shift[c]); scale and shift may be null for 1 and 0.
struct AffineRowArgs {
    const float* src;
    float* dst;  // may be src
    int32_t channels;
    const float* scale;
    const float* shift;
    sige_activation activation;
    float slope;
};
// dst[c] = a[c] + b[c].
struct AddRowArgs {
    const float* a;
    const float* b;
    float* dst;  // may be a or b
    int32_t channels;
};
// dst[c] = activation((src[c] * scale[c] + shift[c]) * (1 + gamma[c]) + beta[c]).
struct ModulateRowArgs {
    const float* src;
    const float* gamma;
    const float* beta;
    float* dst;  // may be src
    int32_t channels;
    const float* scale;
    const float* shift;
    sige_activation activation;
    float slope;
};
using AffineRowFunction = void (*)(const AffineRowArgs&);
using AddRowFunction = void (*)(const AddRowArgs&);
using ModulateRowFunction = void (*)(const ModulateRowArgs&);

SIGE_DECLARE_KERNELS(void affine_row_f32(const AffineRowArgs& args); void add_row_f32(const AddRowArgs& args);
                     void modulate_row_f32(const ModulateRowArgs& args);)

KernelTable<AffineRowFunction> affine_row_table();
KernelTable<AddRowFunction> add_row_table();
KernelTable<ModulateRowFunction> modulate_row_table();

}  // namespace sige

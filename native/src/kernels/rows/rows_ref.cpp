// The references of rows.h.
#include "kernels/rows/rows.h"

#include <cmath>

#include "kernels/rows/activation_ref.h"

namespace sige::ref {
namespace {

float affine(const float* scale, const float* shift, int c, float x) {
    return x * (scale != nullptr ? scale[c] : 1.0f) + (shift != nullptr ? shift[c] : 0.0f);
}

}  // namespace

void affine_row_f32(const AffineRowArgs& a) {
    for (int c = 0; c < a.channels; ++c)
        a.dst[c] = activate(a.activation, a.slope, affine(a.scale, a.shift, c, a.src[c]));
}

void copy_row_f32(const CopyRowArgs& a) {
    for (int c = 0; c < a.channels; ++c) a.dst[c] = a.src[c];
}

void add_row_f32(const AddRowArgs& a) {
    for (int c = 0; c < a.channels; ++c) a.dst[c] = a.a[c] + a.b[c];
}

void modulate_row_f32(const ModulateRowArgs& a) {
    for (int c = 0; c < a.channels; ++c)
        a.dst[c] = activate(
            a.activation, a.slope,
            affine(a.scale, a.shift, c, a.src[c]) * (1.0f + (a.gamma != nullptr ? a.gamma[c] : 0.0f)) +
                a.beta[c]);
}

void pool_row_f32(const PoolRowArgs& a) {
    for (int c = 0; c < a.channels; ++c) {
        float sum = 0;
        for (const float* src : a.src)
            sum += activate(a.activation, a.slope, affine(a.scale, a.shift, c, src[c]));
        a.dst[c] = sum * 0.25f;
    }
}

void layer_norm_row_f32(const LayerNormRowArgs& a) {
    float sum = 0;
    for (int c = 0; c < a.channels; ++c) sum += a.src[c];
    const float mean = sum / static_cast<float>(a.channels);
    float squares = 0;
    for (int c = 0; c < a.channels; ++c) squares += (a.src[c] - mean) * (a.src[c] - mean);
    const float scale = 1.0f / std::sqrt(squares / static_cast<float>(a.channels) + a.eps);
    for (int c = 0; c < a.channels; ++c) a.dst[c] = affine(a.weight, a.bias, c, (a.src[c] - mean) * scale);
}

void gate_row_f32(const GateRowArgs& a) {
    for (int c = 0; c < a.channels; ++c) a.dst[c] = a.src[c] * activate(a.activation, a.slope, a.gate[c]);
}

}  // namespace sige::ref

// Winograd F(2x2, 3x3) and F(4x4, 3x3): the transforms around the products. One call handles one tile.
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016; points 0, +-1, +-2
// for F(4x4).
#pragma once

#include <cstdint>

#include "kernels/gemm/gemm.h"
#include "kernels/isa.h"

namespace sige {

constexpr int winograd_input_side(int tile) {
    return tile + 2;
}
constexpr int winograd_products(int tile) {
    return winograd_input_side(tile) * winograd_input_side(tile);
}

// dst[k * k_stride + c] = (B^T d B)[k] for each channel c; d's pixels are anywhere in memory.
struct WinogradInputArgs {
    const float* const* pixels;  // [(tile + 2)^2], row by row
    int32_t channels;
    float* dst;
    int64_t k_stride;
};
// dst[p * kPanel + j] = (A^T m A)[p], m[k * k_stride + j], for the sixteen columns j of a panel.
struct WinogradOutputArgs {
    const float* products;
    int64_t k_stride;
    float* dst;  // [tile^2, kPanel]
};
// dst[k * product_stride + c * kPanel + j] = (G g G^T)[k] for each channel c of a panel in direct form.
struct WinogradWeightsArgs {
    const void* direct;  // of the kernel's type, [9, tap_stride]: a tap's channels, kPanel filters each
    int64_t tap_stride;
    int32_t channels;
    float* dst;
    int64_t product_stride;
};
using WinogradInputFunction = void (*)(const WinogradInputArgs&);
using WinogradOutputFunction = void (*)(const WinogradOutputArgs&);
using WinogradWeightsFunction = void (*)(const WinogradWeightsArgs&);

SIGE_DECLARE_KERNELS(void winograd_input_f32_2x2(const WinogradInputArgs& args);
                     void winograd_input_f32_4x4(const WinogradInputArgs& args);
                     void winograd_output_f32_2x2(const WinogradOutputArgs& args);
                     void winograd_output_f32_4x4(const WinogradOutputArgs& args);
                     void winograd_weights_f32_2x2(const WinogradWeightsArgs& args);
                     void winograd_weights_f32_4x4(const WinogradWeightsArgs& args);
                     void winograd_weights_f16_2x2(const WinogradWeightsArgs& args);
                     void winograd_weights_f16_4x4(const WinogradWeightsArgs& args);
                     void winograd_weights_bf16_2x2(const WinogradWeightsArgs& args);
                     void winograd_weights_bf16_4x4(const WinogradWeightsArgs& args);)

// The matrices themselves: [side, side] of B^T, [tile, side] of A^T, [side, 3] of G.
struct WinogradMatrices {
    int tile;
    const double* bt;
    const double* at;
    const double* g;
};
const WinogradMatrices& winograd_matrices(int tile);

}  // namespace sige

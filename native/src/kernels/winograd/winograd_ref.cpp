// The reference of winograd.h: the matrix products as they are written in the paper.
#include "kernels/winograd/winograd.h"

#include "kernels/half/weights_ref.h"

namespace sige {
namespace {

constexpr double kBt2[] = {1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, -1};
constexpr double kAt2[] = {1, 1, 1, 0, 0, 1, -1, -1};
constexpr double kG2[] = {1, 0, 0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0, 0, 1};

constexpr double kBt4[] = {4, 0,  -5, 0, 1, 0, 0, -4, -4, 1,  1, 0, 0, 4, -4, -1, 1, 0,
                           0, -2, -1, 2, 1, 0, 0, 2,  -1, -2, 1, 0, 0, 4, 0,  -5, 0, 1};
constexpr double kAt4[] = {1, 1, 1, 1, 1, 0, 0, 1, -1, 2, -2, 0, 0, 1, 1, 4, 4, 0, 0, 1, -1, 8, -8, 1};
constexpr double kG4[] = {1.0 / 4,  0,         0,        -1.0 / 6, -1.0 / 6, -1.0 / 6,
                          -1.0 / 6, 1.0 / 6,   -1.0 / 6, 1.0 / 24, 1.0 / 12, 1.0 / 6,
                          1.0 / 24, -1.0 / 12, 1.0 / 6,  0,        0,        1};

constexpr WinogradMatrices kMatrices2{2, kBt2, kAt2, kG2};
constexpr WinogradMatrices kMatrices4{4, kBt4, kAt4, kG4};

}  // namespace

const WinogradMatrices& winograd_matrices(int tile) {
    return tile == 2 ? kMatrices2 : kMatrices4;
}

namespace ref {
namespace {

template <int kTile>
void input(const WinogradInputArgs& a) {
    constexpr int kSide = winograd_input_side(kTile);
    const double* bt = winograd_matrices(kTile).bt;
    for (int c = 0; c < a.channels; ++c)
        for (int i = 0; i < kSide; ++i)
            for (int j = 0; j < kSide; ++j) {
                double sum = 0;
                for (int y = 0; y < kSide; ++y)
                    for (int x = 0; x < kSide; ++x)
                        sum += bt[i * kSide + y] * static_cast<double>(a.pixels[y * kSide + x][c]) *
                               bt[j * kSide + x];
                a.dst[(i * kSide + j) * a.k_stride + c] = static_cast<float>(sum);
            }
}

template <int kTile>
void output(const WinogradOutputArgs& a) {
    constexpr int kSide = winograd_input_side(kTile);
    const double* at = winograd_matrices(kTile).at;
    for (int lane = 0; lane < kPanel; ++lane)
        for (int i = 0; i < kTile; ++i)
            for (int j = 0; j < kTile; ++j) {
                double sum = 0;
                for (int y = 0; y < kSide; ++y)
                    for (int x = 0; x < kSide; ++x)
                        sum += at[i * kSide + y] *
                               static_cast<double>(a.products[(y * kSide + x) * a.k_stride + lane]) *
                               at[j * kSide + x];
                a.dst[(i * kTile + j) * kPanel + lane] = static_cast<float>(sum);
            }
}

template <class Weights, int kTile>
void weights(const WinogradWeightsArgs& a) {
    constexpr int kSide = winograd_input_side(kTile);
    const auto* direct = static_cast<const typename Weights::Value*>(a.direct);
    const double* g = winograd_matrices(kTile).g;
    for (int64_t at = 0; at < static_cast<int64_t>(a.channels) * kPanel; ++at)
        for (int i = 0; i < kSide; ++i)
            for (int j = 0; j < kSide; ++j) {
                double sum = 0;
                for (int y = 0; y < 3; ++y)
                    for (int x = 0; x < 3; ++x)
                        sum += g[i * 3 + y] * g[j * 3 + x] *
                               static_cast<double>(Weights::read(direct[(y * 3 + x) * a.tap_stride + at]));
                a.dst[(i * kSide + j) * a.product_stride + at] = static_cast<float>(sum);
            }
}

}  // namespace

void winograd_input_f32_2x2(const WinogradInputArgs& a) {
    input<2>(a);
}
void winograd_input_f32_4x4(const WinogradInputArgs& a) {
    input<4>(a);
}
void winograd_output_f32_2x2(const WinogradOutputArgs& a) {
    output<2>(a);
}
void winograd_output_f32_4x4(const WinogradOutputArgs& a) {
    output<4>(a);
}

void winograd_weights_f32_2x2(const WinogradWeightsArgs& a) {
    weights<Float32Weights, 2>(a);
}
void winograd_weights_f32_4x4(const WinogradWeightsArgs& a) {
    weights<Float32Weights, 4>(a);
}
void winograd_weights_f16_2x2(const WinogradWeightsArgs& a) {
    weights<Float16Weights, 2>(a);
}
void winograd_weights_f16_4x4(const WinogradWeightsArgs& a) {
    weights<Float16Weights, 4>(a);
}
void winograd_weights_bf16_2x2(const WinogradWeightsArgs& a) {
    weights<BFloat16Weights, 2>(a);
}
void winograd_weights_bf16_4x4(const WinogradWeightsArgs& a) {
    weights<BFloat16Weights, 4>(a);
}

}  // namespace ref
}  // namespace sige

// Where a convolution reads from: two sources, resampled ones, slices of wider pixels, and its prologue.
#include "convolution/case.h"

namespace sige::test {
namespace {

// Each case on all pixels and on some.
void check_dense_and_masked(ConvolutionCase c) {
    check_convolution(c);
    c.masked = true;
    c.mask = MaskKind::kRandom;
    check_convolution(c);
    c.mask = MaskKind::kNone;
    check_convolution(c);
}

ConvolutionCase base_case() {
    ConvolutionCase c;
    c.n = 2;
    c.h = 8;
    c.w = 12;
    c.ic = 11;
    c.oc = 19;
    c.forms = kDense;
    return c;
}

}  // namespace

TEST(convolution_sources, two_sources) {
    for (const auto& [ic, ic2] : {std::pair{1, 1}, {8, 3}, {17, 16}, {64, 70}}) {
        ConvolutionCase c = base_case();
        c.ic = ic;
        c.ic2 = ic2;
        check_dense_and_masked(c);
        c.kernel = 1;
        c.pad = {};
        c.forms = kDirect;
        check_dense_and_masked(c);
    }
}

TEST(convolution_sources, resampled_sources) {
    for (int scale : {-2, -1, 0, 1, 2})
        for (int scale2 : {-1, 0, 1}) {
            ConvolutionCase c = base_case();
            c.ic2 = 6;
            c.scale = scale;
            c.scale2 = scale2;
            check_dense_and_masked(c);
            c.stride = 2;
            c.pad = {0, 1, 1, 0};
            c.forms = kDirect;
            check_dense_and_masked(c);
        }
}

TEST(convolution_sources, slices_of_wider_pixels) {
    ConvolutionCase c = base_case();
    c.ic2 = 5;
    c.slice = {3, 4};
    c.slice2 = {0, 1};
    c.dst_slice = {5, 2};
    check_dense_and_masked(c);
    c.kernel = 1;
    c.pad = {};
    c.forms = kDirect;
    check_dense_and_masked(c);
}

TEST(convolution_prologue, every_activation_shared_and_per_image) {
    for (sige_activation activation : kActivations)
        for (bool per_image : {false, true}) {
            ConvolutionCase c = base_case();
            c.ic2 = 7;
            c.prologue = true;
            c.prologue_activation = activation;
            c.prologue_per_image = per_image;
            check_dense_and_masked(c);
        }
}

// The shift of the prologue must not reach the padding.
TEST(convolution_prologue, padding_stays_zero) {
    for (int stride : {1, 2})
        for (MaskKind mask : {MaskKind::kBorders, MaskKind::kCorners}) {
            ConvolutionCase c = base_case();
            c.stride = stride;
            c.pad = {2, 2, 2, 2};
            c.prologue = true;
            c.masked = true;
            c.mask = mask;
            c.forms = stride == 1 ? kDense : kDirect;
            check_convolution(c);
        }
}

TEST(convolution_prologue, of_resampled_slices) {
    for (int scale : {-1, 1}) {
        ConvolutionCase c = base_case();
        c.ic2 = 4;
        c.scale = scale;
        c.scale2 = -scale;
        c.slice = {1, 1};
        c.prologue = true;
        c.prologue_per_image = true;
        c.prologue_activation = SIGE_ACTIVATION_SILU;
        check_dense_and_masked(c);
    }
}

// The scratch of a large run is used again by a smaller one of another width.
TEST(convolution_prologue, runs_of_different_sizes_follow_each_other) {
    for (const auto& [h, w] : {std::pair{17, 19}, {4, 3}, {9, 30}, {3, 3}}) {
        ConvolutionCase c = base_case();
        c.h = h;
        c.w = w;
        c.prologue = true;
        c.prologue_activation = SIGE_ACTIVATION_RELU;
        check_dense_and_masked(c);
    }
}

}  // namespace sige::test

// What follows a convolution's sums: residual, activation and SPADE modulation.
#include "convolution/case.h"

namespace sige::test {
namespace {

void check_dense_and_masked(ConvolutionCase c) {
    check_convolution(c);
    c.masked = true;
    c.mask = MaskKind::kRandom;
    check_convolution(c);
}

ConvolutionCase base_case() {
    ConvolutionCase c;
    c.n = 2;
    c.h = 8;
    c.w = 12;
    c.ic = 9;
    c.oc = 18;
    c.forms = kDense;
    return c;
}

}  // namespace

TEST(convolution_epilogue, every_activation) {
    for (sige_activation activation : kActivations)
        for (bool residual : {false, true}) {
            ConvolutionCase c = base_case();
            c.activation = activation;
            c.residual = residual;
            check_dense_and_masked(c);
        }
}

TEST(convolution_epilogue, resampled_residual) {
    for (int scale : {-2, -1, 1, 2}) {
        ConvolutionCase c = base_case();
        c.residual = true;
        c.residual_scale = scale;
        c.dst_slice = {0, 6};
        check_dense_and_masked(c);
        c.kernel = 1;
        c.pad = {};
        c.forms = kDirect;
        check_dense_and_masked(c);
    }
}

TEST(convolution_epilogue, bias_of_an_image) {
    for (int oc : {1, 15, 16, 33})
        for (bool residual : {false, true}) {
            ConvolutionCase c = base_case();
            c.oc = oc;
            c.image_bias = true;
            c.residual = residual;
            c.activation = SIGE_ACTIVATION_SILU;
            check_dense_and_masked(c);
            c.bias = false;
            c.kernel = 1;
            c.pad = {};
            c.forms = kDirect;
            // A prologue without activation is folded into the weights and biases.
            c.prologue = c.prologue_per_image = true;
            check_dense_and_masked(c);
        }
}

TEST(convolution_epilogue, bias_of_an_image_with_labels_and_depthwise) {
    ConvolutionCase c = base_case();
    c.image_bias = true;
    c.labels = true;
    c.forms = {form::kLabels};
    check_dense_and_masked(c);
    c.labels = false;
    c.depthwise = true;
    c.oc = c.ic;
    c.forms = {form::kDepthwise};
    check_dense_and_masked(c);
}

TEST(convolution_modulation, joint_of_every_width) {
    for (int half : {1, 8, 15, 16, 17, 33}) {
        ConvolutionCase c = base_case();
        c.oc = 2 * half;
        c.modulation = SIGE_MODULATION_JOINT;
        check_dense_and_masked(c);
        c.ic2 = 5;
        check_dense_and_masked(c);
    }
}

TEST(convolution_modulation, split_of_every_width) {
    for (int half : {1, 15, 16, 17, 40})
        for (int ic : {3, 16, 70}) {
            ConvolutionCase c = base_case();
            c.ic = c.ic2 = ic;
            c.oc = 2 * half;
            c.modulation = SIGE_MODULATION_SPLIT;
            check_dense_and_masked(c);
        }
}

TEST(convolution_modulation, activations_resampling_and_prologue) {
    for (sige_modulation modulation : {SIGE_MODULATION_JOINT, SIGE_MODULATION_SPLIT})
        for (sige_activation activation : kActivations)
            for (int scale : {-1, 0, 1}) {
                ConvolutionCase c = base_case();
                c.ic2 = c.ic;
                c.modulation = modulation;
                c.modulated_scale = scale;
                c.scale = -scale;
                c.activation = activation;
                c.prologue = scale == 0;
                c.prologue_activation = SIGE_ACTIVATION_RELU;
                check_dense_and_masked(c);
            }
}

TEST(convolution_modulation, one_by_one_filters) {
    ConvolutionCase c = base_case();
    c.kernel = 1;
    c.pad = {};
    c.modulation = SIGE_MODULATION_JOINT;
    c.forms = kDirect;
    check_dense_and_masked(c);
}

}  // namespace sige::test

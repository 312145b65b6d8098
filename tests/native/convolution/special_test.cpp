// Convolutions with forms of their own: label maps and depthwise filters.
#include "convolution/case.h"

namespace sige::test {
namespace {

void check_on_masks(ConvolutionCase c) {
    check_convolution(c);
    c.masked = true;
    for (MaskKind mask : kMaskKinds) {
        c.mask = mask;
        check_convolution(c);
    }
}

ConvolutionCase label_case() {
    ConvolutionCase c;
    c.n = 2;
    c.h = 12;
    c.w = 16;
    c.ic = 35;
    c.oc = 37;
    c.labels = true;
    c.forms = {form::kLabels, form::kAuto};
    return c;
}

ConvolutionCase depthwise_case(int channels) {
    ConvolutionCase c;
    c.n = 2;
    c.h = 9;
    c.w = 10;
    c.ic = c.oc = channels;
    c.depthwise = true;
    c.forms = {form::kDepthwise, form::kAuto};
    return c;
}

}  // namespace

TEST(convolution_labels, every_mask) {
    check_on_masks(label_case());
}

TEST(convolution_labels, extras_behind_the_classes) {
    for (int extras : {1, 5}) {
        ConvolutionCase c = label_case();
        c.ic2 = extras;
        check_on_masks(c);
    }
}

TEST(convolution_labels, every_kernel_stride_and_padding) {
    for (int kernel : {1, 3})
        for (int stride : {1, 2})
            for (const std::array<int, 4>& pad : {std::array<int, 4>{1, 1, 1, 1}, {0, 2, 1, 0}}) {
                ConvolutionCase c = label_case();
                c.ic = 7;
                c.ic2 = 2;
                c.kernel = kernel;
                c.stride = stride;
                c.pad = kernel == 1 ? std::array<int, 4>{} : pad;
                check_convolution(c);
            }
}

TEST(convolution_labels, resampled_with_residual_and_activation) {
    for (int scale : {-1, 1, 2}) {
        ConvolutionCase c = label_case();
        c.ic2 = 1;
        c.scale = scale;
        c.scale2 = scale > 0 ? 0 : 1;
        c.slice2 = {2, 1};
        c.residual = true;
        c.activation = SIGE_ACTIVATION_RELU;
        c.dst_slice = {1, 4};
        check_on_masks(c);
    }
}

TEST(convolution_labels, every_type_of_weights) {
    for (sige_dtype weights : kWeightTypes)
        for (sige_dtype packed : kWeightTypes) {
            ConvolutionCase c = label_case();
            c.ic2 = 1;
            c.weights = weights;
            c.packed = packed;
            check_convolution(c);
        }
}

TEST(convolution_depthwise, every_channel_count_and_mask) {
    for (int channels : {2, 3, 8, 16, 17, 36, 70}) check_on_masks(depthwise_case(channels));
}

TEST(convolution_depthwise, every_kernel_stride_and_padding) {
    for (int kernel : {1, 3})
        for (int stride : {1, 2})
            for (const std::array<int, 4>& pad : {std::array<int, 4>{1, 1, 1, 1}, {0, 2, 1, 0}}) {
                ConvolutionCase c = depthwise_case(19);
                c.kernel = kernel;
                c.stride = stride;
                c.pad = kernel == 1 ? std::array<int, 4>{} : pad;
                check_on_masks(c);
            }
}

TEST(convolution_depthwise, prologue_resampling_and_residual) {
    for (int scale : {-1, 0, 1}) {
        ConvolutionCase c = depthwise_case(21);
        c.h = 8;
        c.scale = scale;
        c.slice = {1, 2};
        c.dst_slice = {3, 0};
        c.prologue = c.prologue_per_image = true;
        c.prologue_activation = SIGE_ACTIVATION_RELU;
        c.residual = true;
        c.activation = SIGE_ACTIVATION_LEAKY_RELU;
        c.weights = kWeightTypes[scale + 1];
        c.packed = SIGE_DTYPE_F16;
        check_on_masks(c);
    }
}

}  // namespace sige::test

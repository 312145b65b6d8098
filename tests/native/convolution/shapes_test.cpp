// Convolutions of every shape, on all pixels and on masks.
#include "convolution/case.h"

namespace sige::test {
namespace {

const std::vector<int>& channel_counts() {
    static const std::vector<int> all{1, 3, 8, 16, 17, 36, 64, 70}, few{1, 17, 36};
    return quick() ? few : all;
}

constexpr std::array<std::array<int, 4>, 5> kPaddings{
    {{0, 0, 0, 0}, {1, 1, 1, 1}, {0, 1, 2, 0}, {2, 0, 1, 1}, {1, 0, 0, 1}}};

}  // namespace

TEST(convolution_shapes, every_channel_count) {
    for (int ic : channel_counts())
        for (int oc : channel_counts()) {
            ConvolutionCase c;
            c.h = 6;
            c.w = 7;
            c.ic = ic;
            c.oc = oc;
            c.forms = kDense;
            check_convolution(c);
            c.kernel = 1;
            c.pad = {};
            c.forms = kDirect;
            check_convolution(c);
        }
}

TEST(convolution_shapes, every_kernel_stride_and_padding) {
    for (int kernel : {1, 3})
        for (int stride : {1, 2})
            for (const std::array<int, 4>& pad : kPaddings)
                for (const auto& [h, w] : {std::pair{3, 3}, {8, 8}, {9, 12}, {13, 7}}) {
                    ConvolutionCase c;
                    c.kernel = kernel;
                    c.stride = stride;
                    c.pad = kernel == 1 ? std::array<int, 4>{} : pad;
                    c.h = h;
                    c.w = w;
                    c.ic = 5;
                    c.oc = 18;
                    c.forms = kernel == 3 && stride == 1 ? kDense : kDirect;
                    check_convolution(c);
                }
}

// Of what a GPU transforms at once, which ends amid the second image.
TEST(convolution_shapes, more_tiles_than_a_slice) {
    ConvolutionCase c;
    c.n = 2;
    c.h = 91;
    c.w = 90;
    c.ic = c.oc = 3;
    c.forms = {form::kWinograd4};
    check_convolution(c);
}

// More pixels, tiles and channels than one block of work, one slice of a panel, or one group of panels has.
TEST(convolution_shapes, larger_than_every_block) {
    if (quick()) return skip("large shapes, with --quick");
    ConvolutionCase wide;
    wide.h = 33;
    wide.w = 31;
    wide.ic = 70;
    wide.oc = 100;
    wide.forms = kDense;
    check_convolution(wide);
    ConvolutionCase deep = wide;
    deep.h = deep.w = 5;
    deep.ic = 523;
    deep.oc = 131;
    check_convolution(deep);
    ConvolutionCase many = wide;
    many.h = 80;
    many.w = 83;
    many.ic = 4;
    many.oc = 3;
    many.prologue = true;
    check_convolution(many);
    for (sige_dtype packed : {SIGE_DTYPE_F16, SIGE_DTYPE_BF16}) {
        ConvolutionCase pointwise = wide;
        pointwise.kernel = 1;
        pointwise.pad = {};
        pointwise.ic = 20;
        pointwise.packed = packed;
        pointwise.forms = kDirect;
        check_convolution(pointwise);
    }
}

TEST(convolution_shapes, batches_and_every_type_of_weights) {
    for (sige_dtype weights : kWeightTypes)
        for (sige_dtype packed : kWeightTypes) {
            ConvolutionCase c;
            c.n = 2;
            c.ic = 17;
            c.oc = 40;
            c.weights = weights;
            c.packed = packed;
            c.forms = kDense;
            check_convolution(c);
            c.bias = false;
            c.masked = true;
            c.mask = MaskKind::kRandom;
            check_convolution(c);
        }
}

// A slice of a tap, panels beyond one step, two sources, a prologue that folds and one that does not, gamma
// and beta.
TEST(convolution_shapes, weights_kept_as_16_bits) {
    for (sige_dtype packed : {SIGE_DTYPE_F16, SIGE_DTYPE_BF16}) {
        ConvolutionCase deep;
        deep.h = deep.w = 5;
        deep.ic = 523;
        deep.oc = 131;
        deep.packed = packed;
        deep.forms = kDense;
        check_convolution(deep);
        ConvolutionCase folded;
        folded.h = folded.w = 12;
        folded.ic = 19;
        folded.ic2 = 21;
        folded.oc = 35;
        folded.kernel = 1;
        folded.pad = {};
        folded.packed = packed;
        folded.prologue = folded.prologue_per_image = true;
        check_convolution(folded);
        folded.prologue_activation = SIGE_ACTIVATION_SILU;
        check_convolution(folded);
        for (sige_modulation_value modulation : {SIGE_MODULATION_JOINT, SIGE_MODULATION_SPLIT}) {
            ConvolutionCase spade;
            spade.ic = 18;
            spade.ic2 = modulation == SIGE_MODULATION_SPLIT ? 18 : 0;
            spade.oc = 70;
            spade.modulation = modulation;
            spade.packed = packed;
            spade.forms = kDense;
            check_convolution(spade);
        }
    }
}

TEST(convolution_masks, every_mask_and_policy) {
    for (MaskKind mask : kMaskKinds)
        for (sige_policy policy : {SIGE_POLICY_PIXELS, SIGE_POLICY_TILES})
            for (const auto& [kernel, stride] : {std::pair{1, 1}, {1, 2}, {3, 1}, {3, 2}}) {
                ConvolutionCase c;
                c.n = 2;
                c.h = 13;
                c.w = 18;
                c.ic = 9;
                c.oc = 21;
                c.kernel = kernel;
                c.stride = stride;
                if (kernel == 1) c.pad = {};
                c.masked = true;
                c.mask = mask;
                c.policy = policy;
                c.dst_slice = {2, 3};
                c.forms = kernel == 3 && stride == 1 ? kDense : kDirect;
                check_convolution(c);
            }
}

TEST(convolution_masks, every_padding_at_the_borders) {
    for (const std::array<int, 4>& pad : kPaddings)
        for (MaskKind mask : {MaskKind::kBorders, MaskKind::kCorners}) {
            ConvolutionCase c;
            c.pad = pad;
            c.masked = true;
            c.mask = mask;
            c.forms = kDense;
            check_convolution(c);
        }
}

}  // namespace sige::test

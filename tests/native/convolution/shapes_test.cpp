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
}

TEST(convolution_shapes, batches_and_float16_weights) {
    ConvolutionCase c;
    c.n = 2;
    c.ic = 17;
    c.oc = 20;
    c.half_weights = true;
    c.forms = kDense;
    check_convolution(c);
    c.bias = false;
    c.masked = true;
    c.mask = MaskKind::kRandom;
    check_convolution(c);
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

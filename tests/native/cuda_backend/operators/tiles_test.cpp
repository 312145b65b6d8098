// Shapes for which the cost model takes other tiles, and cuts sums in pieces, than for the small ones of the
// operators' tests.
#include "convolution/case.h"

namespace sige::test {
namespace {

ConvolutionCase pointwise(int h, int w, int ic, int oc) {
    ConvolutionCase c;
    c.h = h;
    c.w = w;
    c.ic = ic;
    c.oc = oc;
    c.kernel = 1;
    c.pad = {};
    c.forms = kDirect;
    return c;
}

}  // namespace

TEST(convolution_tiles, few_pixels_and_many_channels_are_cut_along_the_channels) {
    ConvolutionCase c = pointwise(5, 7, 1100, 40);
    check_convolution(c);
    c.modulation = SIGE_MODULATION_JOINT;
    check_convolution(c);
}

TEST(convolution_tiles, many_pixels_and_filters_take_the_largest) {
    check_convolution(pointwise(67, 47, 40, 600));
}

// Of every kind of operands, as the operators' tests have them for bfloat16.
TEST(convolution_tiles, float16) {
    ConvolutionCase c;
    c.n = 2;
    c.ic = 20;
    c.oc = 40;
    c.forms = {form::kFloat16};
    check_convolution(c);
    c.masked = true;
    c.mask = MaskKind::kRandom;
    c.prologue = c.prologue_per_image = true;
    c.prologue_activation = SIGE_ACTIVATION_SILU;
    check_convolution(c);
    c.ic2 = 20;
    c.modulation = SIGE_MODULATION_SPLIT;
    check_convolution(c);
    c.modulation = SIGE_MODULATION_NONE;
    c.stride = 2;
    for (sige_dtype packed : kWeightTypes) {
        c.packed = packed;
        check_convolution(c);
    }
}

}  // namespace sige::test

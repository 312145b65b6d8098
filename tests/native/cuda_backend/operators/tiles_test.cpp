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

}  // namespace sige::test

// The reference of norm.h.
#include "kernels/norm/norm.h"

namespace sige::ref {

void norm_sums_f32(const NormSumsArgs& a) {
    for (int c = 0; c < a.channels; ++c) {
        double sum = 0, squares = 0;
        for (int p = 0; p < a.pixel_count; ++p) {
            const double x = a.pixels[p][c];
            sum += x;
            squares += x * x;
        }
        a.sums[2 * c] += a.sign * sum;
        a.sums[2 * c + 1] += a.sign * squares;
    }
}

}  // namespace sige::ref

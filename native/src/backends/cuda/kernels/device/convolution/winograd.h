// The transforms of F(4x4, 3x3) in one dimension: B^T d of six source values, G g of three weights, A^T m of
// six sums. In two dimensions they are applied to rows and then to columns. Source: Lavin and Gray, "Fast
// Algorithms for Convolutional Neural Networks", CVPR 2016.
#pragma once

#include "backends/cuda/kernels/device/port.h"

namespace sige::cuda {

SIGE_DEVICE void transform_source(float (&d)[6]) {
    const float even = d[4] - 4 * d[2], odd = d[3] - 4 * d[1], difference = d[4] - d[2],
                twice = 2 * (d[3] - d[1]);
    const float first = 4 * d[0] - 5 * d[2] + d[4], last = 4 * d[1] - 5 * d[3] + d[5];
    d[0] = first;
    d[1] = even + odd;
    d[2] = even - odd;
    d[3] = difference + twice;
    d[4] = difference - twice;
    d[5] = last;
}

SIGE_DEVICE void transform_weights(const float (&g)[3], float (&u)[6]) {
    const float outer = g[0] + g[2], weighted = g[0] + 4 * g[2];
    u[0] = 0.25f * g[0];
    u[1] = (-1.0f / 6) * (outer + g[1]);
    u[2] = (-1.0f / 6) * (outer - g[1]);
    u[3] = (1.0f / 24) * (weighted + 2 * g[1]);
    u[4] = (1.0f / 24) * (weighted - 2 * g[1]);
    u[5] = g[2];
}

SIGE_DEVICE void transform_sums(const float (&m)[6], float (&y)[4]) {
    const float near = m[1] + m[2], far = m[3] + m[4], near_slope = m[1] - m[2], far_slope = m[3] - m[4];
    y[0] = m[0] + near + far;
    y[1] = near_slope + 2 * far_slope;
    y[2] = near + 4 * far;
    y[3] = near_slope + 8 * far_slope + m[5];
}

}  // namespace sige::cuda

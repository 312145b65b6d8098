// exp, sin and cos in float64, good to some units in the last place: Taylor series after a reduction by
// Cody and Waite. Enough for what is rounded to float32 afterwards.
#pragma once

#include "backends/cuda/kernels/device/port.h"

namespace sige::cuda {

// x in [-700, 700].
SIGE_DEVICE double exp_f64(double x) {
    const double n = rint(x * 1.4426950408889634074);
    const double r = fma(n, -1.90821492927058770002e-10, fma(n, -6.93147180369123816490e-01, x));
    // r^k / k!, |r| below 0.35: the term after the last is below 2^-60.
    double p = 1.0 / 6227020800.0;
    p = fma(p, r, 1.0 / 479001600.0);
    p = fma(p, r, 1.0 / 39916800.0);
    p = fma(p, r, 1.0 / 3628800.0);
    p = fma(p, r, 1.0 / 362880.0);
    p = fma(p, r, 1.0 / 40320.0);
    p = fma(p, r, 1.0 / 5040.0);
    p = fma(p, r, 1.0 / 720.0);
    p = fma(p, r, 1.0 / 120.0);
    p = fma(p, r, 1.0 / 24.0);
    p = fma(p, r, 1.0 / 6.0);
    p = fma(p, r, 0.5);
    p = fma(p, r, 1.0);
    p = fma(p, r, 1.0);
    return p * __longlong_as_double(static_cast<long long>(static_cast<int>(n) + 1023) << 52);
}

// An angle less the nearest multiple of pi / 2, and which quarter that is. |x| below 2^20.
struct Reduced {
    double r;
    int quarter;
};
SIGE_DEVICE Reduced reduce_angle(double x) {
    const double n = rint(x * 0.63661977236758134308);
    // pi / 2 in three parts of 33 bits and the rest, as in fdlibm's e_rem_pio2.c.
    double r = fma(n, -1.57079632673412561417e+00, x);
    r = fma(n, -6.07710050630396597660e-11, r);
    r = fma(n, -2.02226624879595063154e-21, r);
    return {r, static_cast<int>(n) & 3};
}

// sin and cos of |r| up to pi / 4.
SIGE_DEVICE double sin_reduced(double r) {
    const double s = r * r;
    double p = 1.0 / 355687428096000.0;
    p = fma(p, s, -1.0 / 1307674368000.0);
    p = fma(p, s, 1.0 / 6227020800.0);
    p = fma(p, s, -1.0 / 39916800.0);
    p = fma(p, s, 1.0 / 362880.0);
    p = fma(p, s, -1.0 / 5040.0);
    p = fma(p, s, 1.0 / 120.0);
    p = fma(p, s, -1.0 / 6.0);
    return fma(p * s, r, r);
}
SIGE_DEVICE double cos_reduced(double r) {
    const double s = r * r;
    double p = -1.0 / 6402373705728000.0;
    p = fma(p, s, 1.0 / 20922789888000.0);
    p = fma(p, s, -1.0 / 87178291200.0);
    p = fma(p, s, 1.0 / 479001600.0);
    p = fma(p, s, -1.0 / 3628800.0);
    p = fma(p, s, 1.0 / 40320.0);
    p = fma(p, s, -1.0 / 720.0);
    p = fma(p, s, 1.0 / 24.0);
    p = fma(p, s, -0.5);
    return fma(p, s, 1.0);
}

SIGE_DEVICE double of_quarter(double r, int quarter) {
    const double value = (quarter & 1) != 0 ? cos_reduced(r) : sin_reduced(r);
    return (quarter & 2) != 0 ? -value : value;
}
SIGE_DEVICE double sin_f64(double x) {
    const Reduced reduced = reduce_angle(x);
    return of_quarter(reduced.r, reduced.quarter);
}
SIGE_DEVICE double cos_f64(double x) {
    const Reduced reduced = reduce_angle(x);
    return of_quarter(reduced.r, reduced.quarter + 1);
}

}  // namespace sige::cuda

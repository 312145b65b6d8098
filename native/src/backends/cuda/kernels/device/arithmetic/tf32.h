// Products of float32 factors on matrix units that take TF32, which has ten bits of a fraction: of rounded
// factors, or of factors that are the sum of two TF32, where a product is that of three, without the product
// of both small parts. Source of the latter: Ootomo and Yokota, "Recovering single precision accuracy from
// Tensor Cores while surpassing the FP32 theoretical peak performance", arXiv:2203.03341.
#pragma once

#include "backends/cuda/kernels/device/port.h"

namespace sige::cuda {

// Values as their nearest TF32, and what is left of them, of which the units read as much as TF32 has. What
// is left of an infinity is NaN, and so are sums of it.
template <int kCount>
struct Tf32Parts {
    unsigned large[kCount], small[kCount];

    SIGE_DEVICE void set(int i, float value) {
        large[i] = (static_cast<unsigned>(__float_as_int(value)) + 0x1000) & ~0x1fffu;
        small[i] = static_cast<unsigned>(__float_as_int(value - __int_as_float(static_cast<int>(large[i]))));
    }
};

// Values as their nearest TF32 alone. By the conversion, which keeps a NaN: the addition above may carry out
// of one, of which only the small part tells there.
template <int kCount>
struct Tf32Rounded {
    unsigned nearest[kCount];

    SIGE_DEVICE void set(int i, float value) {
        asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(nearest[i]) : "f"(value));
    }
};

SIGE_DEVICE void multiply_tf32(float (&sums)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
        "{%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// Sums of 16 x 8 over 8 factors.
SIGE_DEVICE void multiply(float (&sums)[4], const Tf32Rounded<4>& a, const Tf32Rounded<2>& b) {
    multiply_tf32(sums, a.nearest, b.nearest);
}
// The small products first.
SIGE_DEVICE void multiply(float (&sums)[4], const Tf32Parts<4>& a, const Tf32Parts<2>& b) {
    multiply_tf32(sums, a.small, b.large);
    multiply_tf32(sums, a.large, b.small);
    multiply_tf32(sums, a.large, b.large);
}

}  // namespace sige::cuda

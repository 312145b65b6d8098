// The matrix units of compute capability 8.0, as the PTX ISA's reference describes them: fragments of 16-bit
// factors from shared memory, and products of 16 x 8 sums over 16 factors.
#pragma once

#include "backends/cuda/kernels/device/arithmetic/half.h"
#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

// A pointer to shared memory as those instructions take it.
SIGE_DEVICE unsigned shared_address(const void* pointer) {
#if defined(__CUDACC__)
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
#else
    return static_cast<unsigned>(
        reinterpret_cast<unsigned long long>((const __attribute__((address_space(3))) void*)pointer));
#endif
}

// Four matrices of 8 x 8: lane i gives the address of row i % 8 of matrix i / 8.
SIGE_DEVICE void load_matrices(unsigned (&fragments)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(fragments[0]), "=r"(fragments[1]), "=r"(fragments[2]), "=r"(fragments[3])
                 : "r"(shared_address(row))
                 : "memory");
}
SIGE_DEVICE void load_transposed_matrices(unsigned (&fragments)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(fragments[0]), "=r"(fragments[1]), "=r"(fragments[2]), "=r"(fragments[3])
                 : "r"(shared_address(row))
                 : "memory");
}

// Factors of 16 bits, two in a register, the first in the lower half.
struct Float16Factors {
    SIGE_DEVICE static unsigned pair(float first, float second) { return pair_f16(first, second); }
    SIGE_DEVICE static void multiply(float (&sums)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
        asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
            "{%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
    }
};
struct Bfloat16Factors {
    SIGE_DEVICE static unsigned pair(float first, float second) {
        unsigned both;
        asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(second), "f"(first));
        return both;
    }
    SIGE_DEVICE static void multiply(float (&sums)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
        asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
            "{%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
    }
};

// Eight values at an address of 16 bytes.
template <class Factors>
SIGE_DEVICE void store_factors(unsigned short* at, const Values<4> (&values)[2]) {
    *reinterpret_cast<uint4*>(at) =
        uint4{Factors::pair(values[0].v[0], values[0].v[1]), Factors::pair(values[0].v[2], values[0].v[3]),
              Factors::pair(values[1].v[0], values[1].v[1]), Factors::pair(values[1].v[2], values[1].v[3])};
}

}  // namespace sige::cuda

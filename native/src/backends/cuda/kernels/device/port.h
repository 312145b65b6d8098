// What kernels need of the compiler: NVIDIA's own headers under nvcc, and under clang, which wants no
// toolkit, the declarations below. Both compile the same kernels.
#pragma once

#if defined(__clang__) && defined(__CUDA__) && !defined(__CUDACC__)

#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))

struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x = 1, y = 1, z = 1;
};
// threadIdx and its kin; the header comes with clang.
#include <__clang_cuda_builtin_vars.h>

struct __attribute__((aligned(8))) float2 {
    float x, y;
};
struct __attribute__((aligned(16))) float4 {
    float x, y, z, w;
};
struct __attribute__((aligned(8))) ushort4 {
    unsigned short x, y, z, w;
};
struct __attribute__((aligned(8))) uint2 {
    unsigned x, y;
};
struct __attribute__((aligned(16))) uint4 {
    unsigned x, y, z, w;
};

__device__ __forceinline__ void __syncwarp() {
    __nvvm_bar_warp_sync(0xffffffffu);
}
__device__ __forceinline__ float __shfl_xor_sync(unsigned mask, float value, int lanes) {
    return __nvvm_shfl_sync_bfly_f32(mask, value, lanes, 0x1f);
}
__device__ __forceinline__ int __shfl_sync(unsigned mask, int value, int lane) {
    return __nvvm_shfl_sync_idx_i32(mask, value, lane, 0x1f);
}
__device__ __forceinline__ unsigned __ballot_sync(unsigned mask, int predicate) {
    return __nvvm_vote_ballot_sync(mask, predicate);
}
__device__ __forceinline__ float fmaf(float a, float b, float c) {
    return __builtin_fmaf(a, b, c);
}
__device__ __forceinline__ double fma(double a, double b, double c) {
    return __builtin_fma(a, b, c);
}
// As everywhere in the language, of a number and a NaN the number.
__device__ __forceinline__ float fmaxf(float a, float b) {
    return __builtin_fmaxf(a, b);
}
__device__ __forceinline__ float fminf(float a, float b) {
    return __builtin_fminf(a, b);
}
__device__ __forceinline__ float fabsf(float a) {
    return __builtin_fabsf(a);
}
__device__ __forceinline__ float rintf(float a) {
    return __builtin_rintf(a);
}
__device__ __forceinline__ double rint(double a) {
    return __builtin_rint(a);
}
__device__ __forceinline__ float sqrtf(float a) {
    return __nvvm_sqrt_rn_f(a);
}
__device__ __forceinline__ double sqrt(double a) {
    return __nvvm_sqrt_rn_d(a);
}
__device__ __forceinline__ int __popc(unsigned bits) {
    return __builtin_popcount(bits);
}
__device__ __forceinline__ float __int_as_float(int bits) {
    return __builtin_bit_cast(float, bits);
}
__device__ __forceinline__ int __float_as_int(float value) {
    return __builtin_bit_cast(int, value);
}
__device__ __forceinline__ double __longlong_as_double(long long bits) {
    return __builtin_bit_cast(double, bits);
}
__device__ __forceinline__ unsigned long long atomicAdd(unsigned long long* sum, unsigned long long value) {
    return __atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
}
__device__ __forceinline__ int atomicMax(int* largest, int value) {
    return __nvvm_atom_max_gen_i(largest, value);
}

#else

#include <cuda_runtime.h>

#endif

// An entry that the host finds by its name, for blocks of so many threads.
#define SIGE_KERNEL(threads) extern "C" __global__ void __launch_bounds__(threads)
#define SIGE_DEVICE __device__ __forceinline__

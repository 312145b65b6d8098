// Declarations with the names and types of NVIDIA's cuda_runtime.h, as far as kernels use them: clang reads
// the kernels over them as it would over a toolkit's.
#pragma once

#include <stddef.h>

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

__device__ void __syncwarp(unsigned mask = 0xffffffff);
__device__ float __shfl_xor_sync(unsigned mask, float value, int lanes, int width = 32);
__device__ int __shfl_sync(unsigned mask, int value, int lane, int width = 32);
__device__ unsigned __ballot_sync(unsigned mask, int predicate);
__device__ float fmaf(float a, float b, float c);
__device__ double fma(double a, double b, double c);
__device__ float fmaxf(float a, float b);
__device__ float fminf(float a, float b);
__device__ float fabsf(float a);
__device__ float rintf(float a);
__device__ double rint(double a);
__device__ float sqrtf(float a);
__device__ double sqrt(double a);
__device__ int __popc(unsigned bits);
__device__ float __int_as_float(int bits);
__device__ int __float_as_int(float value);
__device__ double __longlong_as_double(long long bits);
__device__ size_t __cvta_generic_to_shared(const void* pointer);
__device__ unsigned long long atomicAdd(unsigned long long* sum, unsigned long long value);
__device__ int atomicMax(int* largest, int value);

// A matrix of half is loaded from memory of float.
#include <metal_stdlib>

using namespace metal;

kernel void mistake(device const float* src [[buffer(0)]]) {
    simdgroup_half8x8 matrix;
    simdgroup_load(matrix, src, 8);
}

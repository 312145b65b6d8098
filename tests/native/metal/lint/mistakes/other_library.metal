// A library that Metal lacks.
#include <metal_stdlib>

using namespace metal;

kernel void mistake(device float* dst [[buffer(0)]]) {
    dst[0] = std::fma(dst[0], dst[1], dst[2]);
}

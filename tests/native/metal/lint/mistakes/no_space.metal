// A pointer without an address space.
#include <metal_stdlib>

using namespace metal;

static inline float first(const float* values) {
    return values[0];
}

kernel void mistake(device float* dst [[buffer(0)]]) {
    dst[0] = first(dst);
}

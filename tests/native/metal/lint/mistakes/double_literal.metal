// A number of 64 bits, which Metal lacks.
#include <metal_stdlib>

using namespace metal;

kernel void mistake(device float* dst [[buffer(0)]]) {
    dst[0] = float(0.1 * dst[1]);
}

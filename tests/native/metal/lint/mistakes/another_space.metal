// A pointer into threadgroup memory takes an address of the device's.
#include <metal_stdlib>

using namespace metal;

kernel void mistake(device const float* src [[buffer(0)]]) {
    threadgroup const float* at = src;
    (void)at;
}

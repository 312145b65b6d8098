// A constant is written.
#include <metal_stdlib>

using namespace metal;

kernel void mistake(constant int& count [[buffer(0)]]) {
    count = 1;
}

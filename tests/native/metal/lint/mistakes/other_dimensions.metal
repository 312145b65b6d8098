// Positions of a thread and of its group that have different dimensions.
#include <metal_stdlib>

using namespace metal;

kernel void mistake(device float* dst [[buffer(0)]], uint3 group [[threadgroup_position_in_grid]],
                    uint own [[thread_position_in_threadgroup]]) {
    dst[group.x] = float(own);
}

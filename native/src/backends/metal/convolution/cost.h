// What costs are made of: microseconds of an M1's GPU, from its data sheet. A choice depends on shapes alone,
// so it is the same on every GPU.
#pragma once

#include <cstdint>

#include "core/operators.h"

namespace sige::metal {

constexpr int32_t kCores = 8;
constexpr double kMacsPerMicrosecond = 1.3e6;  // 1024 lanes at 1.28 GHz, of float32 or float16 alike
constexpr double kBytesPerMicrosecond = 60e3;  // of 68 GB/s
constexpr double kLaunch = 2;                  // of a kernel behind another

inline double read_cost(double bytes) {
    return bytes / kBytesPerMicrosecond;
}

// Reading as many channels of a source as dst has, and writing dst's, of some pixels.
inline double end_cost(int64_t rows, const ConvolutionCall& call) {
    const uint64_t bytes = dtype_size(call.src.tensor.dtype) + dtype_size(call.dst.dtype);
    return read_cost(static_cast<double>(bytes) * static_cast<double>(rows) * call.dst.c);
}

}  // namespace sige::metal

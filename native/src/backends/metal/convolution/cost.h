// What costs are made of: microseconds of an M1's GPU, from its data sheet. A choice depends on shapes alone,
// so it is the same on every GPU.
#pragma once

#include <cstdint>

namespace sige::metal {

constexpr int32_t kCores = 8;
constexpr double kMacsPerMicrosecond = 1.3e6;  // 1024 lanes at 1.28 GHz, of float32 or float16 alike
constexpr double kBytesPerMicrosecond = 60e3;  // of 68 GB/s
constexpr double kLaunch = 2;                  // of a kernel behind another

inline double read_cost(double bytes) {
    return bytes / kBytesPerMicrosecond;
}

// Reading a source's and writing dst's channels of some pixels.
inline double end_cost(int64_t rows, int32_t channels) {
    return read_cost(2.0 * sizeof(float) * static_cast<double>(rows) * channels);
}

}  // namespace sige::metal

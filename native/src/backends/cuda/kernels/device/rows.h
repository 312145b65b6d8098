// Rows of float32 rounded into shared memory, as factors of the matrix units.
#pragma once

#include "backends/cuda/kernels/device/matrix.h"

namespace sige::cuda {

// Channels of rows, and zeros up to a count.
struct FactorRows {
    const float* first;
    long long stride;
    int channels, padded;
    int takes_four;  // whether four channels at once can be read
    float factor;
};

// Four floats at an address of 16 bytes, in one read: of a plain one the compiler makes parts, each under a
// branch where its value is chosen.
SIGE_DEVICE Values<4> load_at_once(const float* src) {
    Values<4> values;
    asm("ld.global.v4.f32 {%0, %1, %2, %3}, [%4];"
        : "=f"(values.v[0]), "=f"(values.v[1]), "=f"(values.v[2]), "=f"(values.v[3])
        : "l"(src));
    return values;
}

// Zeros stand for what is not there. Where that is a whole vector the first one is read, so that no read
// waits for a branch.
template <bool kTakesFour>
SIGE_DEVICE Values<4> read_four(const FactorRows& src, int row, int channel) {
    Values<4> values{};
    const float* const at = src.first + row * src.stride + channel;
    if constexpr (kTakesFour) {
        const bool is_there = row >= 0 && channel < src.channels;
        const Values<4> read = load_at_once(is_there ? at : src.first);
#pragma unroll
        for (int i = 0; i < 4; ++i) values.v[i] = is_there ? read.v[i] * src.factor : 0.0f;
    } else {
#pragma unroll
        for (int i = 0; i < 4; ++i)
            if (row >= 0 && channel + i < src.channels) values.v[i] = at[i] * src.factor;
    }
    return values;
}

// Eight neighbouring threads take a row, four channels each; row_at(row) is the row's number in the source,
// negative for zeros. A thread's reads are under way at once.
template <class Factors, int kThreads, bool kTakesFour, int kRows, int kPitch, class RowAt>
SIGE_DEVICE void load_vectors(const FactorRows& src, unsigned short (&dst)[kRows][kPitch],
                              const RowAt& row_at) {
    constexpr int kOfRow = 8, kRowStep = kThreads / kOfRow;
    int first = threadIdx.x / kOfRow;
    // Else the compiler holds the address of every row in registers from one block of keys to the next.
    asm volatile("" : "+r"(first));
#pragma unroll 1
    for (int channel = threadIdx.x % kOfRow * 4; channel < src.padded; channel += kOfRow * 4) {
        Values<4> values[kRows / kRowStep];
#pragma unroll
        for (int i = 0; i < kRows / kRowStep; ++i)
            values[i] = read_four<kTakesFour>(src, row_at(first + i * kRowStep), channel);
#pragma unroll
        for (int i = 0; i < kRows / kRowStep; ++i)
            *reinterpret_cast<uint2*>(&dst[first + i * kRowStep][channel]) = uint2{
                Factors::pair(values[i].v[0], values[i].v[1]), Factors::pair(values[i].v[2], values[i].v[3])};
    }
}

template <class Factors, int kThreads, int kRows, int kPitch, class RowAt>
SIGE_DEVICE void load_rows(const FactorRows& src, unsigned short (&dst)[kRows][kPitch], const RowAt& row_at) {
    if (src.takes_four != 0)
        load_vectors<Factors, kThreads, true>(src, dst, row_at);
    else
        load_vectors<Factors, kThreads, false>(src, dst, row_at);
}

}  // namespace sige::cuda

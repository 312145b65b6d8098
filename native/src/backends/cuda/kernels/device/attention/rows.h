// Rows of reals rounded into shared memory, as factors of the matrix units.
#pragma once

#include "backends/cuda/kernels/device/arithmetic/matrix.h"

namespace sige::cuda {

// Channels of rows, and zeros up to a count.
struct FactorRows {
    RealPointer<const unsigned char> first;
    long long stride;
    int channels, padded;
    int takes_four;  // whether four channels at once can be read
    float factor;
};

// Four elements at an address of as many bytes, in one read: of a plain one the compiler makes parts, each
// under a branch where its value is chosen.
SIGE_DEVICE Values<4> load_at_once(const float* src) {
    Values<4> values;
    asm("ld.global.v4.f32 {%0, %1, %2, %3}, [%4];"
        : "=f"(values.v[0]), "=f"(values.v[1]), "=f"(values.v[2]), "=f"(values.v[3])
        : "l"(src));
    return values;
}
SIGE_DEVICE Values<4> load_at_once(const unsigned short* src) {
    unsigned short halves[4];
    asm("ld.global.v4.u16 {%0, %1, %2, %3}, [%4];"
        : "=h"(halves[0]), "=h"(halves[1]), "=h"(halves[2]), "=h"(halves[3])
        : "l"(src));
    return {{widen_f16(halves[0]), widen_f16(halves[1]), widen_f16(halves[2]), widen_f16(halves[3])}};
}

// Zeros stand for what is not there. Where that is a whole vector the first one is read, so that no read
// waits for a branch.
template <class Element, bool kTakesFour>
SIGE_DEVICE Values<4> read_four(const FactorRows& src, int row, int channel) {
    Values<4> values{};
    const Element* const first = reinterpret_cast<const Element*>(src.first.address);
    const Element* const at = first + (row * src.stride + channel);
    if constexpr (kTakesFour) {
        const bool is_there = row >= 0 && channel < src.channels;
        const Values<4> read = load_at_once(is_there ? at : first);
#pragma unroll
        for (int i = 0; i < 4; ++i) values.v[i] = is_there ? read.v[i] * src.factor : 0.0f;
    } else {
#pragma unroll
        for (int i = 0; i < 4; ++i)
            if (row >= 0 && channel + i < src.channels) values.v[i] = load<1>(at + i).v[0] * src.factor;
    }
    return values;
}

// Eight neighbouring threads take a row, four channels each; row_at(row) is the row's number in the source,
// negative for zeros. A thread's reads are under way at once.
template <class Factors, int kThreads, class Element, bool kTakesFour, int kRows, int kPitch, class RowAt>
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
            values[i] = read_four<Element, kTakesFour>(src, row_at(first + i * kRowStep), channel);
#pragma unroll
        for (int i = 0; i < kRows / kRowStep; ++i)
            *reinterpret_cast<uint2*>(&dst[first + i * kRowStep][channel]) = uint2{
                Factors::pair(values[i].v[0], values[i].v[1]), Factors::pair(values[i].v[2], values[i].v[3])};
    }
}

template <class Factors, int kThreads, class Element, int kRows, int kPitch, class RowAt>
SIGE_DEVICE void load_elements(const FactorRows& src, unsigned short (&dst)[kRows][kPitch],
                               const RowAt& row_at) {
    if (src.takes_four != 0)
        load_vectors<Factors, kThreads, Element, true>(src, dst, row_at);
    else
        load_vectors<Factors, kThreads, Element, false>(src, dst, row_at);
}

template <class Factors, int kThreads, int kRows, int kPitch, class RowAt>
SIGE_DEVICE void load_rows(const FactorRows& src, unsigned short (&dst)[kRows][kPitch], const RowAt& row_at) {
    if (src.first.is_half != 0)
        load_elements<Factors, kThreads, unsigned short>(src, dst, row_at);
    else
        load_elements<Factors, kThreads, float>(src, dst, row_at);
}

}  // namespace sige::cuda

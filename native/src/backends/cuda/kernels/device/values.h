// What kernels read and write: channels that lie side by side, as floats.
#pragma once

#include "backends/cuda/kernels/arguments.h"
#include "backends/cuda/kernels/device/arithmetic/half.h"

namespace sige::cuda {

// V channels that lie side by side; four of them at an address that four at once can be read of.
template <int V>
struct Values {
    float v[V];
};

template <int V>
SIGE_DEVICE Values<V> load(const float* src) {
    Values<V> values;
    if constexpr (V == 4) {
        const float4 four = *reinterpret_cast<const float4*>(src);
        values.v[0] = four.x;
        values.v[1] = four.y;
        values.v[2] = four.z;
        values.v[3] = four.w;
    } else {
        values.v[0] = *src;
    }
    return values;
}

template <int V>
SIGE_DEVICE Values<V> load(const unsigned short* src) {
    Values<V> values;
    if constexpr (V == 4) {
        const ushort4 four = *reinterpret_cast<const ushort4*>(src);
        values.v[0] = widen_f16(four.x);
        values.v[1] = widen_f16(four.y);
        values.v[2] = widen_f16(four.z);
        values.v[3] = widen_f16(four.w);
    } else {
        values.v[0] = widen_f16(*src);
    }
    return values;
}

template <int V>
SIGE_DEVICE void store(float* dst, const Values<V>& values) {
    if constexpr (V == 4)
        *reinterpret_cast<float4*>(dst) = float4{values.v[0], values.v[1], values.v[2], values.v[3]};
    else
        *dst = values.v[0];
}

template <int V>
SIGE_DEVICE void store(unsigned short* dst, const Values<V>& values) {
    if constexpr (V == 4)
        *reinterpret_cast<uint2*>(dst) =
            uint2{pair_f16(values.v[0], values.v[1]), pair_f16(values.v[2], values.v[3])};
    else
        *dst = round_f16(values.v[0]);
}

// A pointer to a real, which is a float or a half; the same of a whole launch, so that threads never part.
template <class Byte>
struct RealPointer {
    Byte* address;
    int is_half;

    SIGE_DEVICE RealPointer operator+(long long elements) const {
        return {address + (is_half != 0 ? 2 * elements : 4 * elements), is_half};
    }
};

template <int V, class Byte>
SIGE_DEVICE Values<V> load(const RealPointer<Byte>& src) {
    if (src.is_half != 0) return load<V>(reinterpret_cast<const unsigned short*>(src.address));
    return load<V>(reinterpret_cast<const float*>(src.address));
}
template <class Byte>
SIGE_DEVICE float load_one(const RealPointer<Byte>& src) {
    return load<1>(src).v[0];
}

template <int V>
SIGE_DEVICE void store(const RealPointer<unsigned char>& dst, const Values<V>& values) {
    if (dst.is_half != 0)
        store(reinterpret_cast<unsigned short*>(dst.address), values);
    else
        store(reinterpret_cast<float*>(dst.address), values);
}
SIGE_DEVICE void store_one(const RealPointer<unsigned char>& dst, float value) {
    store(dst, Values<1>{{value}});
}

// An element of a place, counted from its base.
template <class T>
SIGE_DEVICE T* element(const Place<T>& place, long long offset) {
    return place.base + offset;
}
SIGE_DEVICE RealPointer<unsigned char> element(const Place<Real>& place, long long offset) {
    return RealPointer<unsigned char>{reinterpret_cast<unsigned char*>(place.base), place.is_half} + offset;
}
SIGE_DEVICE RealPointer<const unsigned char> element(const Place<const Real>& place, long long offset) {
    return RealPointer<const unsigned char>{reinterpret_cast<const unsigned char*>(place.base),
                                            place.is_half} +
           offset;
}

}  // namespace sige::cuda

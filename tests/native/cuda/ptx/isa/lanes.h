// Applies a function of one lane to the lanes of a warp. With all lanes active the loops are plain, so that
// the compiler makes vectors of them; results and operands are the same registers or disjoint ones.
#pragma once

#include "cuda/ptx/machine/warp.h"

#if defined(__clang__)
#define SIGE_INDEPENDENT_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define SIGE_INDEPENDENT_LANES _Pragma("GCC ivdep")
#endif

namespace sige::ptx {

template <class F>
inline void for_lanes(uint32_t mask, F function) {
    if (mask == kAllLanes) {
        SIGE_INDEPENDENT_LANES
        for (int lane = 0; lane < kLanes; ++lane) function(lane);
    } else {
        each_lane(mask, function);
    }
}

template <class D, class A, auto F>
void unary(Warp& warp, const Instruction& i, uint32_t mask) {
    D* const d = warp.at<D>(i.dst[0]);
    const A* const a = warp.at<A>(i.src[0]);
    for_lanes(mask, [&](int lane) { d[lane] = static_cast<D>(F(a[lane])); });
}

template <class D, class A, auto F, class B = A>
void binary(Warp& warp, const Instruction& i, uint32_t mask) {
    D* const d = warp.at<D>(i.dst[0]);
    const A* const a = warp.at<A>(i.src[0]);
    const B* const b = warp.at<B>(i.src[1]);
    for_lanes(mask, [&](int lane) { d[lane] = static_cast<D>(F(a[lane], b[lane])); });
}

template <class D, class A, auto F, class C = D>
void ternary(Warp& warp, const Instruction& i, uint32_t mask) {
    D* const d = warp.at<D>(i.dst[0]);
    const A* const a = warp.at<A>(i.src[0]);
    const A* const b = warp.at<A>(i.src[1]);
    const C* const c = warp.at<C>(i.src[2]);
    for_lanes(mask, [&](int lane) { d[lane] = static_cast<D>(F(a[lane], b[lane], c[lane])); });
}

// Sets the bits of active lanes in a predicate.
inline void set_predicate(Warp& warp, uint32_t place, uint32_t mask, uint32_t bits) {
    uint32_t& predicate = *warp.at<uint32_t>(place);
    predicate = (predicate & ~mask) | (bits & mask);
}

}  // namespace sige::ptx

// How a kernel gets its arguments. Buffers come by their numbers, which rise by one from parameter to
// parameter; the positions of a thread stand behind them as default arguments, which each fibre evaluates for
// itself: an attribute such as [[thread_position_in_grid]] is a macro that closes the brackets and goes on
// with "= value".
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "metal/emulation/simt.h"

namespace sige::simt {

// A position, as whatever type a kernel asks for.
struct Value {
    unsigned x, y, z;
    operator unsigned() const { return x; }
    operator metal::uint2() const { return {x, y}; }
    operator metal::uint3() const { return {x, y, z}; }
};

inline Value value_of(Position p) {
    return {p.x, p.y, p.z};
}
inline Value thread_in_group() {
    return value_of(current_thread().position);
}
inline Value group_in_grid() {
    return value_of(group_position());
}
inline Value thread_in_grid() {
    const Position group = group_position(), size = group_size(), own = current_thread().position;
    return {group.x * size.x + own.x, group.y * size.y + own.y, group.z * size.z + own.z};
}
inline Value index_in_group() {
    return {current_thread().index, 0, 0};
}
inline Value lane_in_simdgroup() {
    return {current_thread().lane, 0, 0};
}
inline Value simdgroup_in_group() {
    return {current_thread().index / kLanes, 0, 0};
}

// Buffer arguments are pointers, or references to what a pointer shows.
struct Bound {
    void* memory;
    template <class T>
    operator T*() const {
        return static_cast<T*>(memory);
    }
    template <class T, class = std::enable_if_t<!std::is_pointer_v<T>>>
    operator const T&() const {
        return *static_cast<const T*>(memory);
    }
};

template <class... Parameters>
constexpr size_t buffers_of(void (*)(Parameters...)) {
    return (size_t{0} + ... + size_t{std::is_pointer_v<Parameters> || std::is_reference_v<Parameters>});
}

}  // namespace sige::simt

// The closing brackets that a kernel writes behind the name close this index.
namespace sige::simt {
struct Itself {
    template <class T>
    T operator[](T value) const {
        return value;
    }
};
inline constexpr Itself itself{};
}  // namespace sige::simt

#define SIGE_POSITION(value) ]] = sige::simt::itself[sige::simt::itself[sige::simt::value()
#define thread_position_in_threadgroup SIGE_POSITION(thread_in_group)
#define threadgroup_position_in_grid SIGE_POSITION(group_in_grid)
#define thread_position_in_grid SIGE_POSITION(thread_in_grid)
#define thread_index_in_threadgroup SIGE_POSITION(index_in_group)
#define thread_index_in_simdgroup SIGE_POSITION(lane_in_simdgroup)
#define simdgroup_index_in_threadgroup SIGE_POSITION(simdgroup_in_group)

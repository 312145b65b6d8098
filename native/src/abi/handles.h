// Checks shared by the exports: handles that must be there and belong to one device.
#pragma once

#include "core/device.h"

namespace sige {

template <class Handle>
auto& checked_handle(Handle* handle, const char* name) {
    SIGE_REQUIRE(handle != nullptr, "%s is null", name);
    return *handle->it;
}

template <class Descriptor>
void require_struct(const Descriptor* descriptor, const char* name) {
    SIGE_REQUIRE(descriptor != nullptr, "%s is null", name);
    SIGE_REQUIRE(descriptor->struct_size >= sizeof(Descriptor), "%s: struct_size is %u, expected %u", name,
                 descriptor->struct_size, static_cast<unsigned>(sizeof(Descriptor)));
}

inline Size checked_size(int32_t h, int32_t w) {
    SIGE_REQUIRE(h >= 1 && h <= SIGE_MAX_DIMENSION && w >= 1 && w <= SIGE_MAX_DIMENSION,
                 "size is %d x %d, expected 1 to %d a side", h, w, static_cast<int>(SIGE_MAX_DIMENSION));
    return Size{h, w};
}

inline Buffer& checked_mask(sige_buffer* buffer, const char* name, Size size, sige_dtype dtype) {
    Buffer& mask = checked_handle(buffer, name);
    require_room(mask, name, 0, size.area(), dtype);
    return mask;
}

// The active set of a call, or null for all pixels; its size must be that of the tensor written.
inline ActiveSet* checked_active(sige_active_set* active, const Tensor& dst) {
    if (active == nullptr) return nullptr;
    ActiveSet& set = *active->it;
    SIGE_REQUIRE(set.h == dst.h && set.w == dst.w, "active set is for %d x %d, expected %d x %d", set.h,
                 set.w, dst.h, dst.w);
    return &set;
}

// Rows [n, pixels of the set, c of `like`] in a buffer.
inline Rows checked_rows(Queue& queue, sige_buffer* buffer, uint64_t offset, const char* name, ActiveSet& set,
                         const Tensor& like) {
    Buffer& rows = checked_handle(buffer, name);
    require_room(rows, name, offset, static_cast<int64_t>(like.n) * queue.counts(set).pixels * like.c,
                 SIGE_DTYPE_F32);
    return Rows{&rows, offset};
}

}  // namespace sige

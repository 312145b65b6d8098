// Tensors, affines and pixels as kernels' parameters.
#pragma once

#include "backends/metal/active.h"
#include "backends/metal/parameters.h"
#include "core/operators.h"

namespace sige::metal {

inline int32_t is_half(const Tensor& tensor) {
    return tensor.dtype == SIGE_DTYPE_F16 ? 1 : 0;
}

inline parameters::View view_of(const Tensor& tensor) {
    return {tensor.image_stride(), tensor.pixel_stride, tensor.h, tensor.w, is_half(tensor), 0};
}

// One pixel an image, for every place.
inline parameters::View vector_view(const Tensor& tensor) {
    return {tensor.image_stride(), 0, tensor.h, tensor.w, is_half(tensor), 0};
}

// Of `channels` channels an image, where images have their own.
inline parameters::Affine affine_of(const Affine& affine, int32_t channels) {
    return {affine.per_image ? channels : 0, affine.scale != nullptr ? 1 : 0, affine.shift != nullptr ? 1 : 0,
            affine.activation, affine.slope};
}

inline int32_t pixel_count(const ActiveSet* set, Size size) {
    return set == nullptr ? static_cast<int32_t>(size.area()) : set->count();
}

inline parameters::Pixels pixels_of(const ActiveSet* set, Size size) {
    return {pixel_count(set, size), size.w, set == nullptr ? 0 : 1, 0};
}

}  // namespace sige::metal

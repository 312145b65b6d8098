// Addresses of one image's pixels, and its scale and shift.
#pragma once

#include "backends/cpu/memory.h"
#include "core/planning/active_set.h"
#include "kernels/rows/rows.h"

namespace sige::cpu {

template <class T>
struct Image {
    Image(const Tensor& tensor, int32_t n)
        : base(data<T>(tensor) + n * tensor.image_stride()), stride(tensor.pixel_stride), w(tensor.w) {}
    T* at(Pixel p) const { return base + (static_cast<int64_t>(p.y) * w + p.x) * stride; }

    T* base;
    int64_t stride;
    int64_t w;
};

// The affine of one image as a row kernel's arguments; src, dst are set per pixel.
inline AffineRowArgs affine_row(const Affine& affine, int32_t n, int32_t c) {
    const int64_t offset = affine.per_image ? static_cast<int64_t>(n) * c : 0;
    AffineRowArgs args{};
    args.channels = c;
    if (affine.scale != nullptr) args.scale = data<float>(affine.scale) + offset;
    if (affine.shift != nullptr) args.shift = data<float>(affine.shift) + offset;
    args.activation = affine.activation;
    args.slope = affine.slope;
    return args;
}

}  // namespace sige::cpu

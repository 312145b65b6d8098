// Calls' operands as kernels take them.
#pragma once

#include "backends/cuda/kernels/arguments.h"
#include "core/device.h"
#include "core/operators.h"

namespace sige::cuda {

inline unsigned long long address(const Buffer* buffer) {
    return buffer == nullptr ? 0 : reinterpret_cast<uintptr_t>(buffer->address());
}

template <class T>
T* pointer(unsigned long long address) {
    return reinterpret_cast<T*>(static_cast<uintptr_t>(address));
}

template <class T>
T* pointer(const Buffer* buffer) {
    return pointer<T>(address(buffer));
}

template <class T>
T* pointer(const Tensor& tensor) {
    return tensor.buffer == nullptr ? nullptr : pointer<T>(address(tensor.buffer) + tensor.offset);
}

template <class T>
Place<T> place(const Tensor& tensor) {
    return {pointer<T>(tensor), tensor.image_stride(), tensor.pixel_stride, 0,
            tensor.dtype == SIGE_DTYPE_F16};
}

// Rows [images, count, c] in the order of a launch.
template <class T>
Place<T> place(const Rows& rows, long long count, int c) {
    return {pointer<T>(address(rows.buffer) + rows.offset), count * c, c, 1, rows.dtype == SIGE_DTYPE_F16};
}

// A vector [n, 1, 1, c], the same for all pixels of an image.
template <class T>
Place<T> place_of_images(const Tensor& tensor) {
    return {pointer<T>(tensor), tensor.image_stride(), 0, 0, tensor.dtype == SIGE_DTYPE_F16};
}

inline AffineArgs affine_args(const Affine& affine, int c) {
    return {pointer<const float>(affine.scale), pointer<const float>(affine.shift), affine.per_image ? c : 0,
            affine.activation, affine.slope};
}

// Whether four elements at once can be read of each operand.
class Vectors final {
  public:
    explicit Vectors(int c) : four_(c % 4 == 0) {}

    Vectors& with(const float* memory) { return with(memory, 4 * sizeof(float)); }
    template <class T>
    Vectors& with(const Place<T>& place) {
        four_ = four_ && place.image_stride % 4 == 0 && place.pixel_stride % 4 == 0;
        return with(place.base, place.is_half != 0 ? 4 * sizeof(uint16_t) : 4 * sizeof(float));
    }
    Vectors& with(const AffineArgs& affine) { return with(affine.scale).with(affine.shift); }

    int size() const { return four_ ? 4 : 1; }

  private:
    Vectors& with(const void* memory, size_t alignment) {
        four_ = four_ && reinterpret_cast<uintptr_t>(memory) % alignment == 0;
        return *this;
    }

    bool four_;
};

}  // namespace sige::cuda

// Tensors [n, h, w, c] of a test, whole or as slices of wider pixels.
#pragma once

#include "harness/device/device.h"
#include "harness/values/random.h"

namespace sige::test {

struct Shape {
    int n = 1, h = 1, w = 1, c = 1;
    int64_t pixels() const { return static_cast<int64_t>(h) * w; }
    int64_t count() const { return n * pixels() * c; }
};

// Channels that lie beside the tensor's in each pixel, so that its pixel_stride is c + before + after.
struct Slice {
    int before = 0, after = 0;
};

template <class T>
inline constexpr sige_dtype kDtype = std::is_same_v<T, float>      ? SIGE_DTYPE_F32
                                     : std::is_same_v<T, uint16_t> ? SIGE_DTYPE_F16
                                                                   : SIGE_DTYPE_U8;

// The values that belong to the tensor start as given; those beside its channels and around it are NaN.
template <class T>
class TensorOf final {
  public:
    explicit TensorOf(Shape s, Slice slice = {})
        : shape(s), stride_(s.c + slice.before + slice.after), first_(slice.before), memory(room()) {
        if constexpr (std::is_same_v<T, float>)
            for (float& value : memory.values) value = kNaN;
    }

    int64_t index(int n, int y, int x, int c) const {
        return first_ + ((static_cast<int64_t>(n) * shape.h + y) * shape.w + x) * stride_ + c;
    }
    T& at(int n, int y, int x, int c) { return memory[static_cast<size_t>(index(n, y, x, c))]; }
    const T& at(int n, int y, int x, int c) const { return memory[static_cast<size_t>(index(n, y, x, c))]; }

    // Calls body(n, y, x, c) for each element.
    template <class Body>
    void for_each(const Body& body) const {
        for (int n = 0; n < shape.n; ++n)
            for (int y = 0; y < shape.h; ++y)
                for (int x = 0; x < shape.w; ++x)
                    for (int c = 0; c < shape.c; ++c) body(n, y, x, c);
    }
    void fill(Random& random, float low = -1, float high = 1) {
        for_each([&](int n, int y, int x, int c) { at(n, y, x, c) = random.uniform(low, high); });
    }

    sige_tensor view() const {
        sige_tensor t{};
        t.dtype = kDtype<T>;
        t.buffer = memory.buffer();
        t.offset = static_cast<uint64_t>(first_) * sizeof(T);
        t.n = shape.n;
        t.h = shape.h;
        t.w = shape.w;
        t.c = shape.c;
        t.pixel_stride = stride_ == shape.c ? 0 : stride_;
        return t;
    }

    const Shape shape;

  private:
    const int stride_, first_;
    // The last pixel ends with its own channels.
    size_t room() const {
        return static_cast<size_t>(first_ + (shape.n * shape.pixels() - 1) * stride_ + shape.c);
    }

  public:
    Memory<T> memory;
};

using Tensor = TensorOf<float>;
using LabelMap = TensorOf<uint8_t>;
using HalfTensor = TensorOf<uint16_t>;  // starts as zeros, also beside its channels

inline Tensor random_tensor(Shape shape, uint64_t seed, Slice slice = {}) {
    Tensor tensor(shape, slice);
    Random random(seed);
    tensor.fill(random);
    return tensor;
}

// Scale, shift and activation with the buffers that they live in.
struct AffineData {
    AffineData(int count, uint64_t seed)
        : scale(static_cast<size_t>(count)), shift(static_cast<size_t>(count)) {
        Random random(seed);
        random.fill(scale.values, 0.5f, 1.5f);
        random.fill(shift.values, -0.5f, 0.5f);
    }
    sige_affine view(sige_activation activation, bool per_image, float slope = 0.2f) const {
        sige_affine a{};
        a.activation = activation;
        a.slope = slope;
        a.per_image = per_image;
        a.scale = scale.buffer();
        a.shift = shift.buffer();
        return a;
    }
    // x * scale + shift of a channel.
    double apply(double x, int64_t channel) const {
        const size_t i = static_cast<size_t>(channel);
        return x * static_cast<double>(scale[i]) + static_cast<double>(shift[i]);
    }

    Memory<float> scale, shift;
};

}  // namespace sige::test

// How the threads of a kernel share pixels and their channels.
#pragma once

#include "backends/cuda/kernels/device/arithmetic/math.h"
#include "backends/cuda/kernels/device/values.h"

namespace sige::cuda {

// A pixel of a launch: its image, its rank in the launch, and its place in the picture, row by row.
struct PixelOf {
    int n;
    long long rank, place;
    const PixelGrid& grid;

    SIGE_DEVICE int y() const {
        return grid.list != nullptr ? grid.list[rank].y : static_cast<int>(rank / grid.w);
    }
    SIGE_DEVICE int x() const {
        return grid.list != nullptr ? grid.list[rank].x : static_cast<int>(rank % grid.w);
    }
};

template <class T>
SIGE_DEVICE auto at(const Place<T>& place, const PixelOf& p) {
    return element(place, p.n * place.image_stride + (place.by_rank ? p.rank : p.place) * place.pixel_stride);
}

template <class T>
SIGE_DEVICE auto at(const Place<T>& place, int n, int w, int y, int x) {
    return element(place, n * place.image_stride + (static_cast<long long>(y) * w + x) * place.pixel_stride);
}

// Calls body(pixel, lane, lanes) for each pixel that the thread has a share of.
template <class Body>
SIGE_DEVICE void for_pixels(const PixelGrid& grid, const Body& body) {
    const int lanes = 1 << grid.lanes_log2, lane = threadIdx.x & (lanes - 1);
    const long long step = static_cast<long long>(gridDim.x) * (blockDim.x >> grid.lanes_log2);
    const long long first = static_cast<long long>(blockIdx.x) * (blockDim.x >> grid.lanes_log2) +
                            (threadIdx.x >> grid.lanes_log2);
    for (int n = blockIdx.y; n < grid.images; n += gridDim.y)
        for (long long i = first; i < grid.count; i += step) {
            const long long place =
                grid.list == nullptr ? i : static_cast<long long>(grid.list[i].y) * grid.w + grid.list[i].x;
            body(PixelOf{n, i, place, grid}, lane, lanes);
        }
}

// Calls body(pixel, channel) for each V-th channel of each pixel.
template <int V, class Body>
SIGE_DEVICE void for_channels(const PixelGrid& grid, int c, const Body& body) {
    for_pixels(grid, [&](const PixelOf& pixel, int lane, int lanes) {
        for (int channel = lane * V; channel < c; channel += lanes * V) body(pixel, channel);
    });
}

// x * scale + shift for the channels of an image; x itself, bit for bit, where there is neither.
template <int V>
SIGE_DEVICE Values<V> normalise(const AffineArgs& affine, int n, int channel, Values<V> x) {
    const long long offset = n * affine.image_stride + channel;
    if (affine.scale != nullptr) {
        const Values<V> scale = load<V>(affine.scale + offset);
#pragma unroll
        for (int i = 0; i < V; ++i) x.v[i] *= scale.v[i];
    }
    if (affine.shift != nullptr) {
        const Values<V> shift = load<V>(affine.shift + offset);
#pragma unroll
        for (int i = 0; i < V; ++i) x.v[i] += shift.v[i];
    }
    return x;
}

template <int V>
SIGE_DEVICE Values<V> activate(sige_activation activation, float slope, Values<V> x) {
    if (activation == SIGE_ACTIVATION_NONE) return x;
#pragma unroll
    for (int i = 0; i < V; ++i) x.v[i] = activate(activation, slope, x.v[i]);
    return x;
}

template <int V>
SIGE_DEVICE Values<V> evaluate(const AffineArgs& affine, int n, int channel, const Values<V>& x) {
    return activate(affine.activation, affine.slope, normalise(affine, n, channel, x));
}

}  // namespace sige::cuda

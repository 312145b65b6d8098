// Element-wise kernels: each pixel of dst from the same pixel of the sources. Those that end in 4 take four
// channels at once.
#include "backends/cuda/kernels/device/pixels.h"

namespace sige::cuda {

template <int V>
SIGE_DEVICE void map_affine(const MapAffineArgs& a) {
    for_channels<V>(a.grid, a.c, [&](const PixelOf& p, int c) {
        store(at(a.dst, p) + c, evaluate(a.affine, p.n, c, load<V>(at(a.src, p) + c)));
    });
}

template <int V>
SIGE_DEVICE void map_add(const MapAddArgs& a) {
    for_channels<V>(a.grid, a.c, [&](const PixelOf& p, int c) {
        Values<V> x = load<V>(at(a.a, p) + c);
        if (a.b.base != nullptr) {
            const Values<V> y = load<V>(at(a.b, p) + c);
#pragma unroll
            for (int i = 0; i < V; ++i) x.v[i] += y.v[i];
        }
        store(at(a.dst, p) + c, x);
    });
}

template <int V>
SIGE_DEVICE void map_gate(const MapGateArgs& a) {
    for_channels<V>(a.grid, a.c, [&](const PixelOf& p, int c) {
        Values<V> x = load<V>(at(a.src, p) + c);
        const Values<V> gate = activate(a.activation, a.slope, load<V>(at(a.gate, p) + c));
#pragma unroll
        for (int i = 0; i < V; ++i) x.v[i] *= gate.v[i];
        store(at(a.dst, p) + c, x);
    });
}

template <int V>
SIGE_DEVICE void map_modulate(const MapModulateArgs& a) {
    for_channels<V>(a.grid, a.c, [&](const PixelOf& p, int c) {
        Values<V> x = normalise(a.affine, p.n, c, load<V>(at(a.src, p) + c));
        if (a.gamma.base != nullptr) {
            const Values<V> gamma = load<V>(at(a.gamma, p) + c);
#pragma unroll
            for (int i = 0; i < V; ++i) x.v[i] *= 1.0f + gamma.v[i];
        }
        const Values<V> beta = load<V>(at(a.beta, p) + c);
#pragma unroll
        for (int i = 0; i < V; ++i) x.v[i] += beta.v[i];
        store(at(a.dst, p) + c, activate(a.affine.activation, a.affine.slope, x));
    });
}

template <int V>
SIGE_DEVICE void average_pool(const AveragePoolArgs& a) {
    for_channels<V>(a.grid, a.c, [&](const PixelOf& p, int c) {
        const int y = 2 * p.y(), x = 2 * p.x();
        Values<V> sum{};
#pragma unroll 1
        for (int i = 0; i < 4; ++i) {
            const auto src = at(a.src, p.n, a.src_w, y + i / 2, x + i % 2) + c;
            const Values<V> value = evaluate(a.affine, p.n, c, load<V>(src));
#pragma unroll
            for (int j = 0; j < V; ++j) sum.v[j] += value.v[j];
        }
#pragma unroll
        for (int j = 0; j < V; ++j) sum.v[j] *= 0.25f;
        store(at(a.dst, p) + c, sum);
    });
}

}  // namespace sige::cuda

using namespace sige::cuda;

#define SIGE_MAP(name, Args)                         \
    SIGE_KERNEL(256) sige_##name(const Args a) {     \
        name<1>(a);                                  \
    }                                                \
    SIGE_KERNEL(256) sige_##name##_4(const Args a) { \
        name<4>(a);                                  \
    }

SIGE_MAP(map_affine, MapAffineArgs)
SIGE_MAP(map_add, MapAddArgs)
SIGE_MAP(map_gate, MapGateArgs)
SIGE_MAP(map_modulate, MapModulateArgs)
SIGE_MAP(average_pool, AveragePoolArgs)

// Convolutions that are no matrix product: depthwise filters, and label maps, whose ids choose the weights
// that are summed. A thread makes one channel of one pixel.
#include "backends/cuda/kernels/device/convolution/sources.h"

namespace sige::cuda {

// Calls body(tap, y, x) for each source pixel under the filters at a pixel of dst.
template <class Body>
SIGE_DEVICE void for_taps(const ConvolutionArgs& a, const PixelOf& p, const Body& body) {
    const int top = p.y() * a.stride - a.pad_top, left = p.x() * a.stride - a.pad_left;
    for (int tap = 0; tap < a.kernel * a.kernel; ++tap) {
        const int y = top + tap / a.kernel, x = left + tap % a.kernel;
        if (is_in_picture(a, y, x)) body(tap, y, x);
    }
}

SIGE_DEVICE void write(const ConvolutionArgs& a, const PixelOf& p, int c, float sum) {
    store_one(at(a.dst, p) + c, finished(a, RowOf{p.n, p.y(), p.x(), p.place, true}, c, sum, 0));
}

SIGE_DEVICE void depthwise(const ConvolutionArgs& a) {
    const float* weights = static_cast<const float*>(a.weights);
    const int width = a.panels * kPanelWidth;
    for_channels<1>(a.grid, a.dst_c, [&](const PixelOf& p, int c) {
        float sum = 0;
        for_taps(a, p, [&](int tap, int y, int x) {
            const Values<1> value = load<1>(at(a.src[0], p.n, y, x) + c);
            sum = fmaf(evaluate(a.prologue, p.n, c, value).v[0], weights[tap * width + c], sum);
        });
        write(a, p, c, sum);
    });
}

template <class Weights>
SIGE_DEVICE void labels(const ConvolutionArgs& a) {
    const int extras = a.sources == 2 ? a.src[1].c : 0, classes = a.ic - extras;
    const SourceArgs& map = a.src[0];
    for_channels<1>(a.grid, a.dst_c, [&](const PixelOf& p, int c) {
        const auto weight = [&](int tap, int channel) {
            const long long row =
                (static_cast<long long>(c / kPanelWidth) * a.kernel * a.kernel + tap) * a.ic + channel;
            return Weights::load_one(static_cast<const typename Weights::Element*>(a.weights) +
                                     row * kPanelWidth + c % kPanelWidth);
        };
        float sum = 0;
        for_taps(a, p, [&](int tap, int y, int x) {
            const long long held =
                static_cast<long long>(y >> map.up << map.down) * map.w + (x >> map.up << map.down);
            const int id = a.labels[p.n * map.held.image_stride + held * map.held.pixel_stride];
            if (id < classes) sum += weight(tap, id);
            if (extras == 0) return;
            const auto values = at(a.src[1], p.n, y, x);
            for (int i = 0; i < extras; ++i) {
                const float value = load_one(values + i);
                if (value != 0) sum = fmaf(value, weight(tap, classes + i), sum);
            }
        });
        write(a, p, c, sum);
    });
}

}  // namespace sige::cuda

using namespace sige::cuda;

SIGE_KERNEL(256) sige_depthwise(const ConvolutionArgs a) {
    depthwise(a);
}
SIGE_KERNELS_OF_WEIGHTS(256, labels, ConvolutionArgs, labels)

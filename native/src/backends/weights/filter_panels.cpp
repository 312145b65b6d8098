#include "backends/weights/filter_panels.h"

#include "backends/weights/converted_weights.h"

namespace sige {
namespace {

int32_t panel_count(const ConvolutionShape& s) {
    const int32_t of_dst = (s.dst_channels() + kPanel - 1) / kPanel;
    return s.modulation == SIGE_MODULATION_NONE ? of_dst : 2 * of_dst;
}

}  // namespace

FilterPanels::FilterPanels(const ConvolutionShape& shape, sige_dtype packed)
    : shape_(shape),
      dtype_(shape.depthwise ? static_cast<sige_dtype>(SIGE_DTYPE_F32) : packed),
      count_(panel_count(shape)) {}

uint64_t FilterPanels::bytes() const {
    const int64_t weights = shape_.depthwise ? shape_.taps() * padded_channels() : count_ * size();
    return static_cast<uint64_t>(weights) * dtype_size(dtype_);
}

void FilterPanels::pack(const sige_convolution_desc& desc, void* weights, float* bias) const {
    const int64_t count =
        static_cast<int64_t>(shape_.oc) * (shape_.depthwise ? 1 : shape_.ic) * shape_.taps();
    const ConvertedWeights given(desc.weights, desc.weights_dtype, dtype_, count);
    for (int32_t p = 0; p < count_ && desc.bias != nullptr; ++p)
        for (int32_t lane = 0; lane < kPanel; ++lane) {
            const int32_t filter = filter_of(p, lane);
            if (filter >= 0) bias[p * kPanel + lane] = desc.bias[filter];
        }
    if (shape_.depthwise)
        pack_depthwise(given.get<float>(), static_cast<float*>(weights));
    else if (dtype_ == SIGE_DTYPE_F32)
        pack_dense(given.get<float>(), static_cast<float*>(weights));
    else
        pack_dense(given.get<uint16_t>(), static_cast<uint16_t*>(weights));
}

int32_t FilterPanels::filter_of(int32_t panel, int32_t lane) const {
    const int32_t in_dst = panel / parts() * kPanel + lane;
    if (in_dst >= shape_.dst_channels()) return -1;
    return panel % parts() * shape_.dst_channels() + in_dst;
}

template <class T>
void FilterPanels::pack_dense(const T* weights, T* packed) const {
    const int64_t taps = shape_.taps();
    for (int32_t p = 0; p < count_; ++p)
        for (int32_t lane = 0; lane < kPanel; ++lane) {
            const int32_t filter = filter_of(p, lane);
            if (filter < 0) continue;
            T* dst = packed + p * size() + lane;
            const T* src = weights + filter * static_cast<int64_t>(shape_.ic) * taps;
            for (int64_t c = 0; c < shape_.ic; ++c)
                for (int64_t t = 0; t < taps; ++t) dst[(t * shape_.ic + c) * kPanel] = src[c * taps + t];
        }
}

void FilterPanels::pack_depthwise(const float* weights, float* packed) const {
    const int64_t taps = shape_.taps();
    for (int64_t c = 0; c < shape_.oc; ++c)
        for (int64_t t = 0; t < taps; ++t) packed[t * padded_channels() + c] = weights[c * taps + t];
}

}  // namespace sige

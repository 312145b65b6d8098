// How the filters of a convolution lie in memory, on every device: in panels of sixteen, whose weights for
// one tap and channel lie side by side.
#pragma once

#include <algorithm>

#include "core/operators.h"
#include "kernels/gemm/gemm.h"

namespace sige {

// With modulation panel 2j holds gamma's and 2j + 1 beta's filters of one unit; else a unit is one panel. A
// unit makes the channels [channel(unit), channel(unit) + lanes(unit)) of dst.
class FilterPanels final {
  public:
    // Weights are kept as `packed`, those of depthwise filters, which are few, as float32.
    FilterPanels(const ConvolutionShape& shape, sige_dtype packed);

    sige_dtype dtype() const { return dtype_; }
    int32_t count() const { return count_; }
    int32_t parts() const { return shape_.modulation == SIGE_MODULATION_NONE ? 1 : 2; }
    int32_t units() const { return count_ / parts(); }
    int32_t channel(int32_t unit) const { return unit * kPanel; }
    int32_t lanes(int32_t unit) const { return std::min(kPanel, shape_.dst_channels() - channel(unit)); }
    int64_t padded_channels() const { return static_cast<int64_t>(count_) * kPanel; }
    // Weights of a panel of dense filters, [taps, ic, kPanel].
    int64_t size() const { return static_cast<int64_t>(shape_.taps()) * shape_.ic * kPanel; }
    // Of all panels; of depthwise filters [taps, padded_channels()].
    uint64_t bytes() const;

    // Packs a caller's weights [oc, ic, kh, kw] and biases [oc], which may be null, into zeroed memory of
    // bytes() and of padded_channels() floats.
    void pack(const sige_convolution_desc& desc, void* weights, float* bias) const;

  private:
    // The filter in a lane of a panel, or -1 where a panel has more lanes than filters.
    int32_t filter_of(int32_t panel, int32_t lane) const;
    template <class T>
    void pack_dense(const T* weights, T* packed) const;
    void pack_depthwise(const float* weights, float* packed) const;

    const ConvolutionShape shape_;
    const sige_dtype dtype_;
    const int32_t count_;
};

}  // namespace sige

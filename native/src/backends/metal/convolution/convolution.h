// A convolution on Metal: its packed weights and biases in memory that the GPU reads, and on demand the
// weights rounded to float16.
#pragma once

#include "backends/metal/runtime/gpu.h"
#include "backends/weights/filter_panels.h"
#include "core/device.h"

namespace sige::metal {

// Weights in panels, and what a run reads of them.
struct PanelWeights {
    Id memory;
    sige_dtype dtype;
    uint64_t bytes;
};

class MetalConvolution final : public Convolution {
  public:
    MetalConvolution(Gpu& gpu, const sige_convolution_desc& desc, const ConvolutionShape& shape);

    sige_convolution_info info() const override;
    std::vector<sige_convolution_form> forms() const override;

    const FilterPanels& panels() const { return panels_; }
    PanelWeights packed() const { return {packed_.get(), panels_.dtype(), panels_.bytes()}; }
    // Dense weights for products of float16, where packed ones are float32: half of the bytes. No memory
    // unless they are kept.
    bool can_round() const { return !shape.depthwise && panels_.dtype() == SIGE_DTYPE_F32; }
    PanelWeights rounded() const { return {rounded_.get(), SIGE_DTYPE_F16, panels_.bytes() / 2}; }
    bool keeps_rounded() const { return static_cast<bool>(rounded_); }
    // What is too large becomes infinite, as where a run rounds it.
    void keep_rounded(Gpu& gpu);
    Id bias() const { return bias_.get(); }

  private:
    const FilterPanels panels_;
    Object packed_, rounded_, bias_;
};

}  // namespace sige::metal

// A convolution on Metal: its packed weights and biases in memory that the GPU reads.
#pragma once

#include "backends/metal/runtime/gpu.h"
#include "backends/weights/filter_panels.h"
#include "core/device.h"

namespace sige::metal {

class MetalConvolution final : public Convolution {
  public:
    MetalConvolution(Gpu& gpu, const sige_convolution_desc& desc, const ConvolutionShape& shape);

    sige_convolution_info info() const override;
    std::vector<sige_convolution_form> forms() const override;

    const FilterPanels& panels() const { return panels_; }
    Id weights() const { return weights_.get(); }
    Id bias() const { return bias_.get(); }

  private:
    const FilterPanels panels_;
    Object weights_, bias_;
};

}  // namespace sige::metal

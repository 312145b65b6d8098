// A convolution on a CUDA device: packed weights, which every form reads.
#pragma once

#include "backends/cuda/device/memory/resources.h"
#include "backends/weights/filter_panels.h"
#include "core/device.h"

namespace sige::cuda {

class CudaConvolution final : public Convolution {
  public:
    CudaConvolution(std::shared_ptr<Runtime> runtime, const sige_convolution_desc& desc,
                    const ConvolutionShape& shape);

    sige_convolution_info info() const override;
    std::vector<sige_convolution_form> forms() const override;

    const FilterPanels& panels() const { return panels_; }
    DevicePointer weights() const { return weights_.address(); }
    DevicePointer bias() const { return bias_.address(); }

  private:
    const std::shared_ptr<Runtime> runtime_;
    const FilterPanels panels_;
    Block weights_, bias_;
};

}  // namespace sige::cuda

// A convolution on a CUDA device: packed weights, which every form reads, and on demand weights of forms'
// own.
#pragma once

#include <array>

#include "backends/cuda/device/memory/resources.h"
#include "backends/weights/filter_panels.h"
#include "core/device.h"

namespace sige::cuda {

// Weights of a form's own: rounded ones, laid out as the packed ones, and transformed ones.
enum class OwnWeights { kNone, kFloat16, kBfloat16, kWinograd };

class CudaConvolution final : public Convolution {
  public:
    CudaConvolution(std::shared_ptr<Runtime> runtime, const sige_convolution_desc& desc,
                    const ConvolutionShape& shape);

    sige_convolution_info info() const override;
    std::vector<sige_convolution_form> forms() const override;

    const FilterPanels& panels() const { return panels_; }
    DevicePointer weights() const { return weights_.address(); }
    DevicePointer bias() const { return bias_.address(); }
    // Null unless they are kept.
    DevicePointer own(OwnWeights kind) const { return own_[static_cast<size_t>(kind)].address(); }
    void keep(OwnWeights kind, Block weights) { own_[static_cast<size_t>(kind)] = std::move(weights); }

  private:
    const std::shared_ptr<Runtime> runtime_;
    const FilterPanels panels_;
    Block weights_, bias_;
    std::array<Block, 4> own_;
};

}  // namespace sige::cuda

// A convolution on a CUDA device: packed weights, which every form reads, and on demand the same rounded to
// the factors of a form.
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
    // What dense weights take in factors of 16 bits, where packed ones are of another type, else 0.
    uint64_t rounded_bytes(sige_dtype factors) const;
    // Rounded weights, laid out as the packed ones; null unless they are kept.
    DevicePointer rounded(sige_dtype factors) const { return rounded_block(factors).address(); }
    void keep_rounded(sige_dtype factors, Block weights);

  private:
    const Block& rounded_block(sige_dtype factors) const {
        return factors == SIGE_DTYPE_F16 ? float16_ : bfloat16_;
    }

    const std::shared_ptr<Runtime> runtime_;
    const FilterPanels panels_;
    Block weights_, bias_, float16_, bfloat16_;
};

}  // namespace sige::cuda

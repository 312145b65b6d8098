// The end of a convolution for a list of output pixels: where their results go and what the epilogue takes.
#pragma once

#include "backends/cpu/convolution/convolution.h"
#include "backends/cpu/convolution/sources.h"

namespace sige::cpu {

class Destination final {
  public:
    // Of the images from n on.
    Destination(Context context, const HostConvolution& convolution, const ConvolutionCall& call, int32_t n,
                Stack stack);

    EpilogueRow row(Pixel p) const {
        const int64_t at = stack_.image(p.y) * image_stride_ +
                           (static_cast<int64_t>(stack_.row(p.y)) * w_ + p.x) * dst_stride_;
        return EpilogueRow{dst_ + at, has_residual_ ? residual_.at(p.y, p.x) : nullptr,
                           has_modulated_ ? modulated_.at(p.y, p.x) : nullptr};
    }

    // Finishes one unit of channels of rows of one image, counted from n: acc [rows, acc_stride], with
    // modulation gamma's, and beta's beside it.
    void finish(int32_t image, int32_t unit, const float* acc, const float* beta, int64_t acc_stride,
                const EpilogueRow* rows, int32_t row_count) const;

    // Biases [panels, kPanel]: the convolution's, with those of image n.
    const float* bias() const { return bias_; }
    // Takes others in their place, for all images.
    void use_bias(const float* bias) {
        bias_ = bias;
        bias_stride_ = 0;
    }

  private:
    const HostConvolution& convolution_;
    EpilogueFunction epilogue_;
    float* dst_;
    int64_t dst_stride_, image_stride_;
    int64_t w_;
    Stack stack_;
    SourceReader residual_, modulated_;
    bool has_residual_, has_modulated_;
    const float* bias_;
    const float* scale_ = nullptr;
    const float* shift_ = nullptr;
    int64_t bias_stride_, affine_stride_;  // from image to image
    sige_activation activation_;
    float slope_;
};

}  // namespace sige::cpu

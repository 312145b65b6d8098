#include "backends/cpu/convolution/destination.h"

#include <algorithm>

namespace sige::cpu {
namespace {

// The convolution's biases plus those of each of some images from n on.
const float* image_biases(Context context, const HostConvolution& convolution, const Tensor& image_bias,
                          int32_t n, int32_t images) {
    const int64_t count = convolution.padded_channels();
    float* biases = context.image_bias.get<float>(static_cast<uint64_t>(images * count));
    for (int32_t i = 0; i < images; ++i) {
        float* out = biases + i * count;
        std::copy_n(convolution.bias(0), count, out);
        context.kernels.add_row(AddRowArgs{out, data<float>(image_bias) + (n + i) * image_bias.image_stride(),
                                           out, image_bias.c});
    }
    return biases;
}

}  // namespace

Destination::Destination(Context context, const HostConvolution& convolution, const ConvolutionCall& call,
                         int32_t n, Stack stack)
    : convolution_(convolution),
      epilogue_(context.kernels.epilogue),
      dst_(data<float>(call.dst) + n * call.dst.image_stride()),
      dst_stride_(call.dst.pixel_stride),
      image_stride_(call.dst.image_stride()),
      w_(call.dst.w),
      stack_(stack),
      has_residual_(static_cast<bool>(call.residual)),
      has_modulated_(static_cast<bool>(call.modulated)),
      bias_(call.image_bias ? image_biases(context, convolution, call.image_bias, n, stack.images)
                            : convolution.bias(0)),
      bias_stride_(call.image_bias ? convolution.padded_channels() : 0),
      affine_stride_(call.modulated_affine.per_image ? call.dst.c : 0),
      activation_(call.activation),
      slope_(call.slope) {
    if (has_residual_) residual_ = SourceReader(call.residual, n, stack, nullptr);
    if (has_modulated_) modulated_ = SourceReader(call.modulated, n, stack, nullptr);
    const int64_t offset = call.modulated_affine.per_image ? static_cast<int64_t>(n) * call.dst.c : 0;
    if (call.modulated_affine.scale != nullptr) scale_ = data<float>(call.modulated_affine.scale) + offset;
    if (call.modulated_affine.shift != nullptr) shift_ = data<float>(call.modulated_affine.shift) + offset;
}

void Destination::finish(int32_t image, int32_t unit, const float* acc, const float* beta, int64_t acc_stride,
                         const EpilogueRow* rows, int32_t row_count) const {
    const int32_t channel = convolution_.channel(unit), first_panel = unit * convolution_.parts();
    const float* bias = bias_ + image * bias_stride_ + first_panel * kPanel;
    const int64_t affine = image * affine_stride_ + channel;
    EpilogueArgs args{};
    args.acc = acc;
    args.beta = beta;
    args.acc_stride = acc_stride;
    args.rows = rows;
    args.row_count = row_count;
    args.channel = channel;
    args.lanes = convolution_.lanes(unit);
    args.bias = bias;
    if (beta != nullptr) args.beta_bias = bias + kPanel;
    if (scale_ != nullptr) args.scale = scale_ + affine;
    if (shift_ != nullptr) args.shift = shift_ + affine;
    args.activation = activation_;
    args.slope = slope_;
    epilogue_(args);
}

}  // namespace sige::cpu

#include "backends/cpu/convolution/destination.h"

#include <algorithm>

namespace sige::cpu {
namespace {

// The convolution's biases plus those of image n.
const float* image_biases(Context context, const HostConvolution& convolution, const Tensor& image_bias,
                          int32_t n) {
    const int64_t count = convolution.padded_channels();
    float* biases = context.image_bias.get<float>(static_cast<uint64_t>(count));
    std::copy_n(convolution.bias(0), count, biases);
    context.kernels.add_row(
        AddRowArgs{biases, data<float>(image_bias) + n * image_bias.image_stride(), biases, image_bias.c});
    return biases;
}

}  // namespace

Destination::Destination(Context context, const HostConvolution& convolution, const ConvolutionCall& call,
                         int32_t n)
    : convolution_(convolution),
      epilogue_(context.kernels.epilogue),
      dst_(data<float>(call.dst) + n * call.dst.image_stride()),
      dst_stride_(call.dst.pixel_stride),
      w_(call.dst.w),
      has_residual_(static_cast<bool>(call.residual)),
      has_modulated_(static_cast<bool>(call.modulated)),
      bias_(call.image_bias ? image_biases(context, convolution, call.image_bias, n) : convolution.bias(0)),
      activation_(call.activation),
      slope_(call.slope) {
    if (has_residual_) residual_ = SourceReader(call.residual, n, nullptr);
    if (has_modulated_) modulated_ = SourceReader(call.modulated, n, nullptr);
    const int64_t offset = call.modulated_affine.per_image ? static_cast<int64_t>(n) * call.dst.c : 0;
    if (call.modulated_affine.scale != nullptr) scale_ = data<float>(call.modulated_affine.scale) + offset;
    if (call.modulated_affine.shift != nullptr) shift_ = data<float>(call.modulated_affine.shift) + offset;
}

void Destination::finish(int32_t unit, const float* acc, const float* beta, int64_t acc_stride,
                         const EpilogueRow* rows, int32_t row_count) const {
    const int32_t channel = convolution_.channel(unit), first_panel = unit * convolution_.parts();
    EpilogueArgs args{};
    args.acc = acc;
    args.beta = beta;
    args.acc_stride = acc_stride;
    args.rows = rows;
    args.row_count = row_count;
    args.channel = channel;
    args.lanes = convolution_.lanes(unit);
    args.bias = bias_ + first_panel * kPanel;
    if (beta != nullptr) args.beta_bias = bias_ + (first_panel + 1) * kPanel;
    if (scale_ != nullptr) args.scale = scale_ + channel;
    if (shift_ != nullptr) args.shift = shift_ + channel;
    args.activation = activation_;
    args.slope = slope_;
    epilogue_(args);
}

}  // namespace sige::cpu

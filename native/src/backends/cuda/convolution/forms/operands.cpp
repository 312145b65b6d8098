#include "backends/cuda/convolution/forms/operands.h"

#include <algorithm>

#include "backends/cuda/operators/views.h"

namespace sige::cuda {
namespace {

int64_t padded(int32_t channels) {
    return (static_cast<int64_t>(channels) + kMatrixDepth - 1) / kMatrixDepth * kMatrixDepth;
}

// Whether the kernels can read a source as it lies, eight channels at once.
bool lies_ready(const FactorKernels& family, const ConvolutionCall& call, const Tensor& tensor) {
    constexpr int kOfCopy = 8;
    const bool is_aligned = tensor.c % kOfCopy == 0 && tensor.pixel_stride % kOfCopy == 0 &&
                            reinterpret_cast<uintptr_t>(pointer<void>(tensor)) % (kOfCopy * 2) == 0;
    return tensor.dtype == family.factors && call.prologue.is_identity() && is_aligned;
}

// Weights of the family's factors, packed or kept; null where there are none.
DevicePointer ready_weights(const FactorKernels& family, const CudaConvolution& c) {
    return c.panels().dtype() == family.factors ? c.weights() : c.own(family.own);
}

MatrixSource as_it_lies(const SourceArgs& src) {
    return {reinterpret_cast<const unsigned short*>(src.held.base),
            src.held.image_stride,
            src.held.pixel_stride,
            src.w,
            src.up,
            src.down,
            src.c};
}

// Pixels of the picture as the filters see it.
MatrixSource as_rounded(const ConvolutionArgs& run, const unsigned short* base, int64_t width,
                        int64_t channels) {
    return {
        base, static_cast<int64_t>(run.h) * run.w * width, width, run.w, 0, 0, static_cast<int>(channels)};
}

// Of each panel and tap so many channels of a first source and, unless filters read one alone, of a second.
void round_weights(CudaQueue& queue, const FactorKernels& family, const CudaConvolution& c,
                   const int (&channels)[2], const int (&padded)[2], unsigned short* dst) {
    RoundWeightsArgs args{};
    args.src = pointer<const void>(c.weights());
    args.dst = dst;
    args.panels = static_cast<int>(c.panels().count());
    args.taps = c.shape.taps();
    args.ic = c.shape.ic;
    for (int i = 0; i < 2; ++i) {
        args.c[i] = channels[i];
        args.padded[i] = padded[i];
    }
    const int64_t rows = static_cast<int64_t>(args.panels) * args.taps * (padded[0] + padded[1]);
    LaunchShape shape;
    shape.x = static_cast<unsigned>(std::clamp<int64_t>(2 * rows / 256, 1, 2048));
    queue.launch(for_weights(c.panels().dtype(), family.weights_f32, family.weights_f16, family.weights_bf16),
                 shape, args);
}

}  // namespace

OperandLayout::OperandLayout(const FactorKernels& family, const CudaConvolution& c,
                             const ConvolutionCall& call, bool assumes_kept)
    : is_split(c.shape.modulation == SIGE_MODULATION_SPLIT),
      padded_channels{padded(call.src.tensor.c), call.src2 ? padded(call.src2.tensor.c) : 0},
      is_ready{lies_ready(family, call, call.src.tensor), lies_ready(family, call, call.src2.tensor)},
      rounded_width((is_ready[0] ? 0 : padded_channels[0]) + (is_ready[1] ? 0 : padded_channels[1])),
      rounded_values(static_cast<int64_t>(call.src.tensor.n) * call.src.h() * call.src.w() * rounded_width),
      has_ready_weights(assumes_kept || ready_weights(family, c) != 0),
      of_filter(is_split ? padded_channels[0] : padded_channels[0] + padded_channels[1]),
      rounded_weights(has_ready_weights ? 0 : c.panels().count() * c.shape.taps() * of_filter * kPanelWidth) {
}

// Each by itself: it becomes the only one of a run, with its part of the prologue.
void prepare_sources(CudaQueue& queue, const FactorKernels& family, const OperandLayout& layout,
                     unsigned short* dst, MatrixArgs& matrix) {
    RoundSourceArgs args{};
    args.run = matrix.run;
    args.run.sources = 1;
    args.width = static_cast<int>(layout.rounded_width);
    for (int i = 0; i < matrix.run.sources; ++i) {
        const SourceArgs& src = matrix.run.src[i];
        const int64_t channels = layout.padded_channels[i];
        matrix.source[i] = layout.is_ready[i] ? as_it_lies(src)
                                              : as_rounded(matrix.run, dst, layout.rounded_width, channels);
        if (layout.is_ready[i]) continue;
        args.run.src[0] = src;
        args.dst = dst;
        args.padded = static_cast<int>(channels);
        queue.launch_pixel_layers(family.round_source, args, args.run.grid, args.padded, 4,
                                  matrix.run.kernel * matrix.run.kernel);
        if (args.run.prologue.scale != nullptr) args.run.prologue.scale += src.c;
        if (args.run.prologue.shift != nullptr) args.run.prologue.shift += src.c;
        dst += channels;
    }
}

uint64_t rounded_bytes(const FactorKernels& family, const CudaConvolution& c) {
    if (c.panels().dtype() == family.factors) return 0;
    return static_cast<uint64_t>(c.panels().count() * c.panels().size()) * dtype_size(family.factors);
}

Block rounded_weights(CudaQueue& queue, const FactorKernels& family, const CudaConvolution& c) {
    Block weights = queue.runtime()->block(rounded_bytes(family, c));
    const int channels[2] = {c.shape.ic, 0};
    round_weights(queue, family, c, channels, channels, pointer<unsigned short>(weights.address()));
    return weights;
}

void prepare_weights(CudaQueue& queue, const FactorKernels& family, const CudaConvolution& c,
                     const OperandLayout& layout, unsigned short* rounded, MatrixArgs& matrix) {
    const int channels[2] = {matrix.run.src[0].c, matrix.run.src[1].c};
    if (layout.has_ready_weights) {
        matrix.weights = pointer<const unsigned short>(ready_weights(family, c));
        matrix.weight_ic = c.shape.ic;
        for (int i = 0; i < 2; ++i) matrix.weight_channels[i] = channels[i];
        return;
    }
    // With SPLIT each part's filters read one source.
    const int of_filters[2] = {channels[0], layout.is_split ? 0 : channels[1]};
    const int padded[2] = {matrix.padded[0], layout.is_split ? 0 : matrix.padded[1]};
    round_weights(queue, family, c, of_filters, padded, rounded);
    matrix.weights = rounded;
    matrix.weight_ic = static_cast<int>(layout.of_filter);
    for (int i = 0; i < 2; ++i) matrix.weight_channels[i] = matrix.padded[i];
}

}  // namespace sige::cuda

#include "backends/cuda/convolution/run_args.h"

#include <algorithm>

#include "backends/cuda/operators/views.h"

namespace sige::cuda {
namespace {

SourceArgs source_args(const Source& source) {
    SourceArgs args{};
    args.held = place<const Real>(source.tensor);
    args.w = source.tensor.w;
    args.up = std::max(source.scale_log2, 0);
    args.down = std::max(-source.scale_log2, 0);
    args.c = source.tensor.c;
    return args;
}

}  // namespace

ConvolutionArgs convolution_args(CudaQueue& queue, const CudaConvolution& convolution,
                                 const ConvolutionCall& call) {
    const ConvolutionShape& s = convolution.shape;
    ConvolutionArgs args{};
    args.grid = queue.grid(call.active, call.dst);
    args.src[0] = source_args(call.src);
    if (call.src2) args.src[1] = source_args(call.src2);
    if (call.reads_labels()) args.labels = pointer<const unsigned char>(call.src.tensor);
    args.sources = call.src2 ? 2 : 1;
    args.h = call.src.h();
    args.w = call.src.w();
    args.kernel = s.kh;
    args.stride = s.sh;
    args.pad_top = s.pt;
    args.pad_left = s.pl;
    args.ic = s.ic;
    args.prologue = affine_args(call.prologue, call.src.tensor.c + call.src2.tensor.c);
    for (int i = 0; i < args.sources && !call.reads_labels(); ++i) {
        SourceArgs& src = args.src[i];
        Vectors vectors(src.c);
        // The second source's scales lie behind the first's.
        if (i == 1 && args.src[0].c % 4 != 0 && (args.prologue.scale || args.prologue.shift))
            vectors = Vectors(1);
        src.takes_four =
            vectors.with(src.held).with(args.prologue).size() == 4 && (args.prologue.image_stride % 4 == 0);
    }
    args.weights = pointer<const void>(convolution.weights());
    args.bias = pointer<const float>(convolution.bias());
    args.panels = convolution.panels().count();
    args.is_modulation = s.modulation != SIGE_MODULATION_NONE;
    args.is_split = s.modulation == SIGE_MODULATION_SPLIT;
    if (call.residual) args.added = source_args(call.residual);
    if (call.modulated) args.added = source_args(call.modulated);
    args.modulated_affine = affine_args(call.modulated_affine, call.dst.c);
    args.image_bias = pointer<const float>(call.image_bias);
    args.image_bias_stride = call.image_bias.image_stride();
    args.activation = call.activation;
    args.slope = call.slope;
    args.dst = place<Real>(call.dst);
    args.dst_c = call.dst.c;
    args.splits = 1;
    return args;
}

}  // namespace sige::cuda

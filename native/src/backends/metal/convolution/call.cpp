#include "backends/metal/convolution/call.h"

namespace sige::metal {
namespace {

parameters::Source source_of(const Source& source) {
    if (!source) return {};
    return {view_of(source.tensor), source.tensor.c, source.scale_log2, source.h(), source.w()};
}

int32_t flag(bool value) {
    return value ? 1 : 0;
}

}  // namespace

parameters::Convolution parameters_of(const MetalConvolution& convolution, const ConvolutionCall& call) {
    const ConvolutionShape& s = convolution.shape;
    parameters::Convolution p{};
    p.src = source_of(call.src);
    p.src2 = source_of(call.src2);
    p.residual = source_of(call.residual);
    p.modulated = source_of(call.modulated);
    p.dst = view_of(call.dst);
    if (call.image_bias) p.image_bias = vector_view(call.image_bias);
    p.prologue = affine_of(call.prologue, call.src.tensor.c + call.src2.tensor.c);
    p.normalisation = affine_of(call.modulated_affine, call.dst.c);
    p.pixels = pixels_of(call.active, call.dst.size());
    p.images = call.dst.n;
    p.ic = s.ic;
    p.oc = call.dst.c;
    p.kh = s.kh;
    p.kw = s.kw;
    p.stride = s.sh;
    p.pad_top = s.pt;
    p.pad_left = s.pl;
    p.panels = convolution.panels().count();
    p.parts = convolution.panels().parts();
    p.is_split = flag(s.modulation == SIGE_MODULATION_SPLIT);
    p.has_prologue = flag(!call.prologue.is_identity());
    p.has_src2 = flag(static_cast<bool>(call.src2));
    p.has_residual = flag(static_cast<bool>(call.residual));
    p.has_image_bias = flag(static_cast<bool>(call.image_bias));
    p.has_modulated = flag(s.modulation != SIGE_MODULATION_NONE);
    p.classes = s.ic - call.src2.tensor.c;
    p.activation = call.activation;
    p.slope = call.slope;
    p.slices = 1;
    return p;
}

void run_kernel(Stream& stream, const Launch& launch, const parameters::Convolution& p,
                const MetalConvolution& convolution, const ConvolutionCall& call) {
    stream.run(launch.kernel, launch.grid, p,
               {places_of(call.active, stream.gpu()), call.src.tensor, call.src2.tensor, call.prologue.scale,
                call.prologue.shift, launch.weights, convolution.bias(), call.residual.tensor,
                call.modulated.tensor, call.modulated_affine.scale, call.modulated_affine.shift,
                call.image_bias, call.dst, launch.partial});
}

}  // namespace sige::metal

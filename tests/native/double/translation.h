// Calls on the double's resources as calls on those that they wrap.
#pragma once

#include <memory>
#include <vector>

#include "core/operators.h"
#include "core/queue.h"
#include "double/resources.h"

namespace sige::counting {

using Mirrors = std::vector<std::shared_ptr<const SetMirror>>;

class Translation final {
  public:
    template <class Call>
    Call operator()(Call call) {
        parts_of(call);
        return call;
    }
    // What the call's sets were translated to; it must live until the call has run.
    Mirrors take_mirrors() { return std::move(mirrors_); }

  private:
    template <class... Parts>
    void each(Parts&... parts) {
        (part(parts), ...);
    }
    void part(Buffer*& buffer);
    void part(Convolution*& convolution);
    // A set that no upload brought comes now, in a transfer of its own.
    void part(const ActiveSet*& set);
    void part(Tensor& tensor) { part(tensor.buffer); }
    void part(Rows& rows) { part(rows.buffer); }
    void part(Region& region) { part(region.tensor); }
    void part(Source& source) { part(source.tensor); }
    void part(Affine& affine) { each(affine.scale, affine.shift); }
    void part(NormCall& call) { parts_of(call); }

    void parts_of(WriteCall& c) { each(c.dst); }
    void parts_of(ReadCall& c) { each(c.src); }
    void parts_of(CopyCall& c) { each(c.src, c.dst); }
    void parts_of(MaskDifferenceCall& c) { each(c.a, c.b, c.mask); }
    void parts_of(MaskDilateCall& c) { each(c.src, c.dst); }
    void parts_of(MaskDownsampleCall& c) { each(c.src, c.dst); }
    void parts_of(MaskThresholdCall& c) { each(c.src, c.dst); }
    void parts_of(MaskReduceCall& c) { each(c.mask, c.blocks, c.count); }
    void parts_of(GatherCall& c) { each(c.src, c.active, c.prologue, c.dst); }
    void parts_of(ScatterCall& c) { each(c.src, c.active, c.residual, c.residual_rows, c.dst); }
    void parts_of(ScatterGatherCall& c) { each(c.src, c.written, c.recorded, c.wanted, c.prologue, c.dst); }
    void parts_of(CopyPixelsCall& c) { each(c.src, c.active, c.dst, c.overflows); }
    void parts_of(ConvolutionCall& c) {
        each(c.convolution, c.src, c.src2, c.residual, c.modulated, c.prologue, c.modulated_affine, c.active,
             c.dst, c.image_bias);
    }
    void parts_of(AttentionCall& c) { each(c.query, c.key, c.value, c.active, c.dst); }
    void parts_of(TimeEmbeddingCall& c) { each(c.src, c.dst); }
    void parts_of(NormCall& c) {
        each(c.src, c.src2, c.weight, c.bias, c.sums, c.scale, c.shift, c.image_scale, c.image_shift);
    }
    void parts_of(NormUpdateCall& c) { each(c.norm, c.active, c.old_rows, c.old_rows2); }
    void parts_of(LayerNormCall& c) { each(c.src, c.weight, c.bias, c.active, c.dst); }
    void parts_of(GateCall& c) { each(c.src, c.gate, c.active, c.dst); }
    void parts_of(ModulateCall& c) { each(c.src, c.normalisation, c.gamma, c.beta, c.active, c.dst); }
    void parts_of(ActivateCall& c) { each(c.src, c.affine, c.active, c.dst); }
    void parts_of(AddCall& c) { each(c.a, c.b, c.active, c.dst); }
    void parts_of(AveragePoolCall& c) { each(c.src, c.prologue, c.active, c.dst); }
    void parts_of(ResizeCall& c) { each(c.src, c.active, c.dst); }
    void parts_of(OneHotCall& c) { each(c.labels, c.active, c.dst); }

    Mirrors mirrors_;
};

}  // namespace sige::counting

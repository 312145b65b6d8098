// A convolution on the CPU: packed weights, which every form reads, and on demand those of its own that a
// form keeps.
#pragma once

#include <cstdint>
#include <vector>

#include "backends/cpu/convolution/packed.h"
#include "backends/cpu/memory.h"
#include "backends/cpu/queue.h"
#include "core/device.h"

namespace sige::cpu {

class HostConvolution final : public Convolution {
  public:
    HostConvolution(const sige_convolution_desc& desc, const ConvolutionShape& shape);

    sige_convolution_info info() const override;
    std::vector<sige_convolution_form> forms() const override;

    // Filters come in panels of sixteen. With modulation panel 2j holds gamma's and 2j + 1 beta's filters of
    // one unit; else a unit is one panel. A unit makes the channels [channel(unit), channel(unit) +
    // lanes(unit)) of dst.
    int32_t panels() const { return panels_; }
    int32_t parts() const { return shape.modulation == SIGE_MODULATION_NONE ? 1 : 2; }
    int32_t units() const { return panels_ / parts(); }
    int32_t channel(int32_t unit) const { return unit * kPanel; }
    int32_t lanes(int32_t unit) const { return std::min(kPanel, shape.dst_channels() - channel(unit)); }

    // Of dense filters: [taps, ic, kPanel] each panel.
    Panels packed() const { return {static_cast<const char*>(packed_.get()), dtype_, panel_size()}; }
    int64_t panel_size() const { return static_cast<int64_t>(shape.taps()) * shape.ic * kPanel; }
    // Of depthwise ones: [taps, padded_channels()], always float32.
    const float* depthwise() const { return static_cast<const float*>(packed_.get()); }
    int64_t padded_channels() const { return static_cast<int64_t>(panels_) * kPanel; }
    const float* bias(int32_t panel) const { return bias_.get_as() + panel * kPanel; }
    // As many zeros as a source pixel has channels: what padding reads.
    const float* zeros() const { return zeros_.get_as(); }

    // The weights that a form keeps, or null; without them a run makes them when it comes to them.
    const void* kept(int32_t form) const { return kept_[static_cast<size_t>(form - 1)].get(); }
    void keep(int32_t form, Context context);

  private:
    class Floats {
      public:
        void allocate(uint64_t count) { memory_ = cpu::allocate(count * sizeof(float), true); }
        float* get_as() const { return static_cast<float*>(memory_.get()); }

      private:
        AlignedMemory memory_;
    };

    template <class T>
    void pack_dense(const T* weights);
    void pack_depthwise(const float* weights);
    int64_t packed_size() const {
        return shape.depthwise ? shape.taps() * padded_channels() : panels_ * panel_size();
    }
    int32_t filter_of(int32_t panel, int32_t lane) const;

    int32_t panels_;
    const sige_dtype dtype_;
    AlignedMemory packed_;
    Floats bias_, zeros_;
    std::vector<AlignedMemory> kept_;  // a place for each form
};

}  // namespace sige::cpu

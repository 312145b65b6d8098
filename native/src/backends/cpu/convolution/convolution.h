// A convolution on the CPU: packed weights in direct form, and Winograd forms on demand.
#pragma once

#include <cstdint>

#include "backends/cpu/memory.h"
#include "backends/cpu/queue.h"
#include "core/device.h"

namespace sige::cpu {

class HostConvolution final : public Convolution {
  public:
    HostConvolution(const sige_convolution_desc& desc, const ConvolutionShape& shape);

    sige_convolution_info info() const override;

    // Filters come in panels of sixteen. With modulation panel 2j holds gamma's and 2j + 1 beta's filters of
    // one unit; else a unit is one panel. A unit makes the channels [channel(unit), channel(unit) +
    // lanes(unit)) of dst.
    int32_t panels() const { return panels_; }
    int32_t parts() const { return shape.modulation == SIGE_MODULATION_NONE ? 1 : 2; }
    int32_t units() const { return panels_ / parts(); }
    int32_t channel(int32_t unit) const { return unit * kPanel; }
    int32_t lanes(int32_t unit) const { return std::min(kPanel, shape.dst_channels() - channel(unit)); }

    // Dense: [taps, ic, kPanel] of one panel. Depthwise: [taps, padded_channels()] of all.
    const float* panel(int32_t panel) const { return direct_.get_as() + panel * panel_size(); }
    int64_t panel_size() const { return static_cast<int64_t>(shape.taps()) * shape.ic * kPanel; }
    int64_t padded_channels() const { return static_cast<int64_t>(panels_) * kPanel; }
    const float* bias(int32_t panel) const { return bias_.get_as() + panel * kPanel; }
    // As many zeros as a source pixel has channels: what padding reads.
    const float* zeros() const { return zeros_.get_as(); }

    bool holds(int tile) const { return winograd(tile) != nullptr; }
    // [ic, kPanel] of one product and panel; null until prepared.
    const float* winograd(int tile) const { return (tile == 2 ? winograd_2_ : winograd_4_).get_as(); }
    int64_t winograd_panel_size() const { return static_cast<int64_t>(shape.ic) * kPanel; }
    uint64_t winograd_bytes(int tile) const;
    // Keeps the weights of a Winograd form; without them a run transforms each slice when it comes to it.
    void prepare(int tile, Context context);

  private:
    class Floats {
      public:
        void allocate(uint64_t count) { memory_ = cpu::allocate(count * sizeof(float), true); }
        float* get_as() const { return static_cast<float*>(memory_.get()); }

      private:
        AlignedMemory memory_;
    };

    void pack_dense(const float* weights);
    void pack_depthwise(const float* weights);
    int32_t filter_of(int32_t panel, int32_t lane) const;

    int32_t panels_;
    Floats direct_, bias_, zeros_, winograd_2_, winograd_4_;
};

}  // namespace sige::cpu

// A convolution on the CPU: packed weights, which every form reads, and on demand those of its own that a
// form keeps.
#pragma once

#include <cstdint>
#include <vector>

#include "backends/cpu/convolution/packed.h"
#include "backends/cpu/memory.h"
#include "backends/cpu/queue.h"
#include "backends/weights/filter_panels.h"
#include "core/device.h"

namespace sige::cpu {

class HostConvolution final : public Convolution {
  public:
    HostConvolution(const sige_convolution_desc& desc, const ConvolutionShape& shape);

    sige_convolution_info info() const override;
    std::vector<sige_convolution_form> forms() const override;

    // As FilterPanels says.
    int32_t panels() const { return panels_.count(); }
    int32_t parts() const { return panels_.parts(); }
    int32_t units() const { return panels_.units(); }
    int32_t channel(int32_t unit) const { return panels_.channel(unit); }
    int32_t lanes(int32_t unit) const { return panels_.lanes(unit); }

    // Of dense filters.
    Panels packed() const { return {static_cast<const char*>(packed_.get()), panels_.dtype(), panel_size()}; }
    int64_t panel_size() const { return panels_.size(); }
    // Of depthwise ones.
    const float* depthwise() const { return static_cast<const float*>(packed_.get()); }
    int64_t padded_channels() const { return panels_.padded_channels(); }
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

    const FilterPanels panels_;
    AlignedMemory packed_;
    Floats bias_, zeros_;
    std::vector<AlignedMemory> kept_;  // a place for each form
};

}  // namespace sige::cpu

/** The pixels of an edit, and the active sets that sessions make of them: on the host, once an edit. */
#pragma once

#include <cstdint>
#include <vector>

#include "model/handles.h"
#include "model/shapes.h"

namespace sige::bench {

/** A rectangle in the middle of a picture, of its proportions: [h, w], 1 where the picture changes. */
std::vector<uint8_t> rectangle(int32_t h, int32_t w, double percent);

/** The active sets of a network's edit. */
class Masks {
  public:
    Masks(sige_device* device, const Shapes& shapes);

    /**
     * Builds all sets: dilates the changed pixels, halves them from resolution to resolution, and at each
     * takes those above the threshold, dilated. Source: Li et al., NeurIPS 2022, section 3.
     * @param changed [h, w] of the picture, 0 or 1.
     */
    void build(const std::vector<uint8_t>& changed);

    /** The set of a number of the shape file. */
    sige_active_set* set(int32_t index) const { return sets_[index].get(); }
    /** How many pixels it has. */
    int64_t pixels(int32_t index) const { return pixels_[index]; }
    /** Share of active pixels at a set's resolution. */
    double share(int32_t index) const;
    /** Active pixels at a set's resolution, in tiles of 4 by 4 as the paper counts them. */
    int64_t tile_pixels(int32_t index) const;
    /** The active pixels of a resolution; null where edits compute all. */
    sige_active_set* active_at(int32_t h, int32_t w) const;
    /** All sets, for one upload. */
    std::vector<sige_active_set*> all() const;

  private:
    struct Level {
        int32_t h, w;
        ActiveSet active;
        std::vector<int32_t> pixels;
    };

    const Level& level_of(int32_t set) const;
    void build_level(Level& level, const std::vector<float>& source);
    void build_set(int32_t index);

    const Shapes& shapes_;
    std::vector<Level> levels_;
    std::vector<ActiveSet> sets_;
    std::vector<int64_t> pixels_;
    std::vector<uint8_t> dilated_;
};

}  // namespace sige::bench

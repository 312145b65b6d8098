// The active pixels of one resolution on the CPU: their list, the tiles that cover them, and the scatter map.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "core/device.h"

namespace sige::cpu {

struct Pixel {
    int32_t y, x;
};

// A tile of side 2 or 4; bit y * side + x of active says which of its pixels to write.
struct Tile {
    int32_t y, x;
    uint32_t active;
};

class HostActiveSet final : public ActiveSet {
  public:
    explicit HostActiveSet(Size size);

    void build(const uint8_t* mask, sige_policy policy);

    const std::vector<Pixel>& pixels() const { return pixels_; }
    const std::vector<Tile>& tiles(int side) const { return side == 2 ? tiles_2_ : tiles_4_; }
    int32_t count() const { return static_cast<int32_t>(pixels_.size()); }
    // [h * w]: rank of a pixel, or -1. Made on first use after a build.
    const int32_t* scatter_map();
    uint64_t bytes() const;

  private:
    void mark_tiles(const uint8_t* mask);
    void list_pixels();
    void cover(int side, std::vector<Tile>& tiles) const;
    int32_t columns_to_next(int32_t top, int32_t bottom, int32_t x) const;
    uint32_t bits_at(int32_t y, int32_t x, int side) const;

    std::vector<uint8_t> active_;  // [h, w]
    std::vector<Pixel> pixels_;
    std::vector<int32_t> row_counts_;
    std::vector<Tile> tiles_2_, tiles_4_;
    std::vector<int32_t> map_;
    std::vector<Pixel> mapped_;  // the pixels that map_ holds now
    bool map_is_current_ = false;
    std::mutex map_mutex_;
};

// Copies an index table; returns its length, and writes only when capacity suffices.
uint64_t read_index_table(HostActiveSet& set, sige_index_table table, const sige_index_geometry* geometry,
                          int32_t* dst, uint64_t capacity);

}  // namespace sige::cpu

// The active pixels of one resolution: their list, the tiles that cover them, and the scatter map. Sets are
// planned on the host, without a queue; a device that computes elsewhere keeps a mirror.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/resource.h"
#include "core/tensor.h"

namespace sige {

struct Pixel {
    int32_t y, x;
};

// A tile of side 2 or 4; bit y * side + x of active says which of its pixels to write.
struct Tile {
    int32_t y, x;
    uint32_t active;
};

class ActiveSet final : public Resource {
  public:
    explicit ActiveSet(Size size);
    ~ActiveSet() override { *generation_ = 0; }

    // Takes a mask [h, w], any byte but 0 for a marked pixel. Takes no memory.
    void build(const uint8_t* mask, sige_policy policy);

    const int32_t h, w;

    const std::vector<Pixel>& pixels() const { return pixels_; }
    const std::vector<Tile>& tiles(int side) const { return side == 2 ? tiles_of_2_ : tiles_of_4_; }
    int32_t count() const { return static_cast<int32_t>(pixels_.size()); }
    // Aligned tiles whose input, one pixel more on each side, touches the mask: what the policy
    // SIGE_POLICY_TILES computes.
    int32_t touched_tiles() const { return touched_tiles_; }
    // [h * w]: rank of a pixel, or -1. Made on first use after a build; its memory is taken on the very
    // first.
    const int32_t* scatter_map() const;
    uint64_t bytes() const;
    // Other after each build.
    uint64_t generation() const { return *generation_; }
    // The same for those who outlive the set: it is 0 when that is gone.
    std::shared_ptr<const std::atomic<uint64_t>> shared_generation() const { return generation_; }
    // The first active pixel that a region lacks, as y * w + x of its picture, or -1.
    int64_t first_outside(const Region& region) const;

    // What the set's device keeps of it, made and known by its backend alone.
    mutable std::shared_ptr<Resource> mirror;

  private:
    void clear();
    void take_pixels(const uint8_t* mask);
    void find_touched_tiles(const uint8_t* mask, bool mark);
    void mark_tile(int32_t top, int32_t left);
    void widen_rows(int32_t top, int32_t bottom);
    void list_pixels();
    void cover(int side, std::vector<Tile>& tiles) const;
    int32_t columns_to_next(int32_t top, int32_t bottom, int32_t x) const;
    uint32_t bits_at(int32_t y, int32_t x, int side) const;

    std::vector<uint8_t> active_;          // [h, w]
    int32_t first_row_ = 0, end_row_ = 0;  // rows that hold all active pixels
    std::vector<Pixel> pixels_;
    std::vector<int32_t> row_counts_;
    std::vector<uint8_t> columns_;  // [w], of a row of tiles
    int32_t touched_tiles_ = 0;
    const std::shared_ptr<std::atomic<uint64_t>> generation_ = std::make_shared<std::atomic<uint64_t>>(0);
    std::vector<Tile> tiles_of_2_, tiles_of_4_;
    mutable std::vector<int32_t> map_;
    mutable std::vector<Pixel> mapped_;  // the pixels that map_ holds now
    mutable bool map_is_current_ = false;
    mutable std::mutex map_mutex_;
};

// Copies an index table; returns its length, and writes only when capacity suffices.
uint64_t read_index_table(const ActiveSet& set, sige_index_table table, const sige_index_geometry* geometry,
                          int32_t* dst, uint64_t capacity);

}  // namespace sige

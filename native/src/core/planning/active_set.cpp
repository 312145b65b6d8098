#include "core/planning/active_set.h"

#include <algorithm>
#include <cstring>

namespace sige {
namespace {

// How many tiles of a side cover the active pixels at most: bands and tiles do not overlap.
size_t most_tiles(Size size, int32_t side) {
    const int64_t bands = (size.h + side - 1) / side, tiles = (size.w + side - 1) / side;
    return static_cast<size_t>(bands * tiles);
}

bool any(const uint8_t* row, int32_t count) {
    uint8_t bits = 0;
    for (int32_t i = 0; i < count; ++i) bits |= row[i];
    return bits != 0;
}

void or_row(const uint8_t* src, int32_t count, uint8_t* dst) {
    for (int32_t i = 0; i < count; ++i) dst[i] |= src[i];
}

}  // namespace

ActiveSet::ActiveSet(Size size)
    : h(size.h),
      w(size.w),
      active_(static_cast<size_t>(size.area())),
      row_counts_(static_cast<size_t>(size.h)),
      columns_(static_cast<size_t>(size.w)) {
    // A smaller mask may need more than a larger one did: the halo of an edit shrinks as the edit grows.
    pixels_.reserve(active_.size());
    tiles_of_2_.reserve(most_tiles(size, 2));
    tiles_of_4_.reserve(most_tiles(size, 4));
}

void ActiveSet::build(const uint8_t* mask, sige_policy policy) {
    const bool tiles = policy == SIGE_POLICY_TILES;
    clear();
    if (!tiles) take_pixels(mask);
    find_touched_tiles(mask, tiles);
    list_pixels();
    cover(2, tiles_of_2_);
    cover(4, tiles_of_4_);
    map_is_current_ = false;
    ++*generation_;
}

// Active pixels lie in few rows: these alone are cleared, and later searched.
void ActiveSet::clear() {
    const int64_t width = w;
    std::fill(active_.begin() + first_row_ * width, active_.begin() + end_row_ * width, uint8_t{0});
    std::fill(row_counts_.begin() + first_row_, row_counts_.begin() + end_row_, 0);
    first_row_ = end_row_ = 0;
}

void ActiveSet::widen_rows(int32_t top, int32_t bottom) {
    first_row_ = end_row_ == 0 ? top : std::min(first_row_, top);
    end_row_ = std::max(end_row_, bottom);
}

void ActiveSet::take_pixels(const uint8_t* mask) {
    for (int32_t y = 0; y < h; ++y) {
        const uint8_t* row = mask + static_cast<int64_t>(y) * w;
        if (!any(row, w)) continue;
        std::transform(row, row + w, active_.begin() + static_cast<int64_t>(y) * w,
                       [](uint8_t m) { return uint8_t{m != 0}; });
        widen_rows(y, y + 1);
    }
}

// Counts every aligned 4x4 tile whose input, one pixel more on each side, touches the mask, and makes it the
// active pixels if that is wanted.
void ActiveSet::find_touched_tiles(const uint8_t* mask, bool mark) {
    touched_tiles_ = 0;
    for (int32_t top = 0; top < h; top += SIGE_TILE) {
        const int32_t last = std::min(top + SIGE_TILE + 1, h);
        bool is_empty = true;
        for (int32_t y = std::max(top - 1, 0); y < last; ++y) {
            const uint8_t* row = mask + static_cast<int64_t>(y) * w;
            if (!any(row, w)) continue;
            if (is_empty) std::fill(columns_.begin(), columns_.end(), uint8_t{0});
            is_empty = false;
            or_row(row, w, columns_.data());
        }
        if (is_empty) continue;
        if (mark) widen_rows(top, std::min(top + SIGE_TILE, h));
        for (int32_t left = 0; left < w; left += SIGE_TILE) {
            const auto first = columns_.begin() + std::max(left - 1, 0),
                       end = columns_.begin() + std::min(left + SIGE_TILE + 1, w);
            if (std::all_of(first, end, [](uint8_t m) { return m == 0; })) continue;
            ++touched_tiles_;
            if (mark) mark_tile(top, left);
        }
    }
}

void ActiveSet::mark_tile(int32_t top, int32_t left) {
    const int32_t bottom = std::min(top + SIGE_TILE, h), width = std::min<int32_t>(SIGE_TILE, w - left);
    for (int32_t y = top; y < bottom; ++y)
        std::memset(&active_[static_cast<size_t>(y) * static_cast<size_t>(w) + static_cast<size_t>(left)], 1,
                    static_cast<size_t>(width));
}

void ActiveSet::list_pixels() {
    pixels_.clear();
    for (int32_t y = first_row_; y < end_row_; ++y) {
        const uint8_t* row = active_.data() + static_cast<int64_t>(y) * w;
        const size_t before = pixels_.size();
        for (int32_t x = 0; x < w; ++x) {
            const void* next = std::memchr(row + x, 1, static_cast<size_t>(w - x));
            if (next == nullptr) break;
            x = static_cast<int32_t>(static_cast<const uint8_t*>(next) - row);
            for (; x < w && row[x] != 0; ++x) pixels_.push_back({y, x});
        }
        row_counts_[static_cast<size_t>(y)] = static_cast<int32_t>(pixels_.size() - before);
    }
}

uint32_t ActiveSet::bits_at(int32_t y, int32_t x, int side) const {
    uint32_t bits = 0;
    for (int i = 0; i < side && y + i < h; ++i)
        for (int j = 0; j < side && x + j < w; ++j)
            bits |=
                static_cast<uint32_t>(
                    active_[static_cast<size_t>(y + i) * static_cast<size_t>(w) + static_cast<size_t>(x + j)])
                << (i * side + j);
    return bits;
}

// How far behind x the first active column of the rows [top, bottom) is; w - x if there is none.
int32_t ActiveSet::columns_to_next(int32_t top, int32_t bottom, int32_t x) const {
    int32_t nearest = w - x;
    for (int32_t y = top; y < bottom && nearest > 0; ++y) {
        if (row_counts_[static_cast<size_t>(y)] == 0) continue;
        const uint8_t* from = active_.data() + static_cast<int64_t>(y) * w + x;
        const void* hit = std::memchr(from, 1, static_cast<size_t>(nearest));
        if (hit != nullptr) nearest = static_cast<int32_t>(static_cast<const uint8_t*>(hit) - from);
    }
    return nearest;
}

// Covers the active pixels with few tiles: bands of `side` rows begin at the first row that has any, and in a
// band a tile begins at the first column that the tile before did not cover.
void ActiveSet::cover(int side, std::vector<Tile>& tiles) const {
    tiles.clear();
    for (int32_t y = first_row_; y < end_row_;) {
        if (row_counts_[static_cast<size_t>(y)] == 0) {
            ++y;
            continue;
        }
        const int32_t bottom = std::min(y + side, h);
        for (int32_t x = 0; x < w; x += side) {
            x += columns_to_next(y, bottom, x);
            if (x < w) tiles.push_back({y, x, bits_at(y, x, side)});
        }
        y = bottom;
    }
}

const int32_t* ActiveSet::scatter_map() const {
    std::lock_guard lock(map_mutex_);
    if (map_is_current_) return map_.data();
    if (map_.empty()) {
        map_.assign(active_.size(), -1);
        mapped_.reserve(active_.size());
    }
    for (const Pixel& p : mapped_)
        map_[static_cast<size_t>(p.y) * static_cast<size_t>(w) + static_cast<size_t>(p.x)] = -1;
    int32_t rank = 0;
    for (const Pixel& p : pixels_)
        map_[static_cast<size_t>(p.y) * static_cast<size_t>(w) + static_cast<size_t>(p.x)] = rank++;
    mapped_ = pixels_;
    map_is_current_ = true;
    return map_.data();
}

uint64_t ActiveSet::bytes() const {
    return active_.capacity() + columns_.capacity() +
           (pixels_.capacity() + mapped_.capacity()) * sizeof(Pixel) +
           (row_counts_.capacity() + map_.capacity()) * sizeof(int32_t) +
           (tiles_of_2_.capacity() + tiles_of_4_.capacity()) * sizeof(Tile);
}

int64_t ActiveSet::first_outside(const Region& region) const {
    for (const Pixel p : pixels_)
        if (!region.holds(p.y, p.x)) return static_cast<int64_t>(p.y) * region.w + p.x;
    return -1;
}

namespace {

int64_t resampled(int64_t position, int32_t scale_log2) {
    return scale_log2 >= 0 ? position >> scale_log2 : position << -scale_log2;
}

// The source pixel under one tap of one output pixel, or -1 for padding.
int32_t neighbour(const Pixel& p, int32_t ky, int32_t kx, const sige_index_geometry& g) {
    const int64_t y = resampled(p.y * g.stride_h - g.pad_top + ky, g.scale_log2);
    const int64_t x = resampled(p.x * g.stride_w - g.pad_left + kx, g.scale_log2);
    return y < 0 || y >= g.src_h || x < 0 || x >= g.src_w ? -1 : static_cast<int32_t>(y * g.src_w + x);
}

template <class Range, class Emit>
uint64_t copy_table(const Range& range, uint64_t width, uint64_t capacity, int32_t* dst, const Emit& emit) {
    const uint64_t needed = range.size() * width;
    if (needed > capacity) return needed;
    for (const auto& item : range) {
        emit(item, dst);
        dst += width;
    }
    return needed;
}

}  // namespace

uint64_t read_index_table(const ActiveSet& set, sige_index_table table, const sige_index_geometry* geometry,
                          int32_t* dst, uint64_t capacity) {
    switch (table) {
        case SIGE_INDEX_PIXELS:
            return copy_table(set.pixels(), 1, capacity, dst,
                              [&](const Pixel& p, int32_t* out) { *out = p.y * set.w + p.x; });
        case SIGE_INDEX_SCATTER_MAP: {
            const uint64_t needed = static_cast<uint64_t>(set.h) * static_cast<uint64_t>(set.w);
            if (needed <= capacity) std::memcpy(dst, set.scatter_map(), needed * sizeof(int32_t));
            return needed;
        }
        case SIGE_INDEX_NEIGHBOURS:
            return copy_table(
                set.pixels(),
                static_cast<uint64_t>(geometry->kernel_h) * static_cast<uint64_t>(geometry->kernel_w),
                capacity, dst, [&](const Pixel& p, int32_t* out) {
                    for (int32_t ky = 0; ky < geometry->kernel_h; ++ky)
                        for (int32_t kx = 0; kx < geometry->kernel_w; ++kx)
                            *out++ = neighbour(p, ky, kx, *geometry);
                });
        default:
            return copy_table(set.tiles(table == SIGE_INDEX_TILES_OF_2 ? 2 : 4), 2, capacity, dst,
                              [](const Tile& t, int32_t* out) {
                                  out[0] = t.y;
                                  out[1] = t.x;
                              });
    }
}

}  // namespace sige

#include "session/masks.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sige::bench {

namespace {

/** Fills what lies near to pixels, given as y * w + x of a picture scale times as large. */
template <typename Pixels>
void mark_around(const Pixels& pixels, int32_t w, int32_t scale, int32_t distance, const SetShape& size,
                 std::vector<uint8_t>& mask) {
    for (const int32_t pixel : pixels) {
        const int32_t y = pixel / w / scale, x = pixel % w / scale;
        const int32_t left = std::max(x - distance, 0), right = std::min(x + distance + 1, size.w);
        for (int32_t row = std::max(y - distance, 0); row < std::min(y + distance + 1, size.h); ++row)
            std::fill(mask.begin() + row * size.w + left, mask.begin() + row * size.w + right, uint8_t{1});
    }
}

std::vector<int32_t> indices_of(const std::vector<uint8_t>& mask) {
    std::vector<int32_t> indices;
    for (size_t i = 0; i < mask.size(); ++i) {
        if (mask[i]) indices.push_back(static_cast<int32_t>(i));
    }
    return indices;
}

}  // namespace

std::vector<uint8_t> rectangle(int32_t h, int32_t w, double percent) {
    const double share = percent / 100;
    const int32_t height = std::clamp(static_cast<int32_t>(std::lround(h * std::sqrt(share))), 1, h);
    const int32_t width = std::clamp(static_cast<int32_t>(std::lround(share * h * w / height)), 1, w);
    std::vector<uint8_t> mask(int64_t{h} * w);
    for (int32_t y = (h - height) / 2; y < (h - height) / 2 + height; ++y)
        std::fill_n(mask.begin() + int64_t{y} * w + (w - width) / 2, width, uint8_t{1});
    return mask;
}

Masks::Masks(sige_device* device, const Shapes& shapes)
    : shapes_(shapes), pixels_(shapes.sets.size()), dilated_(int64_t{shapes.h} * shapes.w) {
    for (const SetShape& set : shapes.sets) {
        sets_.push_back(make_active_set(device, set.h, set.w));
        const bool is_known = std::any_of(levels_.begin(), levels_.end(), [&](const Level& level) {
            return level.h == set.h && level.w == set.w;
        });
        if (!is_known) levels_.push_back({set.h, set.w, make_active_set(device, set.h, set.w), {}});
    }
    std::sort(levels_.begin(), levels_.end(), [](const Level& a, const Level& b) { return a.h > b.h; });
}

void Masks::build(const std::vector<uint8_t>& changed) {
    int32_t h = shapes_.h, w = shapes_.w;
    check(sige_plan_dilate(changed.data(), h, w, shapes_.masks.first_dilation, dilated_.data()));
    std::vector<float> source(dilated_.begin(), dilated_.end()), halved(source.size());
    for (Level& level : levels_) {
        while (h > level.h) {
            if (h % 2 || w % 2)
                throw std::runtime_error(
                    "A set's resolution in the shape file is no halving of the picture's.");
            check(sige_plan_downsample(source.data(), h, w, halved.data(), h / 2, w / 2));
            source.swap(halved);
            h /= 2;
            w /= 2;
        }
        if (h != level.h || w != level.w)
            throw std::runtime_error("A set's resolution in the shape file is no halving of the picture's.");
        build_level(level, source);
    }
    for (size_t i = 0; i < sets_.size(); ++i) build_set(static_cast<int32_t>(i));
}

double Masks::share(int32_t index) const {
    const Level& level = level_of(index);
    return static_cast<double>(level.pixels.size()) / (int64_t{level.h} * level.w);
}

int64_t Masks::tile_pixels(int32_t index) const {
    const Level& level = level_of(index);
    return std::min(int64_t{counts_of(level.active.get()).touched_tiles} * SIGE_TILE * SIGE_TILE,
                    int64_t{level.h} * level.w);
}

sige_active_set* Masks::active_at(int32_t h, int32_t w) const {
    const auto found = std::find_if(levels_.begin(), levels_.end(),
                                    [&](const Level& level) { return level.h == h && level.w == w; });
    return found == levels_.end() ? nullptr : found->active.get();
}

std::vector<sige_active_set*> Masks::all() const {
    std::vector<sige_active_set*> all;
    for (const ActiveSet& set : sets_) all.push_back(set.get());
    return all;
}

const Masks::Level& Masks::level_of(int32_t set) const {
    const SetShape& shape = shapes_.sets[set];
    return *std::find_if(levels_.begin(), levels_.end(),
                         [&](const Level& level) { return level.h == shape.h && level.w == shape.w; });
}

void Masks::build_level(Level& level, const std::vector<float>& source) {
    std::vector<uint8_t> above(int64_t{level.h} * level.w), mask(above.size());
    check(sige_plan_threshold(source.data(), level.h, level.w, shapes_.masks.threshold, above.data()));
    check(sige_plan_dilate(above.data(), level.h, level.w, shapes_.masks.level_dilation, mask.data()));
    check(sige_active_set_build(level.active.get(), mask.data(), shapes_.masks.policy));
    uint64_t count = counts_of(level.active.get()).pixels;
    level.pixels.resize(count);
    check(sige_active_set_read(level.active.get(), SIGE_INDEX_PIXELS, nullptr, level.pixels.data(), count,
                               &count));
}

void Masks::build_set(int32_t index) {
    const SetShape& shape = shapes_.sets[index];
    const Level& level = level_of(index);
    std::vector<uint8_t> mask(int64_t{shape.h} * shape.w);
    mark_around(level.pixels, level.w, 1, shape.width, shape, mask);
    if (shape.reach >= 0) {
        std::vector<uint8_t> near(mask.size());
        mark_around(indices_of(dilated_), shapes_.w, shapes_.h / shape.h, shape.reach, shape, near);
        for (size_t i = 0; i < mask.size(); ++i) mask[i] &= near[i];
        mark_around(level.pixels, level.w, 1, 0, shape, mask);
    }
    for (const int32_t pixel : level.pixels) mask[pixel] = shape.is_ring ? 0 : 1;
    check(sige_active_set_build(sets_[index].get(), mask.data(), SIGE_POLICY_PIXELS));
    pixels_[index] = counts_of(sets_[index].get()).pixels;
}

}  // namespace sige::bench

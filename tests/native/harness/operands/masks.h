// Masks that are awkward in different ways, and active sets of them.
#pragma once

#include <array>
#include <vector>

#include "harness/device/device.h"
#include "harness/values/random.h"

namespace sige::test {

enum class MaskKind { kNone, kOnePixel, kAll, kBorders, kCorners, kRandom };

inline constexpr std::array<MaskKind, 6> kMaskKinds{MaskKind::kNone,    MaskKind::kOnePixel,
                                                    MaskKind::kAll,     MaskKind::kBorders,
                                                    MaskKind::kCorners, MaskKind::kRandom};

inline const char* name_of(MaskKind kind) {
    constexpr const char* kNames[] = {"none", "one pixel", "all", "borders", "corners", "random"};
    return kNames[static_cast<int>(kind)];
}

inline bool is_marked(MaskKind kind, int h, int w, int y, int x, Random& random) {
    const bool edge_y = y == 0 || y == h - 1, edge_x = x == 0 || x == w - 1;
    switch (kind) {
        case MaskKind::kNone:
            return false;
        case MaskKind::kOnePixel:
            return y == h / 2 && x == w / 3;
        case MaskKind::kAll:
            return true;
        case MaskKind::kBorders:
            return edge_y || edge_x;
        case MaskKind::kCorners:
            return edge_y && edge_x;
        default:
            return random.below(4) == 0;
    }
}

inline std::vector<uint8_t> make_mask(MaskKind kind, int h, int w) {
    Random random(static_cast<uint64_t>(h * 1000 + w));
    std::vector<uint8_t> mask;
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) mask.push_back(is_marked(kind, h, w, y, x, random));
    return mask;
}

// An active set and the pixels that the policy makes active, found the slow way.
struct Active {
    Active(const std::vector<uint8_t>& mask, int height, int width, sige_policy policy);
    bool has(int y, int x) const {
        return flags[static_cast<size_t>(y) * static_cast<size_t>(w) + static_cast<size_t>(x)] != 0;
    }

    int h, w;
    std::vector<uint8_t> flags;   // [h, w]
    std::vector<int32_t> pixels;  // y * w + x, ascending
    ActiveSet set;
};

inline Active make_active(MaskKind kind, int h, int w, sige_policy policy = SIGE_POLICY_PIXELS) {
    return Active(make_mask(kind, h, w), h, w, policy);
}

ActiveSet make_active_set(int h, int w);
void build(sige_active_set* set, const std::vector<uint8_t>& mask, sige_policy policy);

}  // namespace sige::test

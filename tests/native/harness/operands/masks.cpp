#include "harness/operands/masks.h"

namespace sige::test {
namespace {

// Whether the aligned 4x4 tile of a pixel, with one pixel more on each side, touches the mask.
bool tile_is_touched(const std::vector<uint8_t>& mask, int h, int w, int y, int x) {
    const int top = y / SIGE_TILE * SIGE_TILE, left = x / SIGE_TILE * SIGE_TILE;
    for (int i = top - 1; i <= top + SIGE_TILE; ++i)
        for (int j = left - 1; j <= left + SIGE_TILE; ++j)
            if (i >= 0 && i < h && j >= 0 && j < w && mask[static_cast<size_t>(i * w + j)] != 0) return true;
    return false;
}

}  // namespace

ActiveSet make_active_set(int h, int w) {
    sige_active_set* created = nullptr;
    REQUIRE_OK(sige_active_set_create(device(), h, w, &created));
    return ActiveSet(created);
}

void build(sige_active_set* set, const std::vector<uint8_t>& mask, sige_policy policy) {
    REQUIRE_OK(sige_active_set_build(set, mask.data(), policy));
}

Active::Active(const std::vector<uint8_t>& mask, int height, int width, sige_policy policy)
    : h(height), w(width), flags(mask), set(make_active_set(height, width)) {
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) {
            const size_t i = static_cast<size_t>(y * w + x);
            if (policy == SIGE_POLICY_TILES) flags[i] = tile_is_touched(mask, h, w, y, x);
            if (flags[i] != 0) pixels.push_back(y * w + x);
        }
    build(set.get(), mask, policy);
}

}  // namespace sige::test

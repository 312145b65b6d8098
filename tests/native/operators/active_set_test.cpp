// Active sets and their index tables, see sige/active.h.
#include <set>

#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"

namespace sige::test {
namespace {

std::vector<int32_t> read_table(const Active& active, sige_index_table table,
                                const sige_index_geometry* geometry = nullptr) {
    std::vector<int32_t> indices(4096, -99);
    uint64_t count = 0;
    REQUIRE_OK(
        sige_active_set_read(active.set.get(), table, geometry, indices.data(), indices.size(), &count));
    for (size_t i = static_cast<size_t>(count); i < indices.size(); ++i) CHECK(indices[i] == -99);
    indices.resize(static_cast<size_t>(count));
    return indices;
}

sige_active_counts counts_of(const Active& active) {
    sige_active_counts counts{};
    counts.struct_size = sizeof counts;
    REQUIRE_OK(sige_active_set_query(active.set.get(), &counts));
    return counts;
}

template <class Body>
void for_each_set(const Body& body) {
    for (const auto& [h, w] : {std::pair{1, 1}, {1, 17}, {16, 1}, {5, 3}, {8, 8}, {15, 17}, {31, 9}})
        for (MaskKind kind : kMaskKinds)
            for (sige_policy policy : {SIGE_POLICY_PIXELS, SIGE_POLICY_TILES}) {
                const Context context(
                    format("%d x %d %s policy %d", h, w, name_of(kind), static_cast<int>(policy)));
                body(make_active(kind, h, w, policy));
            }
}

// Each active pixel lies in exactly one tile, no tile is empty, and each begins inside the picture.
void check_tiles(const Active& active, sige_index_table table, int side, int32_t expected_count) {
    const std::vector<int32_t> tiles = read_table(active, table);
    CHECK_EQUAL(tiles.size(), static_cast<size_t>(2 * expected_count));
    std::vector<int> covered(active.flags.size(), 0);
    for (size_t i = 0; i + 1 < tiles.size(); i += 2) {
        const int top = tiles[i], left = tiles[i + 1];
        CHECK(top >= 0 && top < active.h && left >= 0 && left < active.w);
        int inside = 0;
        for (int y = top; y < std::min(top + side, active.h); ++y)
            for (int x = left; x < std::min(left + side, active.w); ++x) {
                ++covered[static_cast<size_t>(y * active.w + x)];
                inside += active.has(y, x);
            }
        CHECK(inside > 0);
    }
    for (int32_t pixel : active.pixels) CHECK_EQUAL(covered[static_cast<size_t>(pixel)], 1);
}

}  // namespace

TEST(active_set, lists_the_pixels_of_its_policy) {
    for_each_set([](const Active& active) {
        CHECK_SAME_BITS(read_table(active, SIGE_INDEX_PIXELS), active.pixels);
        CHECK_EQUAL(counts_of(active).pixels, static_cast<int32_t>(active.pixels.size()));
    });
}

TEST(active_set, scatter_map_ranks_the_pixels) {
    for_each_set([](const Active& active) {
        std::vector<int32_t> expected(active.flags.size(), -1);
        for (size_t i = 0; i < active.pixels.size(); ++i)
            expected[static_cast<size_t>(active.pixels[i])] = static_cast<int32_t>(i);
        CHECK_SAME_BITS(read_table(active, SIGE_INDEX_SCATTER_MAP), expected);
    });
}

TEST(active_set, tiles_cover_each_pixel_once) {
    for_each_set([](const Active& active) {
        const sige_active_counts counts = counts_of(active);
        check_tiles(active, SIGE_INDEX_TILES_OF_2, 2, counts.tiles_of_2);
        check_tiles(active, SIGE_INDEX_TILES_OF_4, 4, counts.tiles_of_4);
    });
}

TEST(active_set, neighbours_of_every_geometry) {
    const int h = 7, w = 6;
    for (MaskKind kind : kMaskKinds)
        for (int kernel : {1, 3})
            for (int stride : {1, 2})
                for (int pad_top : {0, 1, 2})
                    for (int pad_left : {0, 1})
                        for (int scale : {-1, 0, 1}) {
                            const Context context(format("%s kernel %d stride %d pad %d %d scale %d",
                                                         name_of(kind), kernel, stride, pad_top, pad_left,
                                                         scale));
                            const Active active = make_active(kind, h, w);
                            const int seen_h = h * stride, seen_w = w * stride;
                            const int src_h = scale > 0 ? (seen_h + 1) / 2 : scale < 0 ? 2 * seen_h : seen_h;
                            const int src_w = scale > 0 ? (seen_w + 1) / 2 : scale < 0 ? 2 * seen_w : seen_w;
                            const sige_index_geometry g{sizeof(sige_index_geometry),
                                                        kernel,
                                                        kernel,
                                                        stride,
                                                        stride,
                                                        pad_top,
                                                        pad_left,
                                                        src_h,
                                                        src_w,
                                                        scale};
                            std::vector<int32_t> expected;
                            for (int32_t pixel : active.pixels)
                                for (int tap = 0; tap < kernel * kernel; ++tap) {
                                    const double factor = scale > 0 ? 0.5 : scale < 0 ? 2 : 1;
                                    const int y = static_cast<int>(
                                        std::floor((pixel / w * stride - pad_top + tap / kernel) * factor));
                                    const int x = static_cast<int>(
                                        std::floor((pixel % w * stride - pad_left + tap % kernel) * factor));
                                    const bool inside = y >= 0 && y < src_h && x >= 0 && x < src_w;
                                    expected.push_back(inside ? y * src_w + x : -1);
                                }
                            CHECK_SAME_BITS(read_table(active, SIGE_INDEX_NEIGHBOURS, &g), expected);
                        }
}

TEST(active_set, a_new_mask_replaces_the_old_one) {
    const int h = 9, w = 11;
    const ActiveSet set = make_active_set(h, w);
    for (MaskKind kind :
         {MaskKind::kAll, MaskKind::kOnePixel, MaskKind::kBorders, MaskKind::kNone, MaskKind::kRandom}) {
        const Context context(name_of(kind));
        const std::vector<uint8_t> mask = make_mask(kind, h, w);
        build(set.get(), mask, SIGE_POLICY_PIXELS);
        std::vector<int32_t> map(mask.size()), expected;
        uint64_t count = 0;
        REQUIRE_OK(
            sige_active_set_read(set.get(), SIGE_INDEX_SCATTER_MAP, nullptr, map.data(), map.size(), &count));
        int32_t rank = 0;
        for (uint8_t marked : mask) expected.push_back(marked != 0 ? rank++ : -1);
        CHECK_SAME_BITS(map, expected);
    }
}

TEST(active_set, any_byte_but_zero_marks) {
    const std::vector<uint8_t> mask{0, 255, 2, 0, 128, 1};
    const ActiveSet set = make_active_set(2, 3);
    REQUIRE_OK(sige_active_set_build(set.get(), mask.data(), SIGE_POLICY_PIXELS));
    std::vector<int32_t> pixels(4);
    uint64_t count = 0;
    REQUIRE_OK(
        sige_active_set_read(set.get(), SIGE_INDEX_PIXELS, nullptr, pixels.data(), pixels.size(), &count));
    CHECK_SAME_BITS(pixels, (std::vector<int32_t>{1, 2, 4, 5}));
}

TEST(active_set, memory_does_not_grow) {
    Active active = make_active(MaskKind::kNone, 39, 41);
    read_table(active, SIGE_INDEX_SCATTER_MAP);
    const uint64_t before = counts_of(active).bytes;
    for (MaskKind kind : kMaskKinds) {
        build(active.set.get(), make_mask(kind, 39, 41), SIGE_POLICY_TILES);
        read_table(active, SIGE_INDEX_SCATTER_MAP);
        CHECK_EQUAL(counts_of(active).bytes, before);
    }
}

TEST(active_set, counts_the_tiles_that_the_mask_touches) {
    for (const auto& [h, w] : {std::pair{1, 1}, {5, 3}, {8, 8}, {15, 17}})
        for (MaskKind kind : kMaskKinds) {
            const Context context(format("%d x %d %s", h, w, name_of(kind)));
            const sige_active_counts by_pixels = counts_of(make_active(kind, h, w, SIGE_POLICY_PIXELS));
            const Active tiles = make_active(kind, h, w, SIGE_POLICY_TILES);
            std::set<std::pair<int, int>> touched;
            for (int32_t pixel : tiles.pixels) touched.insert({pixel / w / SIGE_TILE, pixel % w / SIGE_TILE});
            CHECK_EQUAL(by_pixels.touched_tiles, static_cast<int32_t>(touched.size()));
            CHECK_EQUAL(counts_of(tiles).touched_tiles, static_cast<int32_t>(touched.size()));
        }
}

TEST(active_set, is_built_from_a_mask_on_a_device) {
    const std::vector<uint8_t> mask = make_mask(MaskKind::kRandom, 9, 7);
    const Memory<uint8_t> memory(mask);
    const ActiveSet expected = make_active_set(9, 7), found = make_active_set(9, 7);
    build(expected.get(), mask, SIGE_POLICY_TILES);
    for (const QueueUnderTest& under_test : queues()) {
        REQUIRE_OK(
            sige_active_set_build_from(under_test.queue, found.get(), memory.buffer(), SIGE_POLICY_TILES));
        std::vector<int32_t> pixels[2] = {std::vector<int32_t>(63, -1), std::vector<int32_t>(63, -1)};
        uint64_t count = 0;
        REQUIRE_OK(
            sige_active_set_read(expected.get(), SIGE_INDEX_PIXELS, nullptr, pixels[0].data(), 63, &count));
        REQUIRE_OK(
            sige_active_set_read(found.get(), SIGE_INDEX_PIXELS, nullptr, pixels[1].data(), 63, &count));
        CHECK_SAME_BITS(pixels[1], pixels[0]);
    }
}

TEST(active_set, says_how_many_indices_there_are) {
    const Active active = make_active(MaskKind::kAll, 5, 5);
    std::vector<int32_t> dst(24, -99);
    uint64_t count = 99;
    CHECK_REFUSED(
        sige_active_set_read(active.set.get(), SIGE_INDEX_PIXELS, nullptr, dst.data(), dst.size(), &count),
        SIGE_STATUS_INVALID_ARGUMENT, "capacity is 24, expected at least 25");
    CHECK_EQUAL(count, uint64_t{99});
    CHECK_SAME_BITS(dst, std::vector<int32_t>(24, -99));
}

}  // namespace sige::test

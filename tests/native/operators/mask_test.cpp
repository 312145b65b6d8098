// Operations on masks, see sige/active.h.
#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"

namespace sige::test {
namespace {

constexpr uint8_t kUnwritten = 77;

bool marked(const std::vector<uint8_t>& mask, int h, int w, int y, int x) {
    return y >= 0 && y < h && x >= 0 && x < w && mask[static_cast<size_t>(y * w + x)] != 0;
}

// Sizes around the tile's four pixels, and sides of one.
const std::vector<std::pair<int, int>>& sizes() {
    static const std::vector<std::pair<int, int>> all{{1, 1}, {1, 13}, {13, 1}, {3, 5},
                                                      {4, 8}, {9, 7},  {17, 16}};
    return all;
}

}  // namespace

TEST(mask_difference, marks_what_differs_in_any_channel_or_image) {
    const Shape shape{2, 6, 5, 3};
    const Tensor a = random_tensor(shape, 1, {1, 2});
    Tensor b(shape, {0, 1});
    b.for_each([&](int n, int y, int x, int c) { b.at(n, y, x, c) = a.at(n, y, x, c); });
    b.at(0, 0, 0, 2) += 0.5f;
    b.at(1, 5, 4, 0) -= 0.5f;
    b.at(1, 2, 2, 1) = kNaN;
    b.at(0, 3, 1, 1) += 0.01f;
    std::vector<uint8_t> expected(30, 0);
    expected[0] = expected[29] = expected[12] = 1;
    Memory<uint8_t> mask(30, kUnwritten);
    const sige_tensor left = a.view(), right = b.view();
    for (float eps : {0.1f, 0.0f}) {
        expected[16] = eps == 0.0f;
        on_every_queue(
            mask,
            [&](sige_queue* queue) {
                REQUIRE_OK(sige_mask_difference(queue, &left, &right, eps, mask.buffer()));
            },
            [&] { CHECK_SAME_BITS(mask.values, expected); });
    }
}

TEST(mask_difference, compares_labels) {
    LabelMap a({2, 3, 4, 1}), b({2, 3, 4, 1});
    a.at(0, 1, 2, 0) = 200;
    b.at(1, 0, 3, 0) = 1;
    std::vector<uint8_t> expected(12, 0);
    expected[6] = expected[3] = 1;
    Memory<uint8_t> mask(12, kUnwritten);
    const sige_tensor left = a.view(), right = b.view();
    on_every_queue(
        mask,
        [&](sige_queue* queue) { REQUIRE_OK(sige_mask_difference(queue, &left, &right, 0, mask.buffer())); },
        [&] { CHECK_SAME_BITS(mask.values, expected); });
}

TEST(mask_dilate, draws_a_cross_around_each_pixel) {
    for (const auto& [h, w] : sizes())
        for (MaskKind kind : kMaskKinds)
            for (int radius : {0, 1, 2, 5, 40, 2147483647}) {
                const Context context(format("%d x %d %s radius %d", h, w, name_of(kind), radius));
                const Memory<uint8_t> src(make_mask(kind, h, w));
                std::vector<uint8_t> expected;
                const int reach = std::min(radius, 64);
                for (int y = 0; y < h; ++y)
                    for (int x = 0; x < w; ++x) {
                        bool near_one = false;
                        for (int step = -reach; step <= reach; ++step)
                            near_one |= marked(src.values, h, w, y + step, x) ||
                                        marked(src.values, h, w, y, x + step);
                        expected.push_back(near_one);
                    }
                Memory<uint8_t> dst(src.values.size(), kUnwritten);
                REQUIRE_OK(sige_mask_dilate(any_queue(), src.buffer(), h, w, radius, dst.buffer()));
                REQUIRE_OK(sige_queue_synchronize(any_queue()));
                CHECK_SAME_BITS(dst.values, expected);
            }
}

TEST(mask_downsample, is_bilinear_without_aligned_corners) {
    // position = (i + 1/2) * src / dst - 1/2, clamped to the picture.
    const auto sample = [](const std::vector<float>& src, int h, int w, double y, double x) {
        y = std::fmax(y, 0);
        x = std::fmax(x, 0);
        const int top = static_cast<int>(y), left = static_cast<int>(x);
        const auto at = [&](int i, int j) {
            return static_cast<double>(src[static_cast<size_t>(std::min(i, h - 1) * w + std::min(j, w - 1))]);
        };
        const double dy = y - top, dx = x - left;
        return (at(top, left) * (1 - dx) + at(top, left + 1) * dx) * (1 - dy) +
               (at(top + 1, left) * (1 - dx) + at(top + 1, left + 1) * dx) * dy;
    };
    for (const auto& [h, w] : sizes())
        for (const auto& [to_h, to_w] :
             {std::pair{1, 1}, {2, 3}, {(h + 1) / 2, (w + 1) / 2}, {h, w}, {2 * h, w + 1}}) {
            const Context context(format("%d x %d to %d x %d", h, w, to_h, to_w));
            Memory<float> src(static_cast<size_t>(h * w)), dst(static_cast<size_t>(to_h * to_w), kNaN);
            Random random(1);
            random.fill(src.values, 0, 1);
            REQUIRE_OK(sige_mask_downsample(any_queue(), src.buffer(), h, w, dst.buffer(), to_h, to_w));
            REQUIRE_OK(sige_queue_synchronize(any_queue()));
            Differences differences(__FILE__, __LINE__);
            for (int y = 0; y < to_h; ++y)
                for (int x = 0; x < to_w; ++x) {
                    const double expected =
                        sample(src.values, h, w, (y + 0.5) * h / to_h - 0.5, (x + 0.5) * w / to_w - 0.5);
                    // A position below 32 is rounded three times, and the value changes by at most 1 a pixel
                    // a side.
                    differences.near_at(y * to_w + x, dst[static_cast<size_t>(y * to_w + x)], expected,
                                        (2 * 3 * 32 + 8) * kUnit);
                }
        }
}

TEST(mask_threshold, cuts_at_the_threshold_or_just_below_the_maximum) {
    const auto run = [](std::vector<float> values, float threshold) {
        const Memory<float> src(std::move(values));
        Memory<uint8_t> dst(src.values.size(), kUnwritten);
        REQUIRE_OK(sige_mask_threshold(any_queue(), src.buffer(), 1, static_cast<int>(src.values.size()),
                                       threshold, dst.buffer()));
        REQUIRE_OK(sige_queue_synchronize(any_queue()));
        return dst.values;
    };
    using Mask = std::vector<uint8_t>;
    CHECK_SAME_BITS(run({0, 0.25f, 0.5f, 1}, 0.3f), (Mask{0, 0, 1, 1}));
    CHECK_SAME_BITS(run({0, 0.1f, 0.2f, 0.0625f}, 0.3f), (Mask{0, 0, 1, 0}));
    CHECK_SAME_BITS(run({0, 0, 0}, 0.3f), (Mask{0, 0, 0}));
    CHECK_SAME_BITS(run({0, 1e-5f}, 0.3f), (Mask{1, 1}));
    CHECK_SAME_BITS(run({0, 0.5f, 1}, 1), (Mask{0, 0, 1}));
    CHECK_SAME_BITS(run({0, 0.5f, 1}, 0), (Mask{0, 1, 1}));
    // The largest value is far from the others.
    for (size_t largest : {size_t{0}, size_t{299}, size_t{700}}) {
        std::vector<float> values(701, 0.1f);
        Mask expected(701, 0);
        values[largest] = 0.2f;
        expected[largest] = 1;
        CHECK_SAME_BITS(run(values, 0.3f), expected);
    }
}

TEST(mask_reduce_to_blocks, lists_the_touched_blocks) {
    for (const auto& [h, w] : sizes())
        for (MaskKind kind : kMaskKinds)
            for (int block : {1, 4, 6, 50})
                for (int halo : {0, 1, 3}) {
                    const Context context(
                        format("%d x %d %s block %d halo %d", h, w, name_of(kind), block, halo));
                    const Memory<uint8_t> mask(make_mask(kind, h, w));
                    std::vector<int32_t> expected;
                    for (int top = 0; top < h; top += block)
                        for (int left = 0; left < w; left += block) {
                            bool touched = false;
                            for (int y = top - halo; y < top + block + halo; ++y)
                                for (int x = left - halo; x < left + block + halo; ++x)
                                    touched |= marked(mask.values, h, w, y, x);
                            if (touched) expected.insert(expected.end(), {top, left});
                        }
                    const size_t grid =
                        static_cast<size_t>(((h + block - 1) / block) * ((w + block - 1) / block));
                    Memory<int32_t> blocks(2 * grid, -7), count(1, -7);
                    REQUIRE_OK(sige_mask_reduce_to_blocks(any_queue(), mask.buffer(), h, w, block, halo,
                                                          blocks.buffer(), count.buffer()));
                    REQUIRE_OK(sige_queue_synchronize(any_queue()));
                    CHECK_EQUAL(static_cast<size_t>(count[0]), expected.size() / 2);
                    expected.resize(blocks.values.size(), -7);
                    CHECK_SAME_BITS(blocks.values, expected);
                }
}

}  // namespace sige::test

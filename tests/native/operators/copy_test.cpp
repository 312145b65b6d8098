// Copies of pixels between element types and regions, see sige/active.h.
#include "harness/operands/operators.h"
#include "harness/values/half.h"

namespace sige::test {
namespace {

constexpr int kH = 9, kW = 13;  // of the picture

struct Box {
    int y, x, h, w;
    bool has(int row, int column) const { return row >= y && row < y + h && column >= x && column < x + w; }
};
constexpr Box kPicture{0, 0, kH, kW}, kLarge{1, 2, 7, 10}, kSmall{3, 4, 4, 5}, kPixel{8, 12, 1, 1},
    kRows{2, 0, 3, kW};

template <class T>
T value_of(float value) {
    if constexpr (std::is_same_v<T, float>)
        return value;
    else
        return half_of(value);
}

template <class T>
float float_of(T value) {
    if constexpr (std::is_same_v<T, float>)
        return value;
    else
        return static_cast<float>(float_of_half(value));
}

// A tensor that holds a box of the picture, and what is at a place of the picture.
template <class T>
struct Held {
    Held(Box where, int c, Slice slice, float fill) : box(where), tensor({2, where.h, where.w, c}, slice) {
        Random random(static_cast<uint64_t>(where.h));
        for (T& value : tensor.memory.values) value = value_of<T>(fill);
        tensor.for_each([&](int n, int y, int x, int channel) {
            tensor.at(n, y, x, channel) = value_of<T>(fill != 0 ? fill : random.uniform(-1000, 1000));
        });
    }
    T at(int n, int y, int x, int c) const { return tensor.at(n, y - box.y, x - box.x, c); }
    sige_tensor view() const {
        sige_tensor t = tensor.view();
        t.window_y = box.y;
        t.window_x = box.x;
        t.window_h = kH;
        t.window_w = kW;
        return t;
    }

    const Box box;
    TensorOf<T> tensor;
};

template <class From, class To>
void check_copy(const Held<From>& src, Held<To>& dst, const Active* active) {
    const Box smaller = src.box.h < dst.box.h || src.box.w < dst.box.w ? src.box : dst.box;
    const std::vector<To> before = dst.tensor.memory.values;
    const sige_tensor from = src.view(), to = dst.view();
    on_every_queue(
        dst.tensor.memory,
        [&](sige_queue* queue) {
            const Memory<uint64_t> overflows(1, 77);
            REQUIRE_OK(sige_copy_pixels(queue, &from, active == nullptr ? nullptr : active->set.get(), &to,
                                        overflows.buffer(), 0));
            CHECK_EQUAL(overflows[0], uint64_t{77});
        },
        [&] {
            std::vector<To> expected = before;
            dst.tensor.for_each([&](int n, int y, int x, int c) {
                const int row = y + dst.box.y, column = x + dst.box.x;
                if (active != nullptr ? active->has(row, column) : smaller.has(row, column))
                    expected[static_cast<size_t>(dst.tensor.index(n, y, x, c))] =
                        value_of<To>(float_of(src.at(n, row, column, c)));
            });
            CHECK_SAME_BITS(dst.tensor.memory.values, expected);
        });
}

template <class From, class To>
void check_types() {
    for (int c : {1, 7, 16, 35})
        for (const auto& [a, b] : {std::pair{kPicture, kPicture},
                                   {kPicture, kLarge},
                                   {kLarge, kPicture},
                                   {kLarge, kSmall},
                                   {kSmall, kLarge},
                                   {kPixel, kPicture},
                                   {kPicture, kPixel},
                                   {kRows, kPicture},
                                   {kPicture, kRows},
                                   {kSmall, kSmall}})
            for (const Slice& slice : {Slice{}, Slice{1, 4}}) {
                const Context context(format("channels %d, from [%d, %d] to [%d, %d], slice %d", c, a.y, a.x,
                                             b.y, b.x, slice.before));
                const Held<From> src(a, c, slice, 0);
                Held<To> dst(b, c, {slice.after, slice.before}, 3);
                check_copy(src, dst, nullptr);
                for (MaskKind kind : kMaskKinds) {
                    const Context masked(name_of(kind));
                    std::vector<uint8_t> mask = make_mask(kind, kH, kW);
                    for (int i = 0; i < kH * kW; ++i)
                        if (!a.has(i / kW, i % kW) || !b.has(i / kW, i % kW))
                            mask[static_cast<size_t>(i)] = 0;
                    const Active active(mask, kH, kW, SIGE_POLICY_PIXELS);
                    check_copy(src, dst, &active);
                }
            }
}

}  // namespace

TEST(copy_pixels, float32_to_float32) {
    check_types<float, float>();
}

TEST(copy_pixels, float32_to_float16) {
    check_types<float, uint16_t>();
}

TEST(copy_pixels, float16_to_float32) {
    check_types<uint16_t, float>();
}

TEST(copy_pixels, float16_to_float16) {
    check_types<uint16_t, uint16_t>();
}

TEST(copy_pixels, overflows_of_copied_pixels_are_counted) {
    Tensor src = random_tensor({1, 40, 50, 24}, 1);
    src.at(0, 0, 0, 0) = 65520;
    src.at(0, 20, 7, 23) = -1e9f;
    src.at(0, 39, 49, 5) = 7e4f;
    src.at(0, 5, 5, 5) = HUGE_VALF;
    HalfTensor dst({1, 40, 50, 24});
    const sige_tensor from = src.view(), to = dst.view();
    const Active corners = make_active(MaskKind::kCorners, 40, 50);
    for (const QueueUnderTest& under_test : queues()) {
        const Memory<uint64_t> overflows(2, 70);
        REQUIRE_OK(sige_copy_pixels(under_test.queue, &from, nullptr, &to, overflows.buffer(), 8));
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        CHECK_EQUAL(overflows[1], uint64_t{73});
        REQUIRE_OK(sige_copy_pixels(under_test.queue, &from, corners.set.get(), &to, overflows.buffer(), 8));
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        CHECK_EQUAL(overflows[1], uint64_t{75});
        REQUIRE_OK(sige_copy_pixels(under_test.queue, &from, nullptr, &to, nullptr, 0));
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        CHECK_EQUAL(overflows[0], uint64_t{70});
    }
}

}  // namespace sige::test

// Gather, scatter and what combines them, see sige/active.h.
#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"
#include "harness/values/activation.h"

namespace sige::test {
namespace {

constexpr size_t kRowsBefore = 3;  // floats in front of the rows, so that offsets are used

struct MoveCase {
    Shape shape;
    Slice slice;
    MaskKind mask;
};

std::vector<MoveCase> move_cases() {
    std::vector<MoveCase> cases;
    for (MaskKind mask : kMaskKinds)
        for (int c : {1, 3, 8, 17}) cases.push_back({{1, 9, 7, c}, {}, mask});
    cases.push_back({{2, 5, 6, 13}, {2, 3}, MaskKind::kRandom});
    cases.push_back({{3, 1, 1, 64}, {0, 16}, MaskKind::kAll});
    // More pixels than one block of work has.
    if (!quick()) cases.push_back({{1, 61, 67, 33}, {}, MaskKind::kRandom});
    return cases;
}

std::string text_of_case(const MoveCase& c) {
    return format("[%d, %d, %d, %d] mask %s", c.shape.n, c.shape.h, c.shape.w, c.shape.c, name_of(c.mask));
}

// Rows [n, pixels, c] in a buffer that begins with a few other floats.
struct TestRows {
    TestRows(const Shape& shape, const Active& active)
        : c(shape.c),
          pixels(static_cast<int64_t>(active.pixels.size())),
          memory(kRowsBefore + static_cast<size_t>(shape.n * pixels * shape.c), kNaN) {}

    float& at(int n, int64_t i, int channel) {
        return memory[kRowsBefore + static_cast<size_t>((n * pixels + i) * c + channel)];
    }
    static uint64_t offset() { return kRowsBefore * sizeof(float); }
    // Calls body(n, rank, y, x, channel) for each value.
    template <class Body>
    void for_each(const Shape& shape, const Active& active, const Body& body) const {
        for (int n = 0; n < shape.n; ++n)
            for (int64_t i = 0; i < pixels; ++i)
                for (int channel = 0; channel < c; ++channel)
                    body(n, i, active.pixels[static_cast<size_t>(i)] / shape.w,
                         active.pixels[static_cast<size_t>(i)] % shape.w, channel);
    }
    void fill(uint64_t seed) {
        Random random(seed);
        for (size_t i = kRowsBefore; i < memory.values.size(); ++i) memory[i] = random.uniform(-1, 1);
    }

    const int c;
    const int64_t pixels;
    Memory<float> memory;
};

}  // namespace

TEST(gather, copies_bits_in_the_order_of_the_set) {
    for (const MoveCase& c : move_cases()) {
        const Context context(text_of_case(c));
        const Active active = make_active(c.mask, c.shape.h, c.shape.w);
        const Tensor src = random_tensor(c.shape, 1, c.slice);
        TestRows rows(c.shape, active);
        std::vector<float> expected = rows.memory.values;
        rows.for_each(c.shape, active, [&](int n, int64_t i, int y, int x, int channel) {
            expected[kRowsBefore + static_cast<size_t>((n * rows.pixels + i) * rows.c + channel)] =
                src.at(n, y, x, channel);
        });
        const sige_tensor view = src.view();
        on_every_queue(
            rows.memory,
            [&](sige_queue* queue) {
                REQUIRE_OK(sige_gather(queue, &view, active.set.get(), nullptr, rows.memory.buffer(),
                                       TestRows::offset()));
            },
            [&] { CHECK_SAME_BITS(rows.memory.values, expected); });
    }
}

TEST(gather, applies_its_prologue) {
    const MoveCase c{{2, 6, 5, 19}, {1, 0}, MaskKind::kRandom};
    const Active active = make_active(c.mask, c.shape.h, c.shape.w);
    const Tensor src = random_tensor(c.shape, 1, c.slice);
    const AffineData affine(c.shape.n * c.shape.c, 2);
    for (sige_activation activation : kActivations)
        for (bool per_image : {false, true}) {
            const Context context(
                format("activation %d per image %d", static_cast<int>(activation), per_image));
            TestRows rows(c.shape, active);
            const sige_tensor view = src.view();
            const sige_affine prologue = affine.view(activation, per_image);
            on_every_queue(
                rows.memory,
                [&](sige_queue* queue) {
                    REQUIRE_OK(sige_gather(queue, &view, active.set.get(), &prologue, rows.memory.buffer(),
                                           TestRows::offset()));
                },
                [&] {
                    Differences differences(__FILE__, __LINE__);
                    rows.for_each(c.shape, active, [&](int n, int64_t i, int y, int x, int channel) {
                        const double expected =
                            exact_activation(activation, static_cast<double>(0.2f),
                                             affine.apply(static_cast<double>(src.at(n, y, x, channel)),
                                                          (per_image ? n * c.shape.c : 0) + channel));
                        differences.near_at(i, rows.at(n, i, channel), expected,
                                            activation_tolerance(expected, 4 * kUnit));
                    });
                });
        }
}

namespace {

enum class Scatter { kPlain, kResidual, kResidualInPlace, kBlockResidual };

void check_scatter(const MoveCase& c, Scatter kind) {
    const Context context(text_of_case(c) + format(" kind %d", static_cast<int>(kind)));
    const Active active = make_active(c.mask, c.shape.h, c.shape.w);
    TestRows rows(c.shape, active), residual_rows(c.shape, active);
    rows.fill(1);
    residual_rows.fill(2);
    const Tensor residual = random_tensor(c.shape, 3, {0, 2});
    Tensor dst = random_tensor(c.shape, 4, c.slice);
    std::vector<float> expected = dst.memory.values;
    rows.for_each(c.shape, active, [&](int n, int64_t i, int y, int x, int channel) {
        float& value = expected[static_cast<size_t>(dst.index(n, y, x, channel))];
        const float row = rows.at(n, i, channel);
        if (kind == Scatter::kPlain) value = row;
        if (kind == Scatter::kResidual) value = row + residual.at(n, y, x, channel);
        if (kind == Scatter::kResidualInPlace) value = row + value;
        if (kind == Scatter::kBlockResidual) value = row + residual_rows.at(n, i, channel);
    });
    const sige_tensor to = dst.view(), added = kind == Scatter::kResidual ? residual.view() : to;
    sige_buffer* from = rows.memory.buffer();
    const uint64_t offset = TestRows::offset();
    on_every_queue(
        dst.memory,
        [&](sige_queue* queue) {
            if (kind == Scatter::kPlain)
                REQUIRE_OK(sige_scatter(queue, from, offset, active.set.get(), &to));
            else if (kind == Scatter::kBlockResidual)
                REQUIRE_OK(sige_scatter_with_block_residual(
                    queue, from, offset, residual_rows.memory.buffer(), offset, active.set.get(), &to));
            else
                REQUIRE_OK(sige_scatter_with_residual(queue, from, offset, active.set.get(), &added, &to));
        },
        [&] { CHECK_SAME_BITS(dst.memory.values, expected); });
}

}  // namespace

TEST(scatter, writes_the_active_pixels_alone) {
    for (const MoveCase& c : move_cases())
        for (Scatter kind :
             {Scatter::kPlain, Scatter::kResidual, Scatter::kResidualInPlace, Scatter::kBlockResidual})
            check_scatter(c, kind);
}

TEST(scatter_gather, takes_rows_where_written_and_the_record_elsewhere) {
    const Shape shape{2, 9, 10, 11};
    const Tensor recorded = random_tensor(shape, 1, {3, 1});
    const AffineData affine(shape.c, 2);
    for (MaskKind kind : kMaskKinds) {
        const Context context(name_of(kind));
        const Active written = make_active(kind, shape.h, shape.w),
                     wanted = make_active(kind, shape.h, shape.w, SIGE_POLICY_TILES);
        TestRows src(shape, written), dst(shape, wanted);
        src.fill(3);
        for (bool with_prologue : {false, true}) {
            const sige_affine prologue = affine.view(SIGE_ACTIVATION_RELU, false);
            const sige_tensor view = recorded.view();
            on_every_queue(
                dst.memory,
                [&](sige_queue* queue) {
                    REQUIRE_OK(sige_scatter_gather(queue, src.memory.buffer(), TestRows::offset(),
                                                   written.set.get(), &view, wanted.set.get(),
                                                   with_prologue ? &prologue : nullptr, dst.memory.buffer(),
                                                   TestRows::offset()));
                },
                [&] {
                    std::vector<int64_t> rank(static_cast<size_t>(shape.pixels()), -1);
                    for (size_t i = 0; i < written.pixels.size(); ++i)
                        rank[static_cast<size_t>(written.pixels[i])] = static_cast<int64_t>(i);
                    Differences differences(__FILE__, __LINE__);
                    dst.for_each(shape, wanted, [&](int n, int64_t i, int y, int x, int channel) {
                        const int64_t row = rank[static_cast<size_t>(y * shape.w + x)];
                        const float value =
                            row >= 0 ? src.at(n, row, channel) : recorded.at(n, y, x, channel);
                        if (!with_prologue) return differences.same_at(i, dst.at(n, i, channel), value);
                        const double expected =
                            std::fmax(affine.apply(static_cast<double>(value), channel), 0.0);
                        differences.near_at(i, dst.at(n, i, channel), expected, 4 * kUnit);
                    });
                });
        }
    }
}

}  // namespace sige::test

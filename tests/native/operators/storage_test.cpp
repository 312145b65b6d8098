// Every operator over tensors of float16, see sige.h.
#include "harness/operands/storage.h"
#include "harness/operands/masks.h"

namespace sige::test {
namespace {

// Channels that four at once can be read of, and slices that begin and end anywhere.
struct Layout {
    int c;
    Slice slice;
};
constexpr Layout kLayouts[] = {{8, {}}, {12, {4, 8}}, {7, {1, 2}}};

// Values at the ends of float16: the largest, so that sums pass it, the smallest, a negative zero, an
// infinity and a NaN.
void set_ends(RealOperand& operand) {
    constexpr uint16_t kEnds[] = {0x7bff, 0xfbff, 0x0001, 0x8000, 0x7c00, 0x7e00};
    for (size_t i = 0; i < std::size(kEnds); ++i)
        operand.set(0, 0, static_cast<int>(i % 3), static_cast<int>(i / 3), kEnds[i]);
}

// Calls body(layout, set) for each layout, for all pixels of a picture and for some.
template <class Body>
void on_layouts(int h, int w, const Body& body) {
    const Active some = make_active(MaskKind::kRandom, h, w);
    for (const Layout& layout : kLayouts)
        for (sige_active_set* set : {static_cast<sige_active_set*>(nullptr), some.set.get()}) {
            const Context context(format("%d channels, slice %d %d, %s", layout.c, layout.slice.before,
                                         layout.slice.after, set == nullptr ? "all pixels" : "some"));
            body(layout, set);
        }
}

constexpr int kH = 5, kW = 6;

}  // namespace

TEST(storage, of_element_wise_operators) {
    on_layouts(kH, kW, [](const Layout& layout, sige_active_set* set) {
        const Shape shape{2, kH, kW, layout.c};
        RealOperand a(shape, 1, layout.slice), b(shape, 2, layout.slice), dst(shape, 3, layout.slice);
        set_ends(a);
        set_ends(b);
        const AffineData data(2 * layout.c, 4);
        const sige_affine affine = data.view(SIGE_ACTIVATION_SILU, true);
        check_storage({{&a, 0}, {&dst, 1}}, [&](sige_queue* queue, const auto& t) {
            return sige_activate(queue, &t[0], &affine, set, &t[1]);
        });
        check_storage({{&a, 0}, {&b, 1}, {&dst, 2}}, [&](sige_queue* queue, const auto& t) {
            return sige_add(queue, &t[0], &t[1], set, &t[2]);
        });
        check_storage({{&a, 0}, {&b, 1}, {&dst, 2}}, [&](sige_queue* queue, const auto& t) {
            return sige_gate(queue, &t[0], &t[1], SIGE_ACTIVATION_QUICK_GELU, 0, set, &t[2]);
        });
        // In place, of one type.
        check_storage({{&b, 1}, {&a, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_add(queue, &t[1], &t[0], set, &t[1]);
        });
    });
}

TEST(storage, of_one_memory_is_of_one_type) {
    if (!stores_float16()) return;
    HalfTensor halves({1, kH, kW, 8});
    const sige_tensor half = halves.view();
    sige_tensor single = half;
    single.dtype = SIGE_DTYPE_F32;
    single.h = 2;
    sige_tensor as_tall = half;
    as_tall.h = 2;
    const std::vector<uint16_t> before = halves.memory.values;
    CHECK_REFUSED(sige_add(any_queue(), &as_tall, &as_tall, nullptr, &single), SIGE_STATUS_INVALID_ARGUMENT,
                  "a shares bytes with dst, but is float16 and dst float32");
    REQUIRE_OK(sige_queue_synchronize(any_queue()));
    CHECK_SAME_BITS(halves.memory.values, before);
}

TEST(storage, of_modulations) {
    on_layouts(kH, kW, [](const Layout& layout, sige_active_set* set) {
        const Shape shape{2, kH, kW, layout.c}, one{2, 1, 1, layout.c};
        RealOperand src(shape, 1, layout.slice), dst(shape, 2, layout.slice);
        const AffineData data(layout.c, 4);
        const sige_affine affine = data.view(SIGE_ACTIVATION_LEAKY_RELU, false);
        for (const Shape& of_modulation : {shape, one}) {
            RealOperand gamma(of_modulation, 5, layout.slice), beta(of_modulation, 6, layout.slice);
            check_storage({{&src, 0}, {&gamma, 1}, {&beta, 2}, {&dst, 3}},
                          [&](sige_queue* queue, const auto& t) {
                              return sige_spade_modulate(queue, &t[0], &affine, &t[1], &t[2], set, &t[3]);
                          });
        }
    });
}

TEST(storage, of_layer_norms_and_pools) {
    on_layouts(kH, kW, [](const Layout& layout, sige_active_set* set) {
        const Shape shape{2, kH, kW, layout.c}, twice{2, 2 * kH, 2 * kW, layout.c};
        RealOperand src(shape, 1, layout.slice), large(twice, 2, layout.slice), dst(shape, 3, layout.slice);
        const AffineData data(2 * layout.c, 4);
        const sige_affine prologue = data.view(SIGE_ACTIVATION_GELU, true);
        check_storage({{&src, 0}, {&dst, 1}}, [&](sige_queue* queue, const auto& t) {
            return sige_layer_norm(queue, &t[0], 1e-5f, data.scale.buffer(), data.shift.buffer(), set, &t[1]);
        });
        check_storage({{&large, 0}, {&dst, 1}}, [&](sige_queue* queue, const auto& t) {
            return sige_average_pool(queue, &t[0], &prologue, set, &t[1]);
        });
    });
}

TEST(storage, of_resizing_and_one_hot) {
    on_layouts(kH, kW, [](const Layout& layout, sige_active_set* set) {
        RealOperand src({2, 3, 11, layout.c}, 1, layout.slice), dst({2, kH, kW, layout.c}, 2, layout.slice);
        LabelMap labels({2, kH, kW, 1});
        for (size_t i = 0; i < labels.memory.values.size(); ++i)
            labels.memory[i] = static_cast<uint8_t>(i % 9);
        const sige_tensor ids = labels.view();
        set_ends(src);
        check_storage({{&src, 0}, {&dst, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_resize_nearest(queue, &t[0], set, &t[1]);
        });
        check_storage({{&dst, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_one_hot(queue, &ids, set, &t[0]);
        });
    });
}

TEST(storage, of_gather_and_scatter) {
    const Active active = make_active(MaskKind::kRandom, kH, kW),
                 wanted = make_active(MaskKind::kBorders, kH, kW);
    const auto rows_of = [](const Active& set, int c) {
        return Shape{2, static_cast<int>(set.pixels.size()), 1, c};
    };
    for (const Layout& layout : kLayouts) {
        const Context context(format("%d channels", layout.c));
        const Shape shape{2, kH, kW, layout.c};
        RealOperand tensor(shape, 1, layout.slice), dst(shape, 2, layout.slice);
        RealOperand rows(rows_of(active, layout.c), 3), more(rows_of(active, layout.c), 4),
            others(rows_of(wanted, layout.c), 5);
        const AffineData data(layout.c, 4);
        const sige_affine prologue = data.view(SIGE_ACTIVATION_RELU, false);
        sige_active_set* const set = active.set.get();
        check_storage({{&tensor, 0}, {&rows, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_gather(queue, &t[0], set, &prologue, t[1].buffer, t[1].offset);
        });
        check_storage({{&rows, 0}, {&dst, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_scatter(queue, t[0].buffer, t[0].offset, set, &t[1]);
        });
        check_storage({{&rows, 0}, {&tensor, 1}, {&dst, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_scatter_with_residual(queue, t[0].buffer, t[0].offset, set, &t[1], &t[2]);
        });
        check_storage({{&rows, 0}, {&more, 0}, {&dst, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_scatter_with_block_residual(queue, t[0].buffer, t[0].offset, t[1].buffer, t[1].offset,
                                                    set, &t[2]);
        });
        check_storage({{&rows, 0}, {&tensor, 0}, {&others, 0}}, [&](sige_queue* queue, const auto& t) {
            return sige_scatter_gather(queue, t[0].buffer, t[0].offset, set, &t[1], wanted.set.get(),
                                       &prologue, t[2].buffer, t[2].offset);
        });
    }
}

TEST(storage, moves_keep_every_bit_of_float16) {
    if (!stores_float16()) return;
    constexpr int kSide = 16, kChannels = 256;
    HalfTensor src({1, kSide, kSide, kChannels});
    for (size_t i = 0; i < src.memory.values.size(); ++i) src.memory[i] = static_cast<uint16_t>(i);
    const Active all = make_active(MaskKind::kAll, kSide, kSide);
    sige_active_set* const set = all.set.get();
    HalfTensor gathered(src.shape), scattered(src.shape), both(src.shape), resized(src.shape);
    const sige_tensor from = src.view(), to = scattered.view(), copy = resized.view();
    sige_queue* const queue = any_queue();
    REQUIRE_OK(sige_gather(queue, &from, set, nullptr, gathered.memory.buffer(), 0));
    REQUIRE_OK(sige_scatter(queue, src.memory.buffer(), 0, set, &to));
    REQUIRE_OK(
        sige_scatter_gather(queue, src.memory.buffer(), 0, set, &to, set, nullptr, both.memory.buffer(), 0));
    REQUIRE_OK(sige_resize_nearest(queue, &from, nullptr, &copy));
    REQUIRE_OK(sige_queue_synchronize(queue));
    for (const HalfTensor* moved : {&gathered, &scattered, &both, &resized})
        CHECK_SAME_BITS(moved->memory.values, src.memory.values);
}

TEST(storage, of_attention) {
    struct Case {
        int keys, width, value_width;
        Slice slice;
        sige_precision precision;
        bool causal;
    };
    constexpr Case kCases[] = {
        {30, 8, 16, {}, SIGE_PRECISION_F32, false},      {30, 5, 7, {1, 2}, SIGE_PRECISION_F32, true},
        {77, 40, 40, {4, 8}, SIGE_PRECISION_F16, false}, {30, 16, 16, {}, SIGE_PRECISION_F16, true},
        {33, 6, 9, {3, 0}, SIGE_PRECISION_F16, false},   {33, 24, 88, {}, SIGE_PRECISION_BF16, false}};
    const Active active = make_active(MaskKind::kRandom, kH, kW);
    for (const Case& c : kCases) {
        const Context context(format("%d keys of %d and %d, precision %d", c.keys, c.width, c.value_width,
                                     static_cast<int>(c.precision)));
        constexpr int kHeads = 2;
        RealOperand query({2, kH, kW, kHeads * c.width}, 1, c.slice),
            key({2, 1, c.keys, kHeads * c.width}, 2, c.slice);
        RealOperand value({2, 1, c.keys, kHeads * c.value_width}, 3, c.slice),
            dst({2, kH, kW, kHeads * c.value_width}, 4, c.slice);
        sige_attention_args args{};
        args.struct_size = sizeof args;
        args.heads = kHeads;
        args.precision = c.precision;
        args.causal = c.causal;
        args.active = active.set.get();
        check_storage({{&query, 0}, {&key, 1}, {&value, 2}, {&dst, 3}},
                      [&](sige_queue* queue, const auto& t) {
                          args.query = t[0];
                          args.key = t[1];
                          args.value = t[2];
                          args.dst = t[3];
                          return sige_attention(queue, &args);
                      });
    }
}

TEST(storage, of_statistics) {
    constexpr int kChannels = 12;
    const Active active = make_active(MaskKind::kRandom, kH, kW);
    const int pixels = static_cast<int>(active.pixels.size());
    RealOperand src({2, kH, kW, 8}, 1, {4, 0}), src2({2, kH, kW, 4}, 2, {1, 2}), dst({2, kH, kW, 8}, 3);
    RealOperand old({2, pixels, 1, 8}, 4), old2({2, pixels, 1, 4}, 5);
    Memory<double> sums(2 * 2 * kChannels);
    Memory<float> scale(2 * kChannels), shift(2 * kChannels);
    sige_norm_args args{};
    args.struct_size = sizeof args;
    args.kind = SIGE_NORM_GROUP;
    args.groups = 3;
    args.eps = 1e-5f;
    args.sums = sums.buffer();
    args.scale = scale.buffer();
    args.shift = shift.buffer();
    // What a first source becomes by scale and shift tells both.
    const auto normalise = [&](sige_queue* queue, const sige_tensor& from, const sige_tensor& to) {
        const sige_affine affine{args.scale, args.shift, 0, SIGE_ACTIVATION_NONE, 0, 0};
        return sige_activate(queue, &from, &affine, nullptr, &to);
    };
    const auto take = [&](sige_queue* queue, const auto& t) {
        args.src = t[0];
        args.src2 = t[1];
        return sige_norm_statistics(queue, &args);
    };
    check_storage({{&src, 0}, {&src2, 1}, {&dst, 2}}, [&](sige_queue* queue, const auto& t) {
        const sige_status status = take(queue, t);
        return status != SIGE_STATUS_OK ? status : normalise(queue, t[0], t[2]);
    });
    check_storage(
        {{&src, 0}, {&src2, 1}, {&old, 0}, {&old2, 1}, {&dst, 2}}, [&](sige_queue* queue, const auto& t) {
            if (const sige_status status = take(queue, t)) return status;
            if (const sige_status status = sige_norm_statistics_update(
                    queue, &args, active.set.get(), t[2].buffer, t[2].offset, t[3].buffer, t[3].offset))
                return status;
            return normalise(queue, t[0], t[4]);
        });
}

TEST(storage, of_differences) {
    const Shape shape{2, kH, kW, 3};
    RealOperand a(shape, 1, {1, 0}), b(shape, 1), dst({1, kH, kW, 2}, 2);
    b.set(0, 1, 2, 1, stored_as_half(0.5f));
    b.set(1, 3, 4, 2, stored_as_half(kNaN));
    Memory<uint8_t> mask(kH * kW);
    sige_tensor marks{};
    marks.buffer = mask.buffer();
    marks.dtype = SIGE_DTYPE_U8;
    marks.n = marks.c = 1;
    marks.h = kH;
    marks.w = kW;
    check_storage({{&a, 0}, {&b, 0}, {&dst, 1}}, [&](sige_queue* queue, const auto& t) {
        if (const sige_status status = sige_mask_difference(queue, &t[0], &t[1], 0, mask.buffer()))
            return status;
        return sige_one_hot(queue, &marks, nullptr, &t[2]);
    });
    if (!stores_float16()) return;
    for (int pixel = 0; pixel < kH * kW; ++pixel)
        CHECK_EQUAL(static_cast<int>(mask[static_cast<size_t>(pixel)]),
                    pixel == kW + 2 || pixel == 3 * kW + 4);
}

}  // namespace sige::test

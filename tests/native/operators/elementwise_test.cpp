// Activation, addition, SPADE modulation, resizing and one-hot, see sige/ops.h.
#include "harness/operands/operators.h"
#include "harness/values/activation.h"

namespace sige::test {
namespace {

constexpr Slice kSlice{2, 1};
const Shape kShape{2, 7, 9, 19};

}  // namespace

TEST(activate, scales_shifts_and_activates) {
    const Tensor src = random_tensor(kShape, 1, kSlice);
    const AffineData affine(kShape.n * kShape.c, 2);
    for (sige_activation activation : kActivations)
        for (bool per_image : {false, true}) {
            const Context context(
                format("activation %d per image %d", static_cast<int>(activation), per_image));
            Tensor dst(kShape);
            const sige_tensor from = src.view(), to = dst.view();
            const sige_affine view = affine.view(activation, per_image);
            check_operator(
                dst,
                [&](sige_queue* queue, sige_active_set* set) {
                    REQUIRE_OK(sige_activate(queue, &from, &view, set, &to));
                },
                [&](int n, int y, int x, int c) {
                    const double y_ = exact_activation(activation, static_cast<double>(0.2f),
                                                       affine.apply(static_cast<double>(src.at(n, y, x, c)),
                                                                    (per_image ? n * kShape.c : 0) + c));
                    return Expected{y_, activation_tolerance(y_, 4 * kUnit)};
                });
        }
}

TEST(activate, works_in_place) {
    Tensor dst = random_tensor(kShape, 1, kSlice);
    const std::vector<float> before = dst.memory.values;
    const AffineData affine(kShape.c, 2);
    const sige_tensor view = dst.view();
    const sige_affine silu = affine.view(SIGE_ACTIVATION_SILU, false);
    check_operator(
        dst,
        [&](sige_queue* queue, sige_active_set* set) {
            REQUIRE_OK(sige_activate(queue, &view, &silu, set, &view));
        },
        [&](int n, int y, int x, int c) {
            const float value = before[static_cast<size_t>(dst.index(n, y, x, c))];
            const double y_ =
                exact_activation(SIGE_ACTIVATION_SILU, 0, affine.apply(static_cast<double>(value), c));
            return Expected{y_, activation_tolerance(y_, 4 * kUnit)};
        });
}

TEST(add, is_one_rounding) {
    const Tensor a = random_tensor(kShape, 1), b = random_tensor(kShape, 2, kSlice);
    Tensor dst = random_tensor(kShape, 3, {0, 5});
    const sige_tensor left = a.view(), right = b.view(), to = dst.view();
    check_operator(
        dst,
        [&](sige_queue* queue, sige_active_set* set) {
            REQUIRE_OK(sige_add(queue, &left, &right, set, &to));
        },
        [&](int n, int y, int x, int c) {
            return Expected{static_cast<double>(a.at(n, y, x, c) + b.at(n, y, x, c)), 0};
        });
}

TEST(add, works_in_place) {
    const Tensor b = random_tensor(kShape, 2);
    Tensor dst = random_tensor(kShape, 3);
    const std::vector<float> before = dst.memory.values;
    const sige_tensor other = b.view(), to = dst.view();
    for (bool first : {true, false})
        check_operator(
            dst,
            [&](sige_queue* queue, sige_active_set* set) {
                REQUIRE_OK(sige_add(queue, first ? &to : &other, first ? &other : &to, set, &to));
            },
            [&](int n, int y, int x, int c) {
                const float value = before[static_cast<size_t>(dst.index(n, y, x, c))];
                return Expected{static_cast<double>(value + b.at(n, y, x, c)), 0};
            });
}

TEST(layer_norm, normalises_each_pixel_by_itself) {
    const Tensor src = random_tensor(kShape, 1, kSlice);
    const AffineData affine(kShape.c, 2);
    for (bool with_affine : {false, true}) {
        const Context context(format("with affine %d", with_affine));
        Tensor dst(kShape);
        const sige_tensor from = src.view(), to = dst.view();
        check_operator(
            dst,
            [&](sige_queue* queue, sige_active_set* set) {
                REQUIRE_OK(sige_layer_norm(queue, &from, 0.1f, with_affine ? affine.scale.buffer() : nullptr,
                                           with_affine ? affine.shift.buffer() : nullptr, set, &to));
            },
            [&](int n, int y, int x, int c) {
                double mean = 0, variance = 0;
                for (int i = 0; i < kShape.c; ++i) mean += static_cast<double>(src.at(n, y, x, i)) / kShape.c;
                for (int i = 0; i < kShape.c; ++i)
                    variance += std::pow(static_cast<double>(src.at(n, y, x, i)) - mean, 2) / kShape.c;
                const double normal = (static_cast<double>(src.at(n, y, x, c)) - mean) /
                                      std::sqrt(variance + static_cast<double>(0.1f));
                const double value = with_affine ? affine.apply(normal, c) : normal;
                // Values below 1 in sums of 19 terms; the deviation is 0.3 or more, scales are below 1.5.
                return Expected{value, kUnit * (1.5 * (3 * 5 + 12 * std::fabs(normal)) + 2)};
            });
    }
}

TEST(layer_norm, works_in_place) {
    Tensor dst = random_tensor(kShape, 1, kSlice), expected(kShape);
    const sige_tensor from = dst.view(), to = expected.view();
    for (const QueueUnderTest& under_test : queues()) {
        Tensor in_place = random_tensor(kShape, 1, kSlice);
        const sige_tensor view = in_place.view();
        REQUIRE_OK(sige_layer_norm(under_test.queue, &from, 1e-5f, nullptr, nullptr, nullptr, &to));
        REQUIRE_OK(sige_layer_norm(under_test.queue, &view, 1e-5f, nullptr, nullptr, nullptr, &view));
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        Differences differences(__FILE__, __LINE__);
        in_place.for_each([&](int n, int y, int x, int c) {
            differences.same_at(in_place.index(n, y, x, c), in_place.at(n, y, x, c), expected.at(n, y, x, c));
        });
    }
}

TEST(gate, is_the_source_times_the_activated_gate) {
    const Tensor src = random_tensor(kShape, 1, kSlice), gate = random_tensor(kShape, 2, {0, 5});
    for (sige_activation activation : kActivations) {
        const Context context(format("activation %d", static_cast<int>(activation)));
        Tensor dst(kShape, {3, 0});
        const sige_tensor from = src.view(), opens = gate.view(), to = dst.view();
        check_operator(
            dst,
            [&](sige_queue* queue, sige_active_set* set) {
                REQUIRE_OK(sige_gate(queue, &from, &opens, activation, 0.2f, set, &to));
            },
            [&](int n, int y, int x, int c) {
                const double opened = exact_activation(activation, static_cast<double>(0.2f),
                                                       static_cast<double>(gate.at(n, y, x, c)));
                const double value = static_cast<double>(src.at(n, y, x, c)) * opened;
                return Expected{value, activation_tolerance(opened, 0) + kUnit * std::fabs(value)};
            });
    }
}

TEST(spade_modulate, is_the_normalised_times_gamma_plus_beta) {
    const Tensor src = random_tensor(kShape, 1, kSlice), gamma = random_tensor(kShape, 2),
                 beta = random_tensor(kShape, 3, {0, 7});
    const AffineData affine(kShape.n * kShape.c, 4);
    for (sige_activation activation : kActivations)
        for (bool per_image : {false, true}) {
            const Context context(
                format("activation %d per image %d", static_cast<int>(activation), per_image));
            Tensor dst(kShape, {1, 0});
            const sige_tensor from = src.view(), g = gamma.view(), b = beta.view(), to = dst.view();
            const sige_affine view = affine.view(activation, per_image);
            check_operator(
                dst,
                [&](sige_queue* queue, sige_active_set* set) {
                    REQUIRE_OK(sige_spade_modulate(queue, &from, &view, &g, &b, set, &to));
                },
                [&](int n, int y, int x, int c) {
                    const double x_ = affine.apply(static_cast<double>(src.at(n, y, x, c)),
                                                   (per_image ? n * kShape.c : 0) + c);
                    const double y_ = exact_activation(activation, static_cast<double>(0.2f),
                                                       x_ * (1 + static_cast<double>(gamma.at(n, y, x, c))) +
                                                           static_cast<double>(beta.at(n, y, x, c)));
                    // Below (1.5 + 0.5) * 2 + 1 = 5, in five roundings.
                    return Expected{y_, activation_tolerance(y_, 5 * 5 * kUnit)};
                });
        }
}

TEST(spade_modulate, takes_one_value_an_image) {
    const Tensor src = random_tensor(kShape, 1, kSlice),
                 gamma = random_tensor({kShape.n, 1, 1, kShape.c}, 2, {3, 0}),
                 beta = random_tensor({kShape.n, 1, 1, kShape.c}, 3);
    const AffineData affine(kShape.n * kShape.c, 4);
    for (bool with_gamma : {true, false}) {
        const Context context(with_gamma ? "gamma" : "no gamma");
        Tensor dst(kShape, {1, 0});
        const sige_tensor from = src.view(), g = gamma.view(), b = beta.view(), to = dst.view();
        const sige_affine view = affine.view(SIGE_ACTIVATION_SILU, true);
        check_operator(
            dst,
            [&](sige_queue* queue, sige_active_set* set) {
                REQUIRE_OK(sige_spade_modulate(queue, &from, &view, with_gamma ? &g : nullptr, &b, set, &to));
            },
            [&](int n, int y, int x, int c) {
                const double x_ = affine.apply(static_cast<double>(src.at(n, y, x, c)), n * kShape.c + c);
                const double gain = with_gamma ? 1 + static_cast<double>(gamma.at(n, 0, 0, c)) : 1.0;
                const double y_ = exact_activation(SIGE_ACTIVATION_SILU, 0,
                                                   x_ * gain + static_cast<double>(beta.at(n, 0, 0, c)));
                return Expected{y_, activation_tolerance(y_, 5 * 5 * kUnit)};
            });
    }
}

TEST(average_pool, is_the_mean_of_four_after_the_prologue) {
    for (int c : {1, 8, 19, 64})
        for (sige_activation activation : kActivations)
            for (bool plain : {false, true}) {
                const Context context(format("channels %d activation %d", c, static_cast<int>(activation)));
                const Tensor src = random_tensor({2, 14, 18, c}, 1, kSlice);
                const AffineData affine(2 * c, 2);
                Tensor dst({2, 7, 9, c}, {0, 3});
                const sige_tensor from = src.view(), to = dst.view();
                const sige_affine view = affine.view(activation, true);
                check_operator(
                    dst,
                    [&](sige_queue* queue, sige_active_set* set) {
                        REQUIRE_OK(sige_average_pool(queue, &from, plain ? nullptr : &view, set, &to));
                    },
                    [&](int n, int y, int x, int channel) {
                        Expected mean{0, 4 * kUnit};
                        for (int i = 0; i < 4; ++i) {
                            double v = static_cast<double>(src.at(n, 2 * y + i / 2, 2 * x + i % 2, channel));
                            if (!plain)
                                v = exact_activation(activation, static_cast<double>(0.2f),
                                                     affine.apply(v, n * c + channel));
                            mean.value += v / 4;
                            // Values below 2 are summed in four roundings.
                            mean.tolerance += activation_tolerance(v, 4 * kUnit) / 4 + 2 * kUnit;
                        }
                        return mean;
                    });
            }
}

TEST(resize_nearest, takes_the_top_left_pixel) {
    for (const Shape& from : {Shape{2, 3, 5, 9}, Shape{2, 14, 18, 9}, Shape{2, 1, 1, 9}, Shape{2, 7, 9, 9}}) {
        const Context context(format("from %d x %d", from.h, from.w));
        const Tensor src = random_tensor(from, 1, kSlice);
        Tensor dst({2, 7, 9, 9}, {1, 1});
        const sige_tensor view = src.view(), to = dst.view();
        check_operator(
            dst,
            [&](sige_queue* queue, sige_active_set* set) {
                REQUIRE_OK(sige_resize_nearest(queue, &view, set, &to));
            },
            [&](int n, int y, int x, int c) {
                return Expected{static_cast<double>(src.at(n, y * from.h / 7, x * from.w / 9, c)), 0};
            });
    }
}

TEST(resize_nearest, moves_labels) {
    LabelMap src({1, 4, 6, 1}), dst({1, 2, 3, 1});
    for (size_t i = 0; i < src.memory.values.size(); ++i) src.memory[i] = static_cast<uint8_t>(i);
    const sige_tensor from = src.view(), to = dst.view();
    on_every_queue(
        dst.memory, [&](sige_queue* queue) { REQUIRE_OK(sige_resize_nearest(queue, &from, nullptr, &to)); },
        [&] {
            CHECK_SAME_BITS(dst.memory.values, (std::vector<uint8_t>{0, 2, 4, 12, 14, 16}));
        });
}

TEST(one_hot, marks_the_channel_of_the_id) {
    for (int c : {1, 3, 35}) {
        const Context context(format("channels %d", c));
        LabelMap labels({2, 7, 9, 1});
        Random random(1);
        for (uint8_t& id : labels.memory.values) id = static_cast<uint8_t>(random.below(c + 2));
        labels.memory[0] = 255;
        Tensor dst({2, 7, 9, c}, kSlice);
        const sige_tensor from = labels.view(), to = dst.view();
        check_operator(
            dst,
            [&](sige_queue* queue, sige_active_set* set) {
                REQUIRE_OK(sige_one_hot(queue, &from, set, &to));
            },
            [&](int n, int y, int x, int channel) {
                return Expected{labels.at(n, y, x, 0) == channel ? 1.0 : 0.0, 0};
            });
    }
}

}  // namespace sige::test

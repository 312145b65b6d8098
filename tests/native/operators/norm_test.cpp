// Normalisation statistics and their updates, see sige/ops.h.
#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"

namespace sige::test {
namespace {

struct NormCase {
    sige_norm_kind kind;
    int n, h, w, c, c2, groups;
    bool affine;
};

// A group of 6 of the 14 + 4 channels straddles the concatenation.
std::vector<NormCase> norm_cases() {
    return {{SIGE_NORM_INSTANCE, 1, 1, 1, 1, 0, 0, false},  {SIGE_NORM_INSTANCE, 2, 7, 5, 13, 0, 0, true},
            {SIGE_NORM_INSTANCE, 2, 9, 31, 8, 9, 0, false}, {SIGE_NORM_GROUP, 2, 6, 6, 14, 4, 3, true},
            {SIGE_NORM_GROUP, 1, 17, 17, 32, 0, 1, true},   {SIGE_NORM_GROUP, 1, 3, 5, 6, 0, 6, false},
            {SIGE_NORM_BATCH, 3, 7, 5, 16, 0, 0, true},     {SIGE_NORM_BATCH, 2, 4, 4, 5, 2, 0, false}};
}

// Sources of one case with everything that a statistics run writes.
class NormRun final {
  public:
    explicit NormRun(const NormCase& c)
        : case_(c),
          src(random_tensor({c.n, c.h, c.w, c.c}, 1, {1, 2})),
          src2(random_tensor({c.n, c.h, c.w, std::max(c.c2, 1)}, 2, {0, 3})),
          weight(static_cast<size_t>(channels())),
          bias(static_cast<size_t>(channels())),
          sums(static_cast<size_t>(2 * c.n * channels()), -1),
          affine(static_cast<size_t>(2 * c.n * channels()), kNaN),
          scale_(affine, 0),
          shift_(affine, 1) {
        Random random(3);
        random.fill(weight.values, 0.5f, 2);
        random.fill(bias.values);
        // Means that are not near zero.
        src.for_each(
            [&](int n, int y, int x, int ch) { src.at(n, y, x, ch) += static_cast<float>(ch % 5) - 1; });
    }

    int channels() const { return case_.c + case_.c2; }
    sige_norm_args args() const {
        sige_norm_args a{};
        a.struct_size = sizeof a;
        a.kind = case_.kind;
        a.src = src.view();
        if (case_.c2 > 0) a.src2 = src2.view();
        a.groups = case_.groups;
        a.eps = 1e-5f;
        a.weight = case_.affine ? weight.buffer() : nullptr;
        a.bias = case_.affine ? bias.buffer() : nullptr;
        a.sums = sums.buffer();
        a.scale = scale_.buffer.get();
        a.shift = shift_.buffer.get();
        return a;
    }
    double value(int n, int y, int x, int ch) const {
        return static_cast<double>(ch < case_.c ? src.at(n, y, x, ch) : src2.at(n, y, x, ch - case_.c));
    }

    // Checks scale and shift against means taken in two passes over the tensors as they stand.
    void check() const {
        Differences differences(__FILE__, __LINE__);
        for (int n = 0; n < case_.n; ++n)
            for (int ch = 0; ch < channels(); ++ch) {
                const int width = case_.kind == SIGE_NORM_GROUP ? channels() / case_.groups : 1;
                const bool batch = case_.kind == SIGE_NORM_BATCH;
                const auto [mean, variance] =
                    moments(batch ? 0 : n, batch ? case_.n : n + 1, ch / width * width, width);
                const size_t i = static_cast<size_t>(ch);
                const double factor = case_.affine ? static_cast<double>(weight[i]) : 1.0;
                const double scale = factor / std::sqrt(variance + static_cast<double>(1e-5f));
                const double shift = (case_.affine ? static_cast<double>(bias[i]) : 0.0) - mean * scale;
                const int64_t at = n * channels() + ch;
                // One rounding to float32; the sums' cancellation, below 1e-12, is magnified where the
                // variance is near eps.
                differences.near_at(at, affine[static_cast<size_t>(at)], scale,
                                    std::fabs(scale) * (kUnit + 1e-7));
                differences.near_at(at, affine[static_cast<size_t>(case_.n * channels() + at)], shift,
                                    (std::fabs(shift) + std::fabs(mean * scale)) * (kUnit + 1e-7));
            }
    }

  private:
    struct Moments {
        double mean, variance;
    };
    Moments moments(int first_n, int last_n, int first_c, int width) const {
        const double count = static_cast<double>(last_n - first_n) * width * case_.h * case_.w;
        const auto sum_of = [&](const auto& term) {
            double sum = 0;
            for (int n = first_n; n < last_n; ++n)
                for (int y = 0; y < case_.h; ++y)
                    for (int x = 0; x < case_.w; ++x)
                        for (int ch = first_c; ch < first_c + width; ++ch) sum += term(value(n, y, x, ch));
            return sum;
        };
        const double mean = sum_of([](double v) { return v; }) / count;
        return {mean, sum_of([&](double v) { return (v - mean) * (v - mean); }) / count};
    }
    // The half of `affine` that is scale or shift.
    struct Half {
        Half(Memory<float>& affine, size_t index)
            : view(affine.values.data() + index * affine.values.size() / 2, bytes(affine)) {
            sige_buffer* wrapped = nullptr;
            REQUIRE_OK(sige_buffer_wrap(device(), view.memory(), bytes(affine), &wrapped));
            buffer.reset(wrapped);
        }
        static uint64_t bytes(const Memory<float>& affine) {
            return affine.values.size() / 2 * sizeof(float);
        }

        DeviceView view;
        Buffer buffer;
    };

    const NormCase case_;

  public:
    Tensor src, src2;
    Memory<float> weight, bias;
    Memory<double> sums;
    Memory<float> affine;  // scale [n, c], then shift [n, c]

  private:
    Half scale_, shift_;
};

std::string text_of_case(const NormCase& c) {
    return format("kind %d [%d, %d, %d, %d + %d] groups %d", static_cast<int>(c.kind), c.n, c.h, c.w, c.c,
                  c.c2, c.groups);
}

Memory<float> rows_of(const Tensor& tensor, const Active& active) {
    std::vector<float> rows;
    for (int n = 0; n < tensor.shape.n; ++n)
        for (int32_t pixel : active.pixels)
            for (int c = 0; c < tensor.shape.c; ++c)
                rows.push_back(tensor.at(n, pixel / tensor.shape.w, pixel % tensor.shape.w, c));
    if (rows.empty()) rows.push_back(kNaN);
    return Memory<float>(std::move(rows));
}

void edit(Tensor& tensor, const Active& active, uint64_t seed) {
    Random random(seed);
    tensor.for_each([&](int n, int y, int x, int c) {
        if (active.has(y, x)) tensor.at(n, y, x, c) = random.uniform(-2, 2);
    });
}

}  // namespace

TEST(norm_statistics, mean_and_variance_of_every_kind) {
    for (const NormCase& c : norm_cases()) {
        const Context context(text_of_case(c));
        NormRun run(c);
        const sige_norm_args args = run.args();
        on_every_queue(
            run.affine, [&](sige_queue* queue) { REQUIRE_OK(sige_norm_statistics(queue, &args)); },
            [&] { run.check(); });
    }
}

TEST(norm_statistics, vectors_of_an_image_adapt_scale_and_shift) {
    for (const NormCase& c : norm_cases())
        for (int given = 1; given < 4; ++given) {
            const Context context(text_of_case(c) + format(" given %d", given));
            NormRun run(c);
            sige_norm_args args = run.args();
            REQUIRE_OK(sige_norm_statistics(any_queue(), &args));
            REQUIRE_OK(sige_queue_synchronize(any_queue()));
            const std::vector<float> plain = run.affine.values;
            const Shape vector{c.n, 1, 1, run.channels()};
            const Tensor scale = random_tensor(vector, 8, {1, 2}), shift = random_tensor(vector, 9);
            if ((given & 1) != 0) args.image_scale = scale.view();
            if ((given & 2) != 0) args.image_shift = shift.view();
            on_every_queue(
                run.affine, [&](sige_queue* queue) { REQUIRE_OK(sige_norm_statistics(queue, &args)); },
                [&] {
                    Differences differences(__FILE__, __LINE__);
                    const size_t half = plain.size() / 2;
                    for (size_t i = 0; i < half; ++i) {
                        const int n = static_cast<int>(i) / vector.c, ch = static_cast<int>(i) % vector.c;
                        const double gain =
                            (given & 1) != 0 ? 1 + static_cast<double>(scale.at(n, 0, 0, ch)) : 1.0;
                        const double offset =
                            (given & 2) != 0 ? static_cast<double>(shift.at(n, 0, 0, ch)) : 0.0;
                        const double a = static_cast<double>(plain[i]),
                                     b = static_cast<double>(plain[half + i]);
                        const int64_t at = static_cast<int64_t>(i);
                        // The plain values were rounded to float32 before; the gain is below 2.
                        differences.near_at(at, run.affine[i], a * gain, 4 * kUnit * std::fabs(a));
                        differences.near_at(at, run.affine[half + i], b * gain + offset,
                                            4 * kUnit * (std::fabs(b) + std::fabs(offset)));
                    }
                });
        }
}

TEST(norm_statistics, sums_have_the_same_bits_on_any_thread_count) {
    NormRun run({SIGE_NORM_INSTANCE, 2, 33, 31, 13, 3, 0, false});
    const sige_norm_args args = run.args();
    on_every_queue(
        run.sums, [&](sige_queue* queue) { REQUIRE_OK(sige_norm_statistics(queue, &args)); },
        [&] {
            Differences differences(__FILE__, __LINE__);
            for (int n = 0; n < 2; ++n)
                for (int ch = 0; ch < 16; ++ch) {
                    double sum = 0, squares = 0;
                    for (int i = 0; i < 33 * 31; ++i) {
                        const double v = run.value(n, i / 31, i % 31, ch);
                        sum += v;
                        squares += v * v;
                    }
                    const size_t at = static_cast<size_t>(2 * (n * 16 + ch));
                    differences.near_at(static_cast<int64_t>(at), run.sums[at], sum, 1e-10);
                    differences.near_at(static_cast<int64_t>(at + 1), run.sums[at + 1], squares, 1e-9);
                }
        });
}

TEST(norm_statistics_update, equals_statistics_taken_anew) {
    for (const NormCase& c : norm_cases())
        for (MaskKind kind : kMaskKinds) {
            const Context context(text_of_case(c) + " " + name_of(kind));
            NormRun run(c);
            const sige_norm_args args = run.args();
            const Active active = make_active(kind, c.h, c.w);
            REQUIRE_OK(sige_norm_statistics(any_queue(), &args));
            REQUIRE_OK(sige_queue_synchronize(any_queue()));
            const Memory<float> old_rows = rows_of(run.src, active), old_rows2 = rows_of(run.src2, active);
            edit(run.src, active, 7);
            edit(run.src2, active, 8);
            const std::vector<double> recorded = run.sums.values;
            on_every_queue(
                run.affine,
                [&](sige_queue* queue) {
                    std::copy(recorded.begin(), recorded.end(), run.sums.values.begin());
                    REQUIRE_OK(sige_norm_statistics_update(queue, &args, active.set.get(), old_rows.buffer(),
                                                           0, c.c2 > 0 ? old_rows2.buffer() : nullptr, 0));
                },
                [&] { run.check(); });
        }
}

}  // namespace sige::test

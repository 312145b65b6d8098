// The end of a convolution, see kernels/epilogue/epilogue.h.
#include "kernels/epilogue/epilogue.h"

#include "harness/kernels.h"
#include "harness/values/activation.h"

namespace sige::test {
namespace {

constexpr int kRows = 5;
constexpr int kSkippedRow = 3;
constexpr int64_t kChannel = 16;               // the second panel of a pixel
constexpr int64_t kPixel = kChannel + kPanel;  // floats of a pixel
constexpr int64_t kAccStride = kPanel + 4;

enum class Kind { kPlain, kResidual, kModulated, kModulatedWithoutAffine };

struct EpilogueCase {
    Kind kind;
    int lanes;
    sige_activation activation;

    bool modulates() const { return kind == Kind::kModulated || kind == Kind::kModulatedWithoutAffine; }
};

struct EpilogueData {
    explicit EpilogueData(Random& random) {
        for (std::vector<float>* values :
             {&acc, &beta, &residual, &modulated, &bias, &beta_bias, &scale, &shift}) {
            values->resize(static_cast<size_t>(kRows * std::max(kPixel, kAccStride)));
            random.fill(*values, -3, 3);
        }
    }
    // Row kSkippedRow has no destination.
    EpilogueArgs args(const EpilogueCase& c, float* dst) {
        rows.clear();
        for (int r = 0; r < kRows; ++r)
            rows.push_back({r == kSkippedRow ? nullptr : dst + (kRows - 1 - r) * kPixel,
                            c.kind == Kind::kResidual ? residual.data() + r * kPixel : nullptr,
                            c.modulates() ? modulated.data() + r * kPixel : nullptr});
        EpilogueArgs a{};
        a.acc = acc.data();
        a.beta = c.modulates() ? beta.data() : nullptr;
        a.acc_stride = kAccStride;
        a.rows = rows.data();
        a.row_count = kRows;
        a.channel = kChannel;
        a.lanes = c.lanes;
        a.bias = bias.data();
        a.beta_bias = beta_bias.data();
        a.scale = c.kind == Kind::kModulated ? scale.data() : nullptr;
        a.shift = c.kind == Kind::kModulated ? shift.data() : nullptr;
        a.activation = c.activation;
        a.slope = 0.2f;
        return a;
    }

    std::vector<float> acc, beta, residual, modulated, bias, beta_bias, scale, shift;
    std::vector<EpilogueRow> rows;
};

void check_case(EpilogueFunction function, EpilogueFunction reference, const EpilogueCase& c) {
    const Context context(format("kind %d lanes %d activation %d", static_cast<int>(c.kind), c.lanes,
                                 static_cast<int>(c.activation)));
    Random random(static_cast<uint64_t>(c.lanes));
    EpilogueData data(random);
    GuardedArray found(kRows * kPixel), expected(kRows * kPixel);
    function(data.args(c, found.data()));
    reference(data.args(c, expected.data()));
    // Values are below 3; the largest term, (3 * 3 + 3) * (1 + 6) + 6 = 90, is made in six roundings.
    const double input_error = 2 * 6 * kUnit * (c.modulates() ? 90 : 9);
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < kRows * kPixel; ++i) {
        const int64_t lane = i % kPixel - kChannel;
        const bool written = lane >= 0 && lane < c.lanes && kRows - 1 - i / kPixel != kSkippedRow;
        if (written)
            differences.near_at(i, found[i], expected[i], activation_tolerance(expected[i], input_error));
        else
            differences.same_at(i, found[i], kNaN);
    }
    found.check_guards(kRows * kPixel);
}

}  // namespace

TEST(epilogue, every_kind_lane_count_and_activation) {
    for_each_row(epilogue_table(), [](EpilogueFunction function, EpilogueFunction reference) {
        for (Kind kind : {Kind::kPlain, Kind::kResidual, Kind::kModulated, Kind::kModulatedWithoutAffine})
            for (int lanes = 1; lanes <= kPanel; ++lanes)
                for (sige_activation activation : kActivations)
                    check_case(function, reference, {kind, lanes, activation});
    });
}

TEST(epilogue, nan_passes_every_activation) {
    for_each_row(epilogue_table(), [](EpilogueFunction function, EpilogueFunction) {
        for (sige_activation activation : kActivations)
            for (int bad = 0; bad < kPanel; ++bad) {
                Random random(1);
                EpilogueData data(random);
                data.acc[static_cast<size_t>(bad)] = kNaN;
                GuardedArray found(kRows * kPixel);
                function(data.args({Kind::kPlain, kPanel, activation}, found.data()));
                for (int lane = 0; lane < kPanel; ++lane)
                    CHECK_EQUAL(std::isnan(found[(kRows - 1) * kPixel + kChannel + lane]), lane == bad);
            }
    });
}

}  // namespace sige::test

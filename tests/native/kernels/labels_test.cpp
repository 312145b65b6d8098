// Sums of weight rows that class ids choose, see kernels/labels/labels.h.
#include "kernels/labels/labels.h"

#include "harness/kernels.h"
#include "harness/values/weights.h"

namespace sige::test {
namespace {

void check_case(LabelsFunction function, LabelsFunction reference, sige_dtype type, int pixels, int taps,
                int extras_of_pixel) {
    const Context context(format("pixels %d taps %d extras %d", pixels, taps, extras_of_pixel));
    constexpr int kRows = 23;
    Random random(static_cast<uint64_t>(pixels * 100 + taps));
    std::vector<float> values(kRows * kPanel);
    random.fill(values);
    const TypedWeights panel(type, values);
    std::vector<int32_t> offsets(static_cast<size_t>(pixels * taps)), ends{0};
    for (int32_t& offset : offsets) offset = random.below(4) == 0 ? -1 : random.below(kRows) * kPanel;
    std::vector<LabelExtra> extras(1);
    extras.clear();
    for (int p = 0; p < pixels; ++p) {
        const int count = extras_of_pixel == 0 ? 0 : random.below(extras_of_pixel + 1);
        for (int i = 0; i < count; ++i)
            extras.push_back({random.below(kRows) * kPanel, random.uniform(-1, 1)});
        ends.push_back(static_cast<int32_t>(extras.size()));
    }
    const int64_t end = pixels * kPanel;
    GuardedArray found(end), expected(end);
    const auto args = [&](float* acc) {
        return LabelsArgs{panel.data(), offsets.data(), pixels, taps, extras.data(), ends.data(), acc};
    };
    function(args(found.data()));
    reference(args(expected.data()));
    const double terms = taps + extras_of_pixel, tolerance = 2 * kUnit * terms * terms;
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < end; ++i) differences.near_at(i, found[i], expected[i], tolerance);
    found.check_guards(end);
}

KernelTable<LabelsFunction> table_of(sige_dtype type) {
    if (type == SIGE_DTYPE_F16) return labels_f16_weights_table();
    return type == SIGE_DTYPE_BF16 ? labels_bf16_weights_table() : labels_table();
}

}  // namespace

TEST(labels, every_pixel_and_tap_count) {
    for (sige_dtype type : kWeightTypes)
        for_each_row(table_of(type), [&](LabelsFunction function, LabelsFunction reference) {
            for (int pixels : kLengths)
                for (int taps : {1, 9})
                    for (int extras : {0, 1, 5}) check_case(function, reference, type, pixels, taps, extras);
        });
}

// A sum of one row is that row: what the references are held to beside.
TEST(labels, one_tap_gives_its_row_of_weights) {
    for (sige_dtype type : kWeightTypes)
        for_each_row(table_of(type), [&](LabelsFunction function, LabelsFunction) {
            std::vector<float> values(2 * kPanel);
            Random(8).fill(values);
            const TypedWeights panel(type, values);
            const std::vector<int32_t> offsets{kPanel}, ends(2, 0);
            GuardedArray found(kPanel);
            function(LabelsArgs{panel.data(), offsets.data(), 1, 1, nullptr, ends.data(), found.data()});
            for (int j = 0; j < kPanel; ++j)
                CHECK_EQUAL(found[j], panel.values()[static_cast<size_t>(kPanel + j)]);
            found.check_guards(kPanel);
        });
}

TEST(labels, no_tap_gives_zero) {
    for_each_row(labels_table(), [](LabelsFunction function, LabelsFunction) {
        const std::vector<float> panel(kPanel, kNaN);
        const std::vector<int32_t> offsets(9, -1), ends(2, 0);
        GuardedArray found(kPanel);
        function(LabelsArgs{panel.data(), offsets.data(), 1, 9, nullptr, ends.data(), found.data()});
        for (int j = 0; j < kPanel; ++j) CHECK_EQUAL(found[j], 0.0f);
        found.check_guards(kPanel);
    });
}

}  // namespace sige::test

// The indirect GEMM micro-kernel, see kernels/gemm/gemm.h.
#include "kernels/gemm/gemm.h"

#include "harness/kernels.h"

namespace sige::test {
namespace {

struct GemmCase {
    int row_count, segments, k, k_begin;
    bool accumulate;
};

// Operands of one case; panels of consecutive segments have a gap between them, rows lie in no order.
class GemmOperands final {
  public:
    GemmOperands(const GemmCase& c, Random& random)
        : case_(c),
          panel_stride_(c.k * kPanel + 8),
          memory_(static_cast<size_t>(c.segments * kGemmRows * (c.k_begin + c.k))),
          panel_(static_cast<size_t>(c.segments * panel_stride_)) {
        random.fill(memory_);
        random.fill(panel_);
        const int count = c.segments * kGemmRows;
        for (int i = 0; i < count; ++i) rows_.push_back(memory_.data() + (i * 5 % count) * (c.k_begin + c.k));
    }

    GemmArgs args(float* acc, int64_t acc_stride) const {
        return GemmArgs{rows_.data(), case_.row_count, case_.segments, case_.k_begin,
                        case_.k,      panel_.data(),   panel_stride_,  acc,
                        acc_stride,   case_.accumulate};
    }

  private:
    const GemmCase case_;
    const int64_t panel_stride_;
    std::vector<float> memory_, panel_;
    std::vector<const float*> rows_;
};

void check_case(GemmFunction function, GemmFunction reference, const GemmCase& c) {
    const Context context(format("rows %d segments %d k %d from %d%s", c.row_count, c.segments, c.k,
                                 c.k_begin, c.accumulate ? " accumulated" : ""));
    Random random(static_cast<uint64_t>(c.row_count * 1000 + c.k * 10 + c.segments));
    const GemmOperands operands(c, random);
    constexpr int64_t kStride = kPanel + 8;
    const int64_t end = (c.row_count - 1) * kStride + kPanel;
    GuardedArray found(end), expected(end);
    for (int m = 0; c.accumulate && m < c.row_count; ++m)
        for (int j = 0; j < kPanel; ++j) {
            found[m * kStride + j] = random.uniform(-1, 1);
            expected[m * kStride + j] = found[m * kStride + j];
        }
    function(operands.args(found.data(), kStride));
    reference(operands.args(expected.data(), kStride));
    // Each of the n sums of products of numbers in [-1, 1] is below n, and is rounded n times; either order
    // of rounding (fused or not) may err so in the other direction.
    const double terms = c.segments * c.k + 1, tolerance = 2 * kUnit * terms * terms;
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < end; ++i) {
        if (i % kStride < kPanel)
            differences.near_at(i, found[i], expected[i], tolerance);
        else if (!std::isnan(found[i]))
            differences.add(format("[%lld] between two rows was overwritten", static_cast<long long>(i)));
    }
    found.check_guards(end);
}

}  // namespace

TEST(gemm, every_row_count_and_length) {
    for_each_row(gemm_table(), [](GemmFunction function, GemmFunction reference) {
        for (int rows = 1; rows <= kGemmRows; ++rows)
            for (int k : kLengths)
                for (bool accumulate : {false, true})
                    check_case(function, reference, {rows, 1, k, 0, accumulate});
    });
}

TEST(gemm, every_segment_count) {
    for_each_row(gemm_table(), [](GemmFunction function, GemmFunction reference) {
        for (int segments : {1, 2, 3, 9})
            for (int rows : {1, 5, 6})
                for (int k_begin : {0, 1, 16})
                    check_case(function, reference, {rows, segments, 7, k_begin, segments == 3});
    });
}

TEST(gemm, one_nan_reaches_its_row_alone) {
    for_each_row(gemm_table(), [](GemmFunction function, GemmFunction) {
        const std::vector<float> clean(8, 1.0f), panel(8 * kPanel, 0.5f);
        std::vector<float> poisoned = clean;
        poisoned[5] = kNaN;
        for (int bad = 0; bad < kGemmRows; ++bad) {
            const float* rows[kGemmRows];
            for (int m = 0; m < kGemmRows; ++m) rows[m] = m == bad ? poisoned.data() : clean.data();
            std::vector<float> acc(kGemmRows * kPanel);
            function(GemmArgs{rows, kGemmRows, 1, 0, 8, panel.data(), 0, acc.data(), kPanel, false});
            for (int i = 0; i < kGemmRows * kPanel; ++i)
                CHECK_EQUAL(std::isnan(acc[static_cast<size_t>(i)]), i / kPanel == bad);
        }
    });
}

}  // namespace sige::test

// The indirect GEMM micro-kernel, see kernels/gemm/gemm.h. Tiles differ in size, so each is held to the
// definition.
#include "kernels/gemm/gemm.h"

#include "harness/kernels.h"
#include "harness/values/weights.h"

namespace sige::test {
namespace {

struct GemmCase {
    int row_count, panel_count, segments, k, k_begin;
    bool accumulate;
};

constexpr int64_t kRowGap = 8;

std::vector<float> random_floats(int64_t count, int seed) {
    std::vector<float> values(static_cast<size_t>(count));
    Random(static_cast<uint64_t>(seed)).fill(values);
    return values;
}

// Calls body(tile, reference) for each row of the tables of all types of weights.
template <class Body>
void for_each_tile(const Body& body) {
    for_each_row(gemm_table(), body);
    for_each_row(gemm_f16_weights_table(), body);
    for_each_row(gemm_bf16_weights_table(), body);
}

// Operands of one case; panels and their segments have gaps between them, rows lie last to first.
class GemmOperands final {
  public:
    GemmOperands(const GemmTile& tile, const GemmCase& c)
        : case_(c),
          segment_stride_(c.k * kPanel + 8),
          panel_stride_(c.segments * segment_stride_ + 24),
          tile_rows_(tile.rows),
          memory_(static_cast<size_t>(c.segments * tile.rows * (c.k_begin + c.k))),
          panel_(tile.weights, random_floats(c.panel_count * panel_stride_, c.k)),
          before_(static_cast<size_t>(rows_end())) {
        Random random(static_cast<uint64_t>(c.row_count * 1000 + c.k * 10 + c.segments));
        random.fill(memory_);
        random.fill(before_);
        const int count = c.segments * tile.rows;
        for (int i = 0; i < count; ++i) rows_.push_back(memory_.data() + (count - 1 - i) * (c.k_begin + c.k));
    }

    int columns() const { return case_.panel_count * kPanel; }
    int64_t acc_stride() const { return columns() + kRowGap; }
    int64_t rows_end() const { return (case_.row_count - 1) * acc_stride() + columns(); }
    // What a sum is added to, if it is.
    float before(int64_t at) const { return before_[static_cast<size_t>(at)]; }

    GemmArgs args(float* acc) const {
        GemmArgs args{};
        args.rows = rows_.data();
        args.row_count = case_.row_count;
        args.panel_count = case_.panel_count;
        args.segments = case_.segments;
        args.k_begin = case_.k_begin;
        args.k = case_.k;
        args.panel = panel_.data();
        args.segment_stride = segment_stride_;
        args.panel_stride = panel_stride_;
        args.acc = acc;
        args.acc_stride = acc_stride();
        args.accumulate = case_.accumulate;
        return args;
    }

    double expected(int row, int column) const {
        double sum = case_.accumulate ? before(row * acc_stride() + column) : 0.0;
        const float* panel = panel_.values().data() + column / kPanel * panel_stride_ + column % kPanel;
        for (int s = 0; s < case_.segments; ++s)
            for (int k = 0; k < case_.k; ++k)
                sum +=
                    static_cast<double>(rows_[static_cast<size_t>(s * tile_rows_ + row)][case_.k_begin + k]) *
                    static_cast<double>(panel[s * segment_stride_ + k * kPanel]);
        return sum;
    }

  private:
    const GemmCase case_;
    const int64_t segment_stride_, panel_stride_;
    const int tile_rows_;
    std::vector<float> memory_;
    const TypedWeights panel_;
    std::vector<float> before_;
    std::vector<const float*> rows_;
};

void check_case(const GemmTile& tile, const GemmCase& c) {
    const Context context(format("rows %d panels %d segments %d k %d from %d%s", c.row_count, c.panel_count,
                                 c.segments, c.k, c.k_begin, c.accumulate ? " accumulated" : ""));
    const GemmOperands operands(tile, c);
    const int64_t stride = operands.acc_stride(), end = operands.rows_end();
    GuardedArray found(end);
    for (int64_t i = 0; c.accumulate && i < end; ++i)
        if (i % stride < operands.columns()) found[i] = operands.before(i);
    tile.run(operands.args(found.data()));
    // Each of the n sums of products of numbers in [-1, 1] is below n, and is rounded at most twice.
    const double terms = c.segments * c.k + 1, tolerance = 2 * kUnit * terms * terms;
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < end; ++i) {
        const int row = static_cast<int>(i / stride), column = static_cast<int>(i % stride);
        if (column < operands.columns())
            differences.near_at(i, found[i], operands.expected(row, column), tolerance);
        else if (!std::isnan(found[i]))
            differences.add(format("[%lld] between two rows was overwritten", static_cast<long long>(i)));
    }
    found.check_guards(end);
}

// Calls body(rows, panels) for every part of a tile.
template <class Body>
void for_each_part(const GemmTile& tile, const Body& body) {
    for (int rows = 1; rows <= tile.rows; ++rows)
        for (int panels = 1; panels <= tile.panels; ++panels) body(rows, panels);
}

}  // namespace

TEST(gemm, tiles_keep_to_the_limits_of_loops) {
    for_each_tile([](const GemmTile& tile, const GemmTile&) {
        CHECK(tile.rows >= 1 && tile.rows <= kMostGemmRows);
        CHECK(tile.panels >= 1 && tile.panels <= kMostGemmPanels);
        CHECK(tile.cycles > 0);
    });
}

TEST(gemm, each_table_is_of_one_type_of_weights) {
    const auto is = [](sige_dtype type) {
        return [type](const GemmTile& tile, const GemmTile&) { CHECK_EQUAL(tile.weights, type); };
    };
    for_each_row(gemm_table(), is(SIGE_DTYPE_F32));
    for_each_row(gemm_f16_weights_table(), is(SIGE_DTYPE_F16));
    for_each_row(gemm_bf16_weights_table(), is(SIGE_DTYPE_BF16));
}

TEST(gemm, every_row_count_and_length) {
    for_each_tile([](const GemmTile& tile, const GemmTile&) {
        for_each_part(tile, [&](int rows, int panels) {
            for (int k : kLengths)
                for (bool accumulate : {false, true}) check_case(tile, {rows, panels, 1, k, 0, accumulate});
        });
    });
}

TEST(gemm, every_segment_count) {
    for_each_tile([](const GemmTile& tile, const GemmTile&) {
        for_each_part(tile, [&](int rows, int panels) {
            for (int segments : {1, 2, 3, 9})
                for (int k_begin : {0, 1, 16})
                    check_case(tile, {rows, panels, segments, 7, k_begin, segments == 3});
        });
    });
}

TEST(gemm, one_nan_reaches_its_row_alone) {
    for_each_tile([](const GemmTile& tile, const GemmTile&) {
        const std::vector<float> clean(8, 1.0f);
        const TypedWeights panels(tile.weights,
                                  std::vector<float>(static_cast<size_t>(tile.panels * 8 * kPanel), 0.5f));
        std::vector<float> poisoned = clean;
        poisoned[5] = kNaN;
        const int columns = tile.panels * kPanel;
        for (int bad = 0; bad < tile.rows; ++bad) {
            const float* rows[kMostGemmRows];
            for (int m = 0; m < tile.rows; ++m) rows[m] = m == bad ? poisoned.data() : clean.data();
            std::vector<float> acc(static_cast<size_t>(tile.rows * columns));
            GemmArgs args{};
            args.rows = rows;
            args.row_count = tile.rows;
            args.panel_count = tile.panels;
            args.segments = 1;
            args.k = 8;
            args.panel = panels.data();
            args.panel_stride = 8 * kPanel;
            args.acc = acc.data();
            args.acc_stride = columns;
            tile.run(args);
            for (int i = 0; i < tile.rows * columns; ++i)
                CHECK_EQUAL(std::isnan(acc[static_cast<size_t>(i)]), i / columns == bad);
        }
    });
}

}  // namespace sige::test

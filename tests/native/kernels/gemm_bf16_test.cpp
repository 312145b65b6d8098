// The kernels of bfloat16 products, see kernels/gemm_bf16/gemm_bf16.h. Units add in orders of their own, so
// each is held to the definition.
#include "kernels/gemm_bf16/gemm_bf16.h"

#include "harness/kernels.h"
#include "harness/values/bf16.h"

namespace sige::test {
namespace {

constexpr Bf16 kUntouched = 0x5a5a;

// Where a packed block of depth `depth` holds value k of a row.
size_t block_place(int64_t row, int64_t k, int64_t depth) {
    const int64_t step = row / kBf16Rows * (depth / kBf16Depth) + k / kBf16Depth;
    return static_cast<size_t>((step * kBf16Rows + row % kBf16Rows) * kBf16Depth + k % kBf16Depth);
}

struct GemmCase {
    int rows, panels, k;
    bool accumulate;
};

// Operands of one case; rows, panels and sums have gaps between them.
class GemmOperands final {
  public:
    explicit GemmOperands(const GemmCase& c)
        : case_(c),
          panel_stride_(c.k * kPanel + 64),
          rows_(static_cast<size_t>(bf16_block_size(c.rows, c.k))),
          panels_(static_cast<size_t>(c.panels * panel_stride_)),
          before_(static_cast<size_t>(end())) {
        Random random(static_cast<uint64_t>(c.rows * 1000 + c.k * 10 + c.panels));
        std::vector<float> values(std::max(rows_.size(), panels_.size()));
        random.fill(values);
        for (size_t i = 0; i < rows_.size(); ++i) rows_[i] = bf16_of(values[i]);
        random.fill(values);
        for (size_t i = 0; i < panels_.size(); ++i) panels_[i] = bf16_of(values[i]);
        random.fill(before_);
    }

    int columns() const { return case_.panels * kPanel; }
    int64_t stride() const { return columns() + 8; }
    int64_t end() const { return (case_.rows - 1) * stride() + columns(); }
    float before(int64_t at) const { return before_[static_cast<size_t>(at)]; }

    GemmBf16Args args(float* acc) const {
        GemmBf16Args args{};
        args.rows = rows_.data();
        args.row_count = case_.rows;
        args.panel_count = case_.panels;
        args.k = case_.k;
        args.panel = panels_.data();
        args.panel_stride = panel_stride_;
        args.acc = acc;
        args.acc_stride = stride();
        args.accumulate = case_.accumulate;
        args.prefetch = panels_.data();
        return args;
    }

    double expected(int row, int column) const {
        double sum = case_.accumulate ? static_cast<double>(before(row * stride() + column)) : 0.0;
        const Bf16* panel = panels_.data() + column / kPanel * panel_stride_;
        for (int k = 0; k < case_.k; ++k)
            sum += value_of_bf16(rows_[block_place(row, k, case_.k)]) *
                   value_of_bf16(
                       panel[(k / kBf16Group * kPanel + column % kPanel) * kBf16Group + k % kBf16Group]);
        return sum;
    }

  private:
    const GemmCase case_;
    const int64_t panel_stride_;
    std::vector<Bf16> rows_, panels_;
    std::vector<float> before_;
};

void check_case(const GemmBf16Tile& tile, const GemmCase& c) {
    const Context context(
        format("rows %d panels %d k %d%s", c.rows, c.panels, c.k, c.accumulate ? " accumulated" : ""));
    const GemmOperands operands(c);
    GuardedArray found(operands.end());
    for (int64_t i = 0; c.accumulate && i < operands.end(); ++i)
        if (i % operands.stride() < operands.columns()) found[i] = operands.before(i);
    tile.run(operands.args(found.data()));
    // Products of two bfloat16 are exact in float32; a sum of n terms in [-1, 1] is rounded at most n times,
    // and units may cut where others round.
    const double terms = c.k + 1, tolerance = 2 * kUnit * terms * terms;
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < operands.end(); ++i) {
        const int row = static_cast<int>(i / operands.stride()),
                  column = static_cast<int>(i % operands.stride());
        if (column < operands.columns())
            differences.near_at(i, found[i], operands.expected(row, column), tolerance);
        else if (!std::isnan(found[i]))
            differences.add(format("[%lld] between two rows was overwritten", static_cast<long long>(i)));
    }
    found.check_guards(operands.end());
}

// Each bfloat16 that is normal or zero, what lies half way to the next, and the float32 neighbours of those.
std::vector<float> rounding_cases() {
    std::vector<float> values;
    for (uint32_t upper = 0x80; upper < 0x7f7f; upper += 3)
        for (uint32_t lower : {0u, 1u, 0x7fffu, 0x8000u, 0x8001u, 0xffffu})
            for (uint32_t sign : {0u, 0x80000000u})
                values.push_back(std::bit_cast<float>(sign | upper << 16 | lower));
    return values;
}

}  // namespace

TEST(gemm_bf16, tiles_keep_to_the_limits_of_loops) {
    for_each_row(gemm_bf16_table(), [](const GemmBf16Tile& tile, const GemmBf16Tile&) {
        CHECK(tile.rows >= 1);
        CHECK(tile.panels >= 1 && tile.panels <= kMostBf16Panels);
        CHECK(tile.cycles > 0);
    });
}

TEST(gemm_bf16, every_row_count_and_depth) {
    for_each_row(gemm_bf16_table(), [](const GemmBf16Tile& tile, const GemmBf16Tile&) {
        for (int panels = 1; panels <= tile.panels; ++panels)
            for (int rows : {1, 2, 3, 4, 5, 6, 7, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 77})
                for (int k : {32, 64, 96, 512})
                    for (bool accumulate : {false, true})
                        if (!quick() || k < 96) check_case(tile, {rows, panels, k, accumulate});
    });
}

// The units' order of sums and their rounding are written down in their emulation: where there is such a
// unit, it must give the same bits.
TEST(gemm_bf16, emulations_do_what_the_units_do) {
    for (const KernelRow<GemmBf16Tile>& row : gemm_bf16_table()) {
        const EmulatedRow* emulated = find_emulated(row.name);
        if (emulated == nullptr || !has_isa(row.isa)) continue;
        const Context context(row.name);
        const GemmOperands operands({37, row.kernel.panels, 96, true});
        std::vector<float> unit(static_cast<size_t>(operands.end())), emulation = unit;
        for (size_t i = 0; i < unit.size(); ++i)
            unit[i] = emulation[i] = operands.before(static_cast<int64_t>(i));
        row.kernel.run(operands.args(unit.data()));
        std::any_cast<GemmBf16Tile>(emulated->kernel()).run(operands.args(emulation.data()));
        CHECK_SAME_BITS(emulation, unit);
    }
}

TEST(gemm_bf16, one_nan_reaches_its_row_alone) {
    for_each_row(gemm_bf16_table(), [](const GemmBf16Tile& tile, const GemmBf16Tile&) {
        const int rows = tile.rows + 1, columns = tile.panels * kPanel;
        const std::vector<Bf16> panels(static_cast<size_t>(tile.panels * kBf16Depth * kPanel), bf16_of(0.5f));
        for (int bad = 0; bad < rows; ++bad) {
            std::vector<Bf16> values(static_cast<size_t>(bf16_block_size(rows, kBf16Depth)), bf16_of(1.0f));
            values[block_place(bad, 7, kBf16Depth)] = bf16_of(kNaN);
            std::vector<float> acc(static_cast<size_t>(rows * columns));
            GemmBf16Args args{};
            args.rows = values.data();
            args.row_count = rows;
            args.panel_count = tile.panels;
            args.k = kBf16Depth;
            args.panel = panels.data();
            args.panel_stride = kBf16Depth * kPanel;
            args.acc = acc.data();
            args.acc_stride = columns;
            tile.run(args);
            for (int i = 0; i < rows * columns; ++i)
                CHECK_EQUAL(std::isnan(acc[static_cast<size_t>(i)]), i / columns == bad);
        }
    });
}

TEST(gemm_bf16, rounds_rows_to_the_nearest_ties_to_even) {
    const std::vector<float> values = rounding_cases();
    for_each_row(round_row_table(), [&](RoundRowFunction function, RoundRowFunction) {
        const int64_t count = static_cast<int64_t>(values.size()), padded = bf16_padded(count);
        std::vector<Bf16> found(static_cast<size_t>(padded + 1), kUntouched);
        function(RoundRowArgs{values.data(), found.data(), count});
        Differences differences(__FILE__, __LINE__);
        for (int64_t i = 0; i < padded; ++i)
            differences.same_at(i, found[static_cast<size_t>(i)],
                                i < count ? bf16_of(values[static_cast<size_t>(i)]) : Bf16{0});
        CHECK_EQUAL(found.back(), kUntouched);
    });
}

TEST(gemm_bf16, rounds_rows_of_every_length) {
    for_each_row(round_row_table(), [](RoundRowFunction function, RoundRowFunction) {
        for (int count : kLengths) {
            std::vector<float> values(static_cast<size_t>(count));
            Random(static_cast<uint64_t>(count)).fill(values);
            if (count > 2) values[1] = kNaN, values[2] = HUGE_VALF;
            std::vector<Bf16> found(static_cast<size_t>(bf16_padded(count) + 1), kUntouched);
            function(RoundRowArgs{values.data(), found.data(), count});
            for (int i = 0; i < bf16_padded(count); ++i) {
                const Bf16 value = found[static_cast<size_t>(i)];
                if (i < count && std::isnan(values[static_cast<size_t>(i)]))
                    CHECK(std::isnan(value_of_bf16(value)));
                else
                    CHECK_EQUAL(value, i < count ? bf16_of(values[static_cast<size_t>(i)]) : Bf16{0});
            }
            CHECK_EQUAL(found.back(), kUntouched);
        }
    });
}

TEST(gemm_bf16, packs_panels_in_groups_of_k) {
    for_each_row(pack_bf16_table(), [](PackBf16Function function, PackBf16Function) {
        for (int k : kLengths) {
            std::vector<float> panel(static_cast<size_t>(k * kPanel));
            Random(static_cast<uint64_t>(k)).fill(panel);
            const int64_t padded = bf16_padded(k);
            std::vector<Bf16> found(static_cast<size_t>(padded * kPanel + 1), kUntouched);
            function(PackBf16Args{panel.data(), k, found.data()});
            Differences differences(__FILE__, __LINE__);
            for (int64_t i = 0; i < padded * kPanel; ++i) {
                const int64_t row = i / (kPanel * kBf16Group) * kBf16Group + i % kBf16Group,
                              column = i / kBf16Group % kPanel;
                differences.same_at(
                    i, found[static_cast<size_t>(i)],
                    row < k ? bf16_of(panel[static_cast<size_t>(row * kPanel + column)]) : Bf16{0});
            }
            CHECK_EQUAL(found.back(), kUntouched);
        }
    });
}

TEST(gemm_bf16, collects_rows_from_anywhere) {
    for_each_row(collect_rows_table(), [](CollectRowsFunction function, CollectRowsFunction) {
        constexpr int kRows = 37, kOffset = 32, kCount = 96, kAt = 64, kDepth = 192, kLength = 200;
        std::vector<Bf16> values(kRows * kLength);
        for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Bf16>(i + 1);
        const Bf16* rows[kRows];
        for (int i = 0; i < kRows; ++i) rows[i] = values.data() + (kRows - 1 - i) * kLength;
        struct alignas(64) Line {
            Bf16 values[kBf16Depth];
        };
        std::vector<Line> block(static_cast<size_t>(bf16_block_size(kRows, kDepth) / kBf16Depth));
        Bf16* found = block.front().values;
        std::fill_n(found, bf16_block_size(kRows, kDepth), kUntouched);
        function(CollectRowsArgs{rows, kOffset, kRows, kCount, found, kAt, kDepth});
        for (int row = 0; row < 2 * kBf16Rows; ++row)
            for (int k = 0; k < kDepth; ++k) {
                const bool is_written = row < kRows && k >= kAt && k < kAt + kCount;
                CHECK_EQUAL(found[block_place(row, k, kDepth)],
                            is_written ? rows[row][kOffset + k - kAt] : kUntouched);
            }
    });
}

}  // namespace sige::test

// The two products of an attention in float32, by the indirect GEMM.
#pragma once

#include "backends/cpu/attention/operands.h"
#include "backends/cpu/pixels.h"

namespace sige::cpu {

class FloatProducts final {
  public:
    static constexpr int kPacked = kPanel;  // keys that are packed at once

    explicit FloatProducts(const AttentionOperands& operands)
        : operands_(operands),
          tile_(operands.context.kernels.gemm),
          key_panels_((operands.keys + kPanel - 1) / kPanel),
          keys_(operands.context.shared.get<float>(
              static_cast<uint64_t>(operands.call.heads * (key_size() + value_size())))),
          values_(keys_ + operands.call.heads * key_size()) {}

    // A task's own. The bounds of groups are divided out once: a call of the micro-kernel is short.
    struct Memory {
        int32_t groups, first[kQueries + 1];
        const float* queries[kQueries + kMostGemmRows];  // [groups, tile rows]
        const float* scores[kQueries + kMostGemmRows];
    };
    int rows_at_once() const { return tile_.rows; }
    uint64_t more_bytes() const { return 0; }

    void pack(int32_t head, int64_t first, int32_t count, int) const {
        operands_.pack_keys(head, first, count, keys_ + head * key_size() + first * operands_.width);
        float* values = values_ + head * value_size() + first * kPanel;
        for (int32_t c = 0; c < operands_.value_width; c += kPanel)
            operands_.pack_values(head, first, count, c, values + c * operands_.keys);
    }

    // Takes the rows of queries, `count` of them.
    void take(Memory& memory, char*, const float* const* queries, int32_t count, const float* scores) const {
        const EvenSplit groups(count, tile_.rows);
        memory.groups = static_cast<int32_t>(groups.count);
        for (int32_t group = 0; group <= memory.groups; ++group)
            memory.first[group] = static_cast<int32_t>(groups.first(group));
        for (int32_t group = 0; group < memory.groups; ++group)
            for (int32_t i = memory.first[group]; i < memory.first[group + 1]; ++i) {
                const int32_t row = group * tile_.rows + i - memory.first[group];
                memory.queries[row] = queries[i];
                memory.scores[row] = scores + i * kScoreStride;
            }
    }

    // scores[i * kScoreStride + j] = scale * query i . key (first + j)
    void multiply_keys(const Memory& memory, char*, int32_t head, int64_t first, int32_t keys, int32_t,
                       float* scores) const {
        const int32_t width = operands_.width;
        GemmArgs args{};
        args.segments = 1;
        args.panel_stride = static_cast<int64_t>(kPanel) * width;
        args.acc_stride = kScoreStride;
        for (int32_t column = 0; column < keys; column += args.panel_count * kPanel) {
            const float* panel = keys_ + head * key_size() + (first + column) * width;
            args.panel_count = panels_at_once(tile_.panels, keys - column);
            const int32_t slice = kSlice / args.panel_count;
            for (int32_t c = 0; c < width; c += slice) {
                args.k_begin = c;
                args.k = std::min(slice, width - c);
                args.panel = panel + c * kPanel;
                args.accumulate = c > 0;
                multiply(args, memory, memory.queries, scores + column);
            }
        }
    }

    // sums[i * padded values + c] += sum over keys of scores[i * kScoreStride + j] * value (first + j)
    void multiply_values(const Memory& memory, char*, int32_t head, int64_t first, int32_t keys, int32_t,
                         const float*, float* sums) const {
        GemmArgs args{};
        args.segments = 1;
        args.k = keys;
        args.panel_stride = operands_.keys * kPanel;
        args.acc_stride = operands_.padded_values();
        args.accumulate = true;
        for (int32_t c = 0; c < operands_.value_width; c += args.panel_count * kPanel) {
            args.panel_count = panels_at_once(tile_.panels, operands_.value_width - c);
            args.panel = values_ + head * value_size() + c * operands_.keys + first * kPanel;
            multiply(args, memory, memory.scores, sums + c);
        }
    }

  private:
    static constexpr int32_t kSlice = 256;  // channels that a product takes at once of a panel, 16 KB

    // Floats of one head: keys in panels [key panels, channels, kPanel], values in panels [value panels,
    // keys, kPanel].
    int64_t key_size() const { return key_panels_ * kPanel * operands_.width; }
    int64_t value_size() const { return operands_.keys * operands_.padded_values(); }

    // The product of every row and one slice of some panels.
    void multiply(GemmArgs args, const Memory& memory, const float* const* rows, float* acc) const {
        for (int32_t group = 0; group < memory.groups; ++group) {
            args.rows = rows + group * tile_.rows;
            args.row_count = memory.first[group + 1] - memory.first[group];
            args.acc = acc + memory.first[group] * args.acc_stride;
            tile_.run(args);
        }
    }

    const AttentionOperands& operands_;
    const GemmTile& tile_;
    const int64_t key_panels_;
    float* const keys_;
    float* const values_;
};

}  // namespace sige::cpu

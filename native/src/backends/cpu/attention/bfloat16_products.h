// The two products of an attention with factors in bfloat16: queries, scaled keys, values and what the
// softmax makes of scores are rounded; scores and sums are float32.
#pragma once

#include "backends/cpu/attention/operands.h"

namespace sige::cpu {

class Bfloat16Products final {
  public:
    static constexpr int kPacked = kBf16Depth;  // keys that are packed at once

    explicit Bfloat16Products(const AttentionOperands& operands)
        : operands_(operands),
          tile_(operands.context.kernels.gemm_bf16),
          width_(bf16_padded(operands.width)),
          padded_keys_(bf16_padded(operands.keys)),
          keys_(operands.context.shared.get<Bf16>(
              static_cast<uint64_t>(operands.call.heads * (key_size() + value_size())))),
          values_(keys_ + operands.call.heads * key_size()) {}

    struct Memory {};
    // Behind a task's memory: a block of queries, one of rounded scores, and rows to round into.
    uint64_t more_bytes() const {
        return static_cast<uint64_t>(2 * block_size() + kQueries * row_size()) * sizeof(Bf16);
    }
    int rows_at_once() const { return tile_.rows; }

    void pack(int32_t head, int64_t first, int32_t count, int thread) const {
        float* panel = operands_.context.per_thread[static_cast<size_t>(thread)].get<float>(
            static_cast<uint64_t>(kPanel * std::max<int64_t>(operands_.width, kBf16Depth)));
        const auto round = [&](int64_t k, Bf16* dst) {
            operands_.context.kernels.pack_bf16(PackBf16Args{panel, k, dst});
        };
        for (int32_t j = 0; j < count; j += kPanel) {
            operands_.pack_keys(head, first + j, std::min(kPanel, count - j), panel);
            round(operands_.width, keys_ + head * key_size() + (first + j) * width_);
        }
        Bf16* values = values_ + head * value_size() + first * kPanel;
        for (int32_t c = 0; c < operands_.value_width; c += kPanel) {
            operands_.pack_values(head, first, count, c, panel);
            round(count, values + c * padded_keys_);
        }
    }

    void take(Memory&, char* more, const float* const* queries, int32_t count, const float*) const {
        collect(more, queries, count, operands_.width, query_block(more));
    }

    void multiply_keys(const Memory&, char* more, int32_t head, int64_t first, int32_t keys, int32_t count,
                       float* scores) const {
        GemmBf16Args args{};
        args.rows = query_block(more);
        args.row_count = count;
        args.k = static_cast<int32_t>(width_);
        args.panel_stride = kPanel * width_;
        args.acc_stride = kScoreStride;
        for (int32_t column = 0; column < keys; column += args.panel_count * kPanel) {
            args.panel_count = panels_at_once(tile_.panels, keys - column);
            args.panel = keys_ + head * key_size() + (first + column) * width_;
            args.acc = scores + column;
            tile_.run(args);
        }
    }

    void multiply_values(const Memory&, char* more, int32_t head, int64_t first, int32_t keys, int32_t count,
                         const float* scores, float* sums) const {
        const float* rows[kQueries];
        for (int32_t i = 0; i < count; ++i) rows[i] = scores + i * kScoreStride;
        collect(more, rows, count, keys, score_block(more));
        GemmBf16Args args{};
        args.rows = score_block(more);
        args.row_count = count;
        args.k = static_cast<int32_t>(bf16_padded(keys));
        args.panel_stride = padded_keys_ * kPanel;
        args.acc_stride = operands_.padded_values();
        args.accumulate = true;
        for (int32_t c = 0; c < operands_.value_width; c += args.panel_count * kPanel) {
            args.panel_count = panels_at_once(tile_.panels, operands_.value_width - c);
            args.panel = values_ + head * value_size() + c * padded_keys_ + first * kPanel;
            args.acc = sums + c;
            tile_.run(args);
        }
    }

  private:
    // Values of one head: keys in panels [padded keys / kPanel, padded channels, kPanel], values in panels
    // [value panels, padded keys, kPanel].
    int64_t key_size() const { return padded_keys_ * width_; }
    int64_t value_size() const { return padded_keys_ * operands_.padded_values(); }

    int64_t row_size() const { return std::max<int64_t>(width_, kKeys); }
    int64_t block_size() const { return bf16_block_size(kQueries, row_size()); }
    Bf16* query_block(char* more) const { return reinterpret_cast<Bf16*>(more); }
    Bf16* score_block(char* more) const { return query_block(more) + block_size(); }

    // Rounds rows of `length` floats into a packed block.
    void collect(char* more, const float* const* rows, int32_t count, int32_t length, Bf16* block) const {
        const Kernels& kernels = operands_.context.kernels;
        Bf16* rounded = score_block(more) + block_size();
        const Bf16* from[kQueries];
        for (int32_t i = 0; i < count; ++i, rounded += row_size()) {
            kernels.round_row(RoundRowArgs{rows[i], rounded, length});
            from[i] = rounded;
        }
        const int64_t padded = bf16_padded(length);
        kernels.collect_rows(CollectRowsArgs{from, 0, count, padded, block, 0, padded});
    }

    const AttentionOperands& operands_;
    const GemmBf16Tile& tile_;
    const int64_t width_;  // channels of a head, padded
    const int64_t padded_keys_;
    Bf16* const keys_;
    Bf16* const values_;
};

}  // namespace sige::cpu

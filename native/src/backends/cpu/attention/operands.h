// One image's queries, keys and values, head by head, and the blocks in which an attention takes them.
#pragma once

#include "backends/cpu/images.h"
#include "backends/cpu/queue.h"

namespace sige::cpu {

constexpr int kQueries = 48;  // of a task: with kKeys, 26 KB of scores
constexpr int kKeys = 128;    // of a block, a multiple of kPanel
constexpr int kScoreStride =
    kKeys + 8;  // keeps rows, 512 bytes apart, from falling into few sets of the cache

// Panels of a call of a micro-kernel that takes at most so many, where so many columns are left.
inline int32_t panels_at_once(int32_t most, int32_t columns) {
    return std::min(most, (columns + kPanel - 1) / kPanel);
}

struct AttentionOperands {
    AttentionOperands(Context context, const AttentionCall& call, int32_t n)
        : context(context),
          call(call),
          query(call.query, n),
          key(call.key, n),
          value(call.value, n),
          dst(call.dst, n),
          keys(call.key.pixels()),
          width(call.query.c / call.heads),
          value_width(call.value.c / call.heads) {}

    // Channels of a head's values, as whole panels.
    int64_t padded_values() const {
        return (static_cast<int64_t>(value_width) + kPanel - 1) / kPanel * kPanel;
    }
    // Packs keys [first, first + count), at most kPanel, into a panel [width, kPanel], scaled.
    void pack_keys(int32_t head, int64_t first, int32_t count, float* panel) const {
        context.kernels.pack_keys(PackKeysArgs{key.base + first * key.stride + head * width, key.stride,
                                               count, width, call.scale, panel});
    }
    // Packs the values of some keys, channels from c on, into a panel [count, kPanel].
    void pack_values(int32_t head, int64_t first, int32_t count, int32_t c, float* panel) const {
        context.kernels.pack_values(PackValuesArgs{value.base + first * value.stride + head * value_width + c,
                                                   value.stride, count, std::min(kPanel, value_width - c),
                                                   panel});
    }

    const Context context;
    const AttentionCall& call;
    const Image<float> query, key, value, dst;
    const int64_t keys;
    const int32_t width, value_width;  // channels of a head
};

}  // namespace sige::cpu

// Attention with a streaming softmax. The keys and values of an image are packed into panels once; a task
// takes a block of queries of one head past them in blocks of keys, so that scores and sums stay in the
// nearer caches. Source: Rabe and Staats, "Self-attention Does Not Need O(n^2) Memory", arXiv:2112.05682,
// section 3.
#include <limits>

#include "backends/cpu/images.h"
#include "backends/cpu/pixels.h"
#include "backends/cpu/queue.h"

namespace sige::cpu {
namespace {

constexpr int kQueries = 48;  // of a task: with kKeys, 26 KB of scores
constexpr int kKeys = 128;    // of a block, a multiple of kPanel
constexpr int kScoreStride =
    kKeys + 8;                   // keeps rows, 512 bytes apart, from falling into few sets of the cache
constexpr int32_t kSlice = 256;  // channels that a product takes at once of a panel, 16 KB

// The rows of a block in groups for the micro-kernel. The bounds are divided out once: a call of the
// micro-kernel is short.
struct RowGroups {
    RowGroups(int32_t rows, int32_t tile_rows) {
        const EvenSplit split(rows, tile_rows);
        count = static_cast<int>(split.count);
        for (int group = 0; group <= count; ++group) first[group] = static_cast<int32_t>(split.first(group));
    }
    int32_t length(int group) const { return first[group + 1] - first[group]; }

    int count;
    int32_t first[kQueries + 1];
};

struct TaskMemory {
    float scores[kQueries * kScoreStride];
    SoftmaxState state[kQueries];
    const float* query_rows[kQueries + kMostGemmRows];  // [groups, tile rows]
    const float* score_rows[kQueries + kMostGemmRows];
    float* results[kQueries];
    int64_t keys[kQueries];  // that a query takes, from the first on
};

int64_t padded(int32_t channels) {
    return (static_cast<int64_t>(channels) + kPanel - 1) / kPanel * kPanel;
}

class ImageAttention final {
  public:
    ImageAttention(Context context, const AttentionCall& call, int32_t n)
        : context_(context),
          tile_(context.kernels.gemm),
          call_(call),
          query_(call.query, n),
          key_(call.key, n),
          value_(call.value, n),
          dst_(call.dst, n),
          keys_(call.key.pixels()),
          width_(call.query.c / call.heads),
          value_width_(call.value.c / call.heads),
          key_panels_((keys_ + kPanel - 1) / kPanel),
          packed_keys_(
              context.shared.get<float>(static_cast<uint64_t>(call.heads * (key_size() + value_size())))),
          packed_values_(packed_keys_ + call.heads * key_size()) {}

    void run() const {
        const PixelRange queries(call_.active, Size{call_.dst.h, call_.dst.w});
        if (queries.count() == 0) return;
        context_.pool.parallel_for(call_.heads * key_panels_, [&](int64_t task, int) {
            pack(static_cast<int32_t>(task / key_panels_), task % key_panels_);
        });
        const EvenSplit blocks(queries.count(), queries_at_once(queries.count()));
        context_.pool.parallel_for(call_.heads * blocks.count, [&](int64_t task, int thread) {
            const int64_t block = task % blocks.count;
            attend(static_cast<int32_t>(task / blocks.count), queries, blocks.first(block),
                   static_cast<int32_t>(blocks.length(block)), thread);
        });
    }

  private:
    // Floats of one head: keys in panels [key panels, channels, kPanel], values in panels [value panels,
    // keys, kPanel].
    int64_t key_size() const { return key_panels_ * kPanel * width_; }
    int64_t value_size() const { return keys_ * padded(value_width_); }

    // A result does not depend on the others of its block, so blocks may shrink until all threads have work.
    int64_t queries_at_once(int64_t queries) const {
        const int threads = context_.pool.threads();
        int64_t size = kQueries;
        while (threads > 1 && size > 2 * tile_.rows &&
               call_.heads * ((queries + size - 1) / size) < 4 * static_cast<int64_t>(threads))
            size /= 2;
        return size;
    }

    // Panels of a call of the micro-kernel where so many columns are left.
    int32_t panels_at_once(int32_t columns) const {
        return std::min(tile_.panels, (columns + kPanel - 1) / kPanel);
    }

    void pack(int32_t head, int64_t panel) const {
        const int64_t first = panel * kPanel;
        const int32_t count = static_cast<int32_t>(std::min<int64_t>(kPanel, keys_ - first));
        context_.kernels.pack_keys(PackKeysArgs{key_.base + first * key_.stride + head * width_, key_.stride,
                                                count, width_, call_.scale,
                                                packed_keys_ + head * key_size() + first * width_});
        const float* values = value_.base + first * value_.stride + head * value_width_;
        float* packed = packed_values_ + head * value_size() + first * kPanel;
        for (int32_t c = 0; c < value_width_; c += kPanel)
            context_.kernels.pack_values(PackValuesArgs{
                values + c, value_.stride, count, std::min(kPanel, value_width_ - c), packed + c * keys_});
    }

    void attend(int32_t head, const PixelRange& queries, int64_t first, int32_t count, int thread) const {
        const int64_t sum_stride = padded(value_width_);
        char* memory = context_.per_thread[static_cast<size_t>(thread)].get<char>(
            sizeof(TaskMemory) + static_cast<uint64_t>(kQueries * sum_stride) * sizeof(float));
        TaskMemory& task = *reinterpret_cast<TaskMemory*>(memory);
        float* sums = reinterpret_cast<float*>(memory + sizeof(TaskMemory));
        std::fill_n(sums, count * sum_stride, 0.0f);
        const RowGroups groups(count, tile_.rows);
        int64_t most_keys = 0;
        for (int group = 0; group < groups.count; ++group)
            for (int32_t i = groups.first[group]; i < groups.first[group + 1]; ++i) {
                const int32_t row = group * tile_.rows + i - groups.first[group];
                const Pixel p = queries[first + i];
                task.query_rows[row] = query_.at(p) + head * width_;
                task.score_rows[row] = task.scores + i * kScoreStride;
                task.results[i] = dst_.at(p) + head * value_width_;
                task.keys[i] = call_.causal ? static_cast<int64_t>(p.y) * call_.dst.w + p.x + 1 : keys_;
                most_keys = std::max(most_keys, task.keys[i]);
                task.state[i] = {-std::numeric_limits<float>::infinity(), 0};
            }
        for (int64_t key = 0; key < most_keys; key += kKeys) {
            const int32_t keys = static_cast<int32_t>(std::min<int64_t>(kKeys, keys_ - key));
            multiply_keys(head, key, keys, groups, task);
            if (call_.causal) hide_keys(key, keys, count, task);
            context_.kernels.softmax_block(SoftmaxBlockArgs{task.scores, kScoreStride, count, keys,
                                                            task.state, sums, sum_stride,
                                                            static_cast<int32_t>(sum_stride)});
            multiply_values(head, key, keys, groups, task, sums);
        }
        for (int32_t i = 0; i < count; ++i)
            context_.kernels.quotient_row(
                QuotientRowArgs{sums + i * sum_stride, task.state[i].sum, task.results[i], value_width_});
    }

    // The product of every row of a block and one slice of some panels.
    void multiply(GemmArgs args, const float* const* rows, const RowGroups& groups, float* acc) const {
        for (int group = 0; group < groups.count; ++group) {
            args.rows = rows + group * tile_.rows;
            args.row_count = groups.length(group);
            args.acc = acc + groups.first[group] * args.acc_stride;
            tile_.run(args);
        }
    }

    void multiply_keys(int32_t head, int64_t key, int32_t keys, const RowGroups& groups,
                       TaskMemory& task) const {
        GemmArgs args{};
        args.segments = 1;
        args.panel_stride = static_cast<int64_t>(kPanel) * width_;
        args.acc_stride = kScoreStride;
        for (int32_t column = 0; column < keys; column += args.panel_count * kPanel) {
            const float* panel = packed_keys_ + head * key_size() + (key + column) * width_;
            args.panel_count = panels_at_once(keys - column);
            const int32_t slice = kSlice / args.panel_count;
            for (int32_t c = 0; c < width_; c += slice) {
                args.k_begin = c;
                args.k = std::min(slice, width_ - c);
                args.panel = panel + c * kPanel;
                args.accumulate = c > 0;
                multiply(args, task.query_rows, groups, task.scores + column);
            }
        }
    }

    // Takes the scores of keys that come after a query out of its softmax. Its first key is always there, so
    // that a block without any leaves what it has summed as it is.
    static void hide_keys(int64_t key, int32_t keys, int32_t count, TaskMemory& task) {
        for (int32_t i = 0; i < count; ++i)
            for (int64_t k = std::max<int64_t>(task.keys[i] - key, 0); k < keys; ++k)
                task.scores[i * kScoreStride + k] = -std::numeric_limits<float>::infinity();
    }

    void multiply_values(int32_t head, int64_t key, int32_t keys, const RowGroups& groups, TaskMemory& task,
                         float* sums) const {
        GemmArgs args{};
        args.segments = 1;
        args.k = keys;
        args.panel_stride = keys_ * kPanel;
        args.acc_stride = padded(value_width_);
        args.accumulate = true;
        for (int32_t c = 0; c < value_width_; c += args.panel_count * kPanel) {
            args.panel_count = panels_at_once(value_width_ - c);
            args.panel = packed_values_ + head * value_size() + c * keys_ + key * kPanel;
            multiply(args, task.score_rows, groups, sums + c);
        }
    }

    const Context context_;
    const GemmTile& tile_;
    const AttentionCall& call_;
    const Image<float> query_, key_, value_, dst_;
    const int64_t keys_;
    const int32_t width_, value_width_;  // channels of a head
    const int64_t key_panels_;
    float* const packed_keys_;
    float* const packed_values_;
};

}  // namespace

void HostQueue::run(const AttentionCall& call) {
    for (int32_t n = 0; n < call.dst.n; ++n) ImageAttention(context(), call, n).run();
}

}  // namespace sige::cpu

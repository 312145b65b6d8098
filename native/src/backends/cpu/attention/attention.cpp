// Attention with a streaming softmax. The keys and values of an image are packed into panels once; a task
// takes a block of queries of one head past them in blocks of keys, so that scores and sums stay in the
// nearer caches. Source: Rabe and Staats, "Self-attention Does Not Need O(n^2) Memory", arXiv:2112.05682,
// section 3.
#include <limits>

#include "backends/cpu/attention/bfloat16_products.h"
#include "backends/cpu/attention/float_products.h"
#include "backends/cpu/pixels.h"

namespace sige::cpu {
namespace {

template <class Products>
class ImageAttention final {
  public:
    ImageAttention(Context context, const AttentionCall& call, int32_t n)
        : operands_(context, call, n), products_(operands_) {}

    void run() const {
        const AttentionCall& call = operands_.call;
        ThreadPool& pool = operands_.context.pool;
        const PixelRange queries(call.active, Size{call.dst.h, call.dst.w});
        if (queries.count() == 0) return;
        const int64_t blocks_of_keys = (operands_.keys + Products::kPacked - 1) / Products::kPacked;
        pool.parallel_for(call.heads * blocks_of_keys, [&](int64_t task, int thread) {
            const int64_t first = task % blocks_of_keys * Products::kPacked;
            const int64_t count = std::min<int64_t>(Products::kPacked, operands_.keys - first);
            products_.pack(static_cast<int32_t>(task / blocks_of_keys), first, static_cast<int32_t>(count),
                           thread);
        });
        const EvenSplit blocks(queries.count(), queries_at_once(queries.count()));
        pool.parallel_for(call.heads * blocks.count, [&](int64_t task, int thread) {
            const int64_t block = task % blocks.count;
            attend(static_cast<int32_t>(task / blocks.count), queries, blocks.first(block),
                   static_cast<int32_t>(blocks.length(block)), thread);
        });
    }

  private:
    struct TaskMemory {
        float scores[kQueries * kScoreStride];
        SoftmaxState state[kQueries];
        const float* queries[kQueries];
        float* results[kQueries];
        typename Products::Memory products;
    };

    // A result does not depend on the others of its block, so blocks may shrink until all threads have work.
    // Causal queries each take keys of their own: of what comes later not even a product with zero, which
    // of an infinite value would be NaN. Only texts have them, of few queries.
    int64_t queries_at_once(int64_t queries) const {
        if (operands_.call.causal) return 1;
        const int threads = operands_.context.pool.threads();
        int64_t size = kQueries;
        while (threads > 1 && size > 2 * products_.rows_at_once() &&
               operands_.call.heads * ((queries + size - 1) / size) < 4 * static_cast<int64_t>(threads))
            size /= 2;
        return size;
    }

    void attend(int32_t head, const PixelRange& queries, int64_t first, int32_t count, int thread) const {
        const Kernels& kernels = operands_.context.kernels;
        const int64_t sum_stride = operands_.padded_values();
        constexpr uint64_t kTaskBytes = (sizeof(TaskMemory) + kAlignment - 1) / kAlignment * kAlignment;
        char* memory = operands_.context.per_thread[static_cast<size_t>(thread)].template get<char>(
            kTaskBytes + products_.more_bytes() +
            static_cast<uint64_t>(kQueries * sum_stride) * sizeof(float));
        TaskMemory& task = *reinterpret_cast<TaskMemory*>(memory);
        char* more = memory + kTaskBytes;
        float* sums = reinterpret_cast<float*>(more + products_.more_bytes());
        std::fill_n(sums, count * sum_stride, 0.0f);
        for (int32_t i = 0; i < count; ++i) {
            const Pixel p = queries[first + i];
            task.queries[i] = operands_.query.at(p) + head * operands_.width;
            task.results[i] = operands_.dst.at(p) + head * operands_.value_width;
            task.state[i] = {-std::numeric_limits<float>::infinity(), 0};
        }
        products_.take(task.products, more, task.queries, count, task.scores);
        const int64_t all_keys = keys_of(queries[first]);
        for (int64_t key = 0; key < all_keys; key += kKeys) {
            const int32_t keys = static_cast<int32_t>(std::min<int64_t>(kKeys, all_keys - key));
            products_.multiply_keys(task.products, more, head, key, keys, count, task.scores);
            kernels.softmax_block(SoftmaxBlockArgs{task.scores, kScoreStride, count, keys, task.state, sums,
                                                   sum_stride, static_cast<int32_t>(sum_stride)});
            products_.multiply_values(task.products, more, head, key, keys, count, task.scores, sums);
        }
        for (int32_t i = 0; i < count; ++i)
            kernels.quotient_row(QuotientRowArgs{sums + i * sum_stride, task.state[i].sum, task.results[i],
                                                 operands_.value_width});
    }

    // How many keys a query takes, from the first on.
    int64_t keys_of(const Pixel& query) const {
        const AttentionCall& call = operands_.call;
        return call.causal ? static_cast<int64_t>(query.y) * call.dst.w + query.x + 1 : operands_.keys;
    }

    const AttentionOperands operands_;
    const Products products_;
};

}  // namespace

void HostQueue::run(const AttentionCall& call) {
    for (int32_t n = 0; n < call.dst.n; ++n) {
        // Products of bfloat16 take keys in pairs, the second of which a causal query may not see.
        if (call.precision == SIGE_PRECISION_BF16 && !call.causal)
            ImageAttention<Bfloat16Products>(context(), call, n).run();
        else
            ImageAttention<FloatProducts>(context(), call, n).run();
    }
    level_scratch();
}

}  // namespace sige::cpu

// Attention and time embedding.
#include <cmath>

#include "abi/handles.h"

using namespace sige;

namespace {

// Channels of one head.
int32_t checked_head(const Tensor& tensor, const char* name, int32_t heads) {
    SIGE_REQUIRE(tensor.c % heads == 0, "%s has %d channels, expected a multiple of %d heads", name, tensor.c,
                 heads);
    return tensor.c / heads;
}

AttentionCall checked_attention(const sige_attention_args* args) {
    require_struct(args, "args");
    AttentionCall call;
    call.query = checked_tensor(&args->query, "query", SIGE_DTYPE_F32);
    call.key = checked_tensor(&args->key, "key", SIGE_DTYPE_F32);
    call.value = checked_tensor(&args->value, "value", SIGE_DTYPE_F32);
    call.dst = checked_tensor(&args->dst, "dst", SIGE_DTYPE_F32);
    const Tensor &query = call.query, &key = call.key, &value = call.value, &dst = call.dst;
    SIGE_REQUIRE(args->heads >= 1, "heads is %d, expected 1 or more", args->heads);
    call.heads = args->heads;
    const int32_t width = checked_head(query, "query", call.heads);
    checked_head(value, "value", call.heads);
    SIGE_REQUIRE(key.n == query.n && key.c == query.c, "key has n = %d, c = %d, expected %d, %d as query",
                 key.n, key.c, query.n, query.c);
    SIGE_REQUIRE(value.n == key.n && value.h == key.h && value.w == key.w,
                 "value is [%d, %d, %d], expected [%d, %d, %d] as key", value.n, value.h, value.w, key.n,
                 key.h, key.w);
    SIGE_REQUIRE(dst.n == query.n && dst.h == query.h && dst.w == query.w && dst.c == value.c,
                 "dst is [%d, %d, %d, %d], expected [%d, %d, %d, %d]", dst.n, dst.h, dst.w, dst.c, query.n,
                 query.h, query.w, value.c);
    SIGE_REQUIRE(!overlap(dst, query) && !overlap(dst, key) && !overlap(dst, value), "dst overlaps a source");
    SIGE_REQUIRE(std::isfinite(args->scale), "scale is %g, expected a finite number",
                 static_cast<double>(args->scale));
    call.scale =
        args->scale != 0 ? args->scale : static_cast<float>(1 / std::sqrt(static_cast<double>(width)));
    call.active = checked_active(args->active, dst);
    return call;
}

}  // namespace

sige_status sige_attention(sige_queue* queue, const sige_attention_args* args) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        q.attention(checked_attention(args));
    });
}

sige_status sige_time_embedding(sige_queue* queue, const sige_tensor* src, sige_embedding_order order,
                                float downscale_shift, const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        checked_vector(dst, "dst", to.n, to.c);
        const Tensor from = checked_vector(src, "src", to.n, 1);
        SIGE_REQUIRE(to.c % 2 == 0, "dst has %d channels, expected an even count", to.c);
        SIGE_REQUIRE(order == SIGE_EMBEDDING_SIN_COS || order == SIGE_EMBEDDING_COS_SIN, "unknown order %d",
                     order);
        SIGE_REQUIRE(std::isfinite(downscale_shift) && downscale_shift < static_cast<float>(to.c / 2),
                     "downscale_shift is %g, expected below half the channels, %d",
                     static_cast<double>(downscale_shift), to.c / 2);
        SIGE_REQUIRE(!overlap(from, to), "dst overlaps src");
        q.time_embedding(from, order, downscale_shift, to);
    });
}

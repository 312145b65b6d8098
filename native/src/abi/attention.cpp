// Attention and time embedding.
#include <cmath>

#include "abi/arguments.h"

using namespace sige;

namespace {

// Channels of one head.
int32_t checked_head(const Tensor& tensor, const char* name, int32_t heads) {
    SIGE_REQUIRE(tensor.c % heads == 0, "%s has %d channels, expected a multiple of %d heads", name, tensor.c,
                 heads);
    return tensor.c / heads;
}

AttentionCall checked_attention(const Arguments& given, const sige_attention_args* descriptor) {
    const sige_attention_args args = read_descriptor(descriptor, "args");
    AttentionCall call;
    call.query = given.reals(&args.query, "query");
    call.key = given.reals(&args.key, "key");
    call.value = given.reals(&args.value, "value");
    call.dst = given.reals(&args.dst, "dst");
    const Tensor &query = call.query, &key = call.key, &value = call.value, &dst = call.dst;
    SIGE_REQUIRE(args.heads >= 1, "heads is %d, expected 1 or more", args.heads);
    call.heads = args.heads;
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
    SIGE_REQUIRE(std::isfinite(args.scale), "scale is %g, expected a finite number",
                 static_cast<double>(args.scale));
    call.scale = args.scale != 0 ? args.scale : static_cast<float>(1 / std::sqrt(static_cast<double>(width)));
    require_precision(args.precision);
    call.precision = args.precision;
    SIGE_REQUIRE(args.causal == 0 || args.causal == 1, "causal is %d, expected 0 or 1", args.causal);
    SIGE_REQUIRE(args.causal == 0 || key.pixels() == query.pixels(),
                 "a causal attention has %lld keys, expected one for each of %lld queries",
                 static_cast<long long>(key.pixels()), static_cast<long long>(query.pixels()));
    call.causal = args.causal == 1;
    call.active = given.active(args.active, dst);
    return call;
}

}  // namespace

sige_status sige_attention(sige_queue* queue, const sige_attention_args* args) {
    return guard([&] {
        const Arguments given(queue);
        given.queue().submit(checked_attention(given, args));
    });
}

sige_status sige_time_embedding(sige_queue* queue, const sige_tensor* src, sige_embedding_order order,
                                float downscale_shift, const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        TimeEmbeddingCall call;
        call.dst = given.tensor(dst, "dst", SIGE_DTYPE_F32);
        const Tensor& to = checked_vector_shape(call.dst, "dst", call.dst.n, call.dst.c);
        call.src = given.vector(src, "src", to.n, 1);
        SIGE_REQUIRE(to.c % 2 == 0, "dst has %d channels, expected an even count", to.c);
        SIGE_REQUIRE(order == SIGE_EMBEDDING_SIN_COS || order == SIGE_EMBEDDING_COS_SIN, "unknown order %d",
                     order);
        SIGE_REQUIRE(std::isfinite(downscale_shift) && downscale_shift < static_cast<float>(to.c / 2),
                     "downscale_shift is %g, expected below half the channels, %d",
                     static_cast<double>(downscale_shift), to.c / 2);
        SIGE_REQUIRE(!overlap(call.src, to), "dst overlaps src");
        call.order = order;
        call.downscale_shift = downscale_shift;
        given.queue().submit(call);
    });
}

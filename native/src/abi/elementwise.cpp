// Normalisation, modulation and element-wise operators.
#include "abi/handles.h"

using namespace sige;

namespace {

NormCall checked_norm(const sige_norm_args* args) {
    require_struct(args, "args");
    SIGE_REQUIRE(args->kind >= SIGE_NORM_INSTANCE && args->kind <= SIGE_NORM_BATCH,
                 "unknown normalisation %d", args->kind);
    NormCall call;
    call.kind = args->kind;
    call.src = checked_tensor(&args->src, "src", SIGE_DTYPE_F32);
    if (args->src2.buffer != nullptr) {
        call.src2 = checked_tensor(&args->src2, "src2", SIGE_DTYPE_F32);
        SIGE_REQUIRE(call.src2.n == call.src.n && call.src2.h == call.src.h && call.src2.w == call.src.w,
                     "src2 is [%d, %d, %d], expected [%d, %d, %d] as src", call.src2.n, call.src2.h,
                     call.src2.w, call.src.n, call.src.h, call.src.w);
    }
    const int32_t c = call.channels();
    if (call.kind == SIGE_NORM_GROUP)
        SIGE_REQUIRE(args->groups >= 1 && c % args->groups == 0,
                     "groups is %d, expected a divisor of %d channels", args->groups, c);
    SIGE_REQUIRE(args->eps >= 0, "eps is %g, expected 0 or more", static_cast<double>(args->eps));
    call.groups = args->groups;
    call.eps = args->eps;
    const auto optional = [c](sige_buffer* buffer, const char* name) -> Buffer* {
        if (buffer == nullptr) return nullptr;
        require_room(*buffer->it, name, 0, c, SIGE_DTYPE_F32);
        return buffer->it.get();
    };
    call.weight = optional(args->weight, "weight");
    call.bias = optional(args->bias, "bias");
    const int64_t channels = static_cast<int64_t>(call.src.n) * c;
    call.sums = &checked_handle(args->sums, "sums");
    require_room(*call.sums, "sums", 0, 2 * channels, SIGE_DTYPE_F64);
    call.scale = &checked_handle(args->scale, "scale");
    require_room(*call.scale, "scale", 0, channels, SIGE_DTYPE_F32);
    call.shift = &checked_handle(args->shift, "shift");
    require_room(*call.shift, "shift", 0, channels, SIGE_DTYPE_F32);
    if (args->image_scale.buffer != nullptr)
        call.image_scale = checked_vector(&args->image_scale, "image_scale", call.src.n, c);
    if (args->image_shift.buffer != nullptr)
        call.image_shift = checked_vector(&args->image_shift, "image_shift", call.src.n, c);
    return call;
}

// gamma or beta of a modulation: of dst's shape, or one pixel an image.
Tensor checked_modulation(const sige_tensor* tensor, const char* name, const Tensor& dst) {
    const Tensor t = checked_tensor(tensor, name, SIGE_DTYPE_F32);
    if (t.h == 1 && t.w == 1) return checked_vector(tensor, name, dst.n, dst.c);
    require_same_shape(t, name, dst, "dst");
    return t;
}

}  // namespace

sige_status sige_norm_statistics(sige_queue* queue, const sige_norm_args* args) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        q.norm_statistics(checked_norm(args));
    });
}

sige_status sige_norm_statistics_update(sige_queue* queue, const sige_norm_args* args,
                                        sige_active_set* active, sige_buffer* old_rows, uint64_t old_offset,
                                        sige_buffer* old_rows2, uint64_t old_offset2) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const NormCall call = checked_norm(args);
        checked_handle(active, "active");
        ActiveSet& set = *checked_active(active, call.src);
        const Rows rows = checked_rows(q, old_rows, old_offset, "old_rows", set, call.src);
        Rows rows2;
        if (call.src2) rows2 = checked_rows(q, old_rows2, old_offset2, "old_rows2", set, call.src2);
        q.norm_statistics_update(call, set, rows, rows2);
    });
}

sige_status sige_spade_modulate(sige_queue* queue, const sige_tensor* src, const sige_affine* normalisation,
                                const sige_tensor* gamma, const sige_tensor* beta, sige_active_set* active,
                                const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        const Tensor from = checked_tensor(src, "src", SIGE_DTYPE_F32);
        require_same_shape(from, "src", to, "dst");
        const Tensor g = gamma == nullptr ? Tensor{} : checked_modulation(gamma, "gamma", to);
        const Tensor b = checked_modulation(beta, "beta", to);
        const Affine affine = checked_affine(normalisation, "normalisation", to.n, to.c);
        q.spade_modulate(from, affine, g, b, checked_active(active, to), to);
    });
}

sige_status sige_activate(sige_queue* queue, const sige_tensor* src, const sige_affine* affine,
                          sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        const Tensor from = checked_tensor(src, "src", SIGE_DTYPE_F32);
        require_same_shape(from, "src", to, "dst");
        q.activate(from, checked_affine(affine, "affine", to.n, to.c), checked_active(active, to), to);
    });
}

sige_status sige_add(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, sige_active_set* active,
                     const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        const Tensor left = checked_tensor(a, "a", SIGE_DTYPE_F32);
        const Tensor right = checked_tensor(b, "b", SIGE_DTYPE_F32);
        require_same_shape(left, "a", to, "dst");
        require_same_shape(right, "b", to, "dst");
        q.add(left, right, checked_active(active, to), to);
    });
}

sige_status sige_average_pool(sige_queue* queue, const sige_tensor* src, const sige_affine* prologue,
                              sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        PoolCall call;
        call.dst = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        call.src = checked_tensor(src, "src", SIGE_DTYPE_F32);
        const Tensor &from = call.src, &to = call.dst;
        SIGE_REQUIRE(from.n == to.n && from.h == 2 * to.h && from.w == 2 * to.w && from.c == to.c,
                     "src is [%d, %d, %d, %d], expected [%d, %d, %d, %d]", from.n, from.h, from.w, from.c,
                     to.n, 2 * to.h, 2 * to.w, to.c);
        SIGE_REQUIRE(!overlap(from, to), "dst overlaps src");
        call.prologue = checked_affine(prologue, "prologue", to.n, to.c);
        call.active = checked_active(active, to);
        q.average_pool(call);
    });
}

sige_status sige_resize_nearest(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                                const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor from = checked_tensor(src, "src");
        const Tensor to = checked_tensor(dst, "dst", from.dtype);
        SIGE_REQUIRE(from.dtype == SIGE_DTYPE_F32 || from.dtype == SIGE_DTYPE_U8,
                     "src: dtype is %s, expected float32 or uint8", dtype_name(from.dtype));
        SIGE_REQUIRE(from.n == to.n && from.c == to.c, "src has n = %d, c = %d, expected %d, %d as dst",
                     from.n, from.c, to.n, to.c);
        SIGE_REQUIRE(!overlap(from, to), "dst overlaps src");
        q.resize_nearest(from, checked_active(active, to), to);
    });
}

sige_status sige_one_hot(sige_queue* queue, const sige_tensor* labels, sige_active_set* active,
                         const sige_tensor* dst) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Tensor from = checked_tensor(labels, "labels", SIGE_DTYPE_U8);
        const Tensor to = checked_tensor(dst, "dst", SIGE_DTYPE_F32);
        SIGE_REQUIRE(from.n == to.n && from.h == to.h && from.w == to.w && from.c == 1,
                     "labels is [%d, %d, %d, %d], expected [%d, %d, %d, 1]", from.n, from.h, from.w, from.c,
                     to.n, to.h, to.w);
        q.one_hot(from, checked_active(active, to), to);
    });
}

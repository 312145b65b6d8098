// Normalisation, modulation and element-wise operators.
#include <cmath>

#include "abi/arguments.h"

using namespace sige;

namespace {

NormCall checked_norm(const Arguments& given, const sige_norm_args* descriptor) {
    const sige_norm_args args = read_descriptor(descriptor, "args");
    SIGE_REQUIRE(args.kind >= SIGE_NORM_INSTANCE && args.kind <= SIGE_NORM_BATCH, "unknown normalisation %d",
                 args.kind);
    NormCall call;
    call.kind = args.kind;
    call.src = given.reals(&args.src, "src");
    if (args.src2.buffer != nullptr) {
        call.src2 = given.reals(&args.src2, "src2");
        SIGE_REQUIRE(call.src2.n == call.src.n && call.src2.h == call.src.h && call.src2.w == call.src.w,
                     "src2 is [%d, %d, %d], expected [%d, %d, %d] as src", call.src2.n, call.src2.h,
                     call.src2.w, call.src.n, call.src.h, call.src.w);
    }
    const int32_t c = call.channels();
    if (call.kind == SIGE_NORM_GROUP)
        SIGE_REQUIRE(args.groups >= 1 && c % args.groups == 0,
                     "groups is %d, expected a divisor of %d channels", args.groups, c);
    SIGE_REQUIRE(args.eps >= 0, "eps is %g, expected 0 or more", static_cast<double>(args.eps));
    call.groups = args.groups;
    call.eps = args.eps;
    call.weight = given.optional(args.weight, "weight", c, SIGE_DTYPE_F32);
    call.bias = given.optional(args.bias, "bias", c, SIGE_DTYPE_F32);
    const int64_t channels = static_cast<int64_t>(call.src.n) * c;
    call.sums = &given.buffer(args.sums, "sums", 0, 2 * channels, SIGE_DTYPE_F64);
    call.scale = &given.buffer(args.scale, "scale", 0, channels, SIGE_DTYPE_F32);
    call.shift = &given.buffer(args.shift, "shift", 0, channels, SIGE_DTYPE_F32);
    if (args.image_scale.buffer != nullptr)
        call.image_scale = given.vector(&args.image_scale, "image_scale", call.src.n, c);
    if (args.image_shift.buffer != nullptr)
        call.image_shift = given.vector(&args.image_shift, "image_shift", call.src.n, c);
    return call;
}

// gamma or beta of a modulation: of dst's shape, or one pixel an image.
Tensor checked_modulation(const Arguments& given, const sige_tensor* tensor, const char* name,
                          const Tensor& dst) {
    const Tensor t = given.reals(tensor, name);
    if (t.h == 1 && t.w == 1)
        require_vector_shape(t, name, dst.n, dst.c);
    else
        require_same_shape(t, name, dst, "dst");
    require_one_type_where_shared(t, name, dst);
    return t;
}

}  // namespace

sige_status sige_norm_statistics(sige_queue* queue, const sige_norm_args* args) {
    return guard([&] {
        const Arguments given(queue);
        given.queue().submit(checked_norm(given, args));
    });
}

sige_status sige_norm_statistics_update(sige_queue* queue, const sige_norm_args* args,
                                        sige_active_set* active, sige_buffer* old_rows, uint64_t old_offset,
                                        sige_buffer* old_rows2, uint64_t old_offset2) {
    return guard([&] {
        const Arguments given(queue);
        NormUpdateCall call;
        call.norm = checked_norm(given, args);
        const ActiveSet& set = given.set(active, "active", call.norm.src);
        call.active = &set;
        call.old_rows = given.rows(old_rows, old_offset, "old_rows", set, call.norm.src);
        if (call.norm.src2)
            call.old_rows2 = given.rows(old_rows2, old_offset2, "old_rows2", set, call.norm.src2);
        given.queue().submit(call);
    });
}

sige_status sige_layer_norm(sige_queue* queue, const sige_tensor* src, float eps, sige_buffer* weight,
                            sige_buffer* bias, sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        LayerNormCall call;
        call.dst = given.reals(dst, "dst");
        call.src = given.reals(src, "src");
        require_same_shape(call.src, "src", call.dst, "dst");
        require_one_type_where_shared(call.src, "src", call.dst);
        SIGE_REQUIRE(std::isfinite(eps) && eps > 0, "eps is %g, expected a finite number above 0",
                     static_cast<double>(eps));
        call.eps = eps;
        call.weight = given.optional(weight, "weight", call.dst.c, SIGE_DTYPE_F32);
        call.bias = given.optional(bias, "bias", call.dst.c, SIGE_DTYPE_F32);
        call.active = given.active(active, call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_gate(sige_queue* queue, const sige_tensor* src, const sige_tensor* gate,
                      sige_activation activation, float slope, sige_active_set* active,
                      const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        GateCall call;
        call.dst = given.reals(dst, "dst");
        call.src = given.reals(src, "src");
        call.gate = given.reals(gate, "gate");
        require_same_shape(call.src, "src", call.dst, "dst");
        require_one_type_where_shared(call.src, "src", call.dst);
        require_same_shape(call.gate, "gate", call.dst, "dst");
        require_one_type_where_shared(call.gate, "gate", call.dst);
        require_activation(activation, "activation");
        call.activation = activation;
        call.slope = slope;
        call.active = given.active(active, call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_spade_modulate(sige_queue* queue, const sige_tensor* src, const sige_affine* normalisation,
                                const sige_tensor* gamma, const sige_tensor* beta, sige_active_set* active,
                                const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        ModulateCall call;
        call.dst = given.reals(dst, "dst");
        call.src = given.reals(src, "src");
        require_same_shape(call.src, "src", call.dst, "dst");
        require_one_type_where_shared(call.src, "src", call.dst);
        if (gamma != nullptr) call.gamma = checked_modulation(given, gamma, "gamma", call.dst);
        call.beta = checked_modulation(given, beta, "beta", call.dst);
        call.normalisation = given.affine(normalisation, "normalisation", call.dst.n, call.dst.c);
        call.active = given.active(active, call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_activate(sige_queue* queue, const sige_tensor* src, const sige_affine* affine,
                          sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        ActivateCall call;
        call.dst = given.reals(dst, "dst");
        call.src = given.reals(src, "src");
        require_same_shape(call.src, "src", call.dst, "dst");
        require_one_type_where_shared(call.src, "src", call.dst);
        call.affine = given.affine(affine, "affine", call.dst.n, call.dst.c);
        call.active = given.active(active, call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_add(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, sige_active_set* active,
                     const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        AddCall call;
        call.dst = given.reals(dst, "dst");
        call.a = given.reals(a, "a");
        call.b = given.reals(b, "b");
        require_same_shape(call.a, "a", call.dst, "dst");
        require_one_type_where_shared(call.a, "a", call.dst);
        require_same_shape(call.b, "b", call.dst, "dst");
        require_one_type_where_shared(call.b, "b", call.dst);
        call.active = given.active(active, call.dst);
        given.queue().submit(call);
    });
}

sige_status sige_average_pool(sige_queue* queue, const sige_tensor* src, const sige_affine* prologue,
                              sige_active_set* active, const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        AveragePoolCall call;
        call.dst = given.reals(dst, "dst");
        call.src = given.reals(src, "src");
        const Tensor &from = call.src, &to = call.dst;
        SIGE_REQUIRE(from.n == to.n && from.h == 2 * to.h && from.w == 2 * to.w && from.c == to.c,
                     "src is [%d, %d, %d, %d], expected [%d, %d, %d, %d]", from.n, from.h, from.w, from.c,
                     to.n, 2 * to.h, 2 * to.w, to.c);
        SIGE_REQUIRE(!overlap(from, to), "dst overlaps src");
        call.prologue = given.affine(prologue, "prologue", to.n, to.c);
        call.active = given.active(active, to);
        given.queue().submit(call);
    });
}

sige_status sige_resize_nearest(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                                const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        ResizeCall call;
        call.src = given.tensor(src, "src");
        call.dst = given.tensor(dst, "dst", call.src.dtype);
        const Tensor &from = call.src, &to = call.dst;
        if (from.dtype != SIGE_DTYPE_U8) given.require_real(from.dtype, "src");
        SIGE_REQUIRE(from.n == to.n && from.c == to.c, "src has n = %d, c = %d, expected %d, %d as dst",
                     from.n, from.c, to.n, to.c);
        SIGE_REQUIRE(!overlap(from, to), "dst overlaps src");
        call.active = given.active(active, to);
        given.queue().submit(call);
    });
}

sige_status sige_one_hot(sige_queue* queue, const sige_tensor* labels, sige_active_set* active,
                         const sige_tensor* dst) {
    return guard([&] {
        const Arguments given(queue);
        OneHotCall call;
        call.labels = given.tensor(labels, "labels", SIGE_DTYPE_U8);
        call.dst = given.reals(dst, "dst");
        const Tensor &from = call.labels, &to = call.dst;
        SIGE_REQUIRE(from.n == to.n && from.h == to.h && from.w == to.w && from.c == 1,
                     "labels is [%d, %d, %d, %d], expected [%d, %d, %d, 1]", from.n, from.h, from.w, from.c,
                     to.n, to.h, to.w);
        call.active = given.active(active, to);
        given.queue().submit(call);
    });
}

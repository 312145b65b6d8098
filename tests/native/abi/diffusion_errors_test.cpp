// Every wrong argument of the calls that diffusion networks and their caches add is named and changes
// nothing.
#include "harness/operands/operators.h"

#define CHECK_INVALID(call, text) CHECK_REFUSED(call, SIGE_STATUS_INVALID_ARGUMENT, text)

namespace sige::test {
namespace {

constexpr int kH = 4, kW = 6, kC = 4;

struct Operands {
    sige_queue* queue = any_queue();
    Tensor a = random_tensor({1, kH, kW, kC}, 1), half_size = random_tensor({1, kH / 2, kW / 2, kC}, 2),
           dst = random_tensor({1, kH, kW, kC}, 3), vector = random_tensor({1, 1, 1, kC}, 4),
           time = random_tensor({1, 1, 1, 1}, 5);
    LabelMap labels{{1, kH, kW, kC}};
    Active active = make_active(MaskKind::kAll, kH, kW), other_size = make_active(MaskKind::kAll, kW, kH);
    sige_tensor ta = a.view(), thalf = half_size.view(), tdst = dst.view(), tvector = vector.view(),
                ttime = time.view(), tlabels = labels.view();

    const std::vector<float> dst_before = dst.memory.values, half_before = half_size.memory.values,
                             vector_before = vector.memory.values;

    void check_untouched() const {
        CHECK_SAME_BITS(dst.memory.values, dst_before);
        CHECK_SAME_BITS(half_size.memory.values, half_before);
        CHECK_SAME_BITS(vector.memory.values, vector_before);
    }
};

}  // namespace

TEST(errors, wrong_attentions_are_named) {
    Operands o;
    sige_attention_args valid{};
    valid.struct_size = sizeof valid;
    valid.heads = 2;
    valid.query = valid.key = valid.value = o.ta;
    valid.dst = o.tdst;
    const auto refused = [&](const char* text, auto&& break_it) {
        sige_attention_args args = valid;
        break_it(args);
        CHECK_INVALID(sige_attention(o.queue, &args), text);
    };
    CHECK_INVALID(sige_attention(nullptr, &valid), "queue is null");
    CHECK_INVALID(sige_attention(o.queue, nullptr), "args is null");
    refused("args: struct_size", [](auto& a) { a.struct_size = 4; });
    refused("heads is 0", [](auto& a) { a.heads = 0; });
    refused("query has 4 channels", [](auto& a) { a.heads = 3; });
    refused("scale is inf", [](auto& a) { a.scale = HUGE_VALF; });
    refused("unknown precision 4", [](auto& a) { a.precision = 4; });
    refused("scale is nan", [](auto& a) { a.scale = std::fabs(kNaN); });
    refused("query: dtype is uint8", [&](auto& a) { a.query = o.tlabels; });
    refused("key: buffer is null", [](auto& a) { a.key.buffer = nullptr; });
    refused("key has n = 1, c = 2", [](auto& a) { a.key.c = 2; });
    refused("value is [1, 2, 3], expected [1, 4, 6]", [&](auto& a) { a.value = o.thalf; });
    refused("value has 3 channels", [](auto& a) { a.value.c = 3; });
    refused("dst is [1, 4, 6, 4], expected [1, 4, 6, 2]", [](auto& a) { a.value.c = 2; });
    refused("dst overlaps a source", [&](auto& a) { a.dst = a.key; });
    refused("active set is for 6 x 4", [&](auto& a) { a.active = o.other_size.set.get(); });
    refused("causal is 2", [](auto& a) { a.causal = 2; });
    refused("a causal attention has 6 keys, expected one for each of 24 queries", [&](auto& a) {
        a.causal = 1;
        a.key = a.value = o.thalf;
    });
    sige_attention_args region = valid;
    region.query.window_h = kH + 1;
    CHECK_REFUSED(sige_attention(o.queue, &region), SIGE_STATUS_UNSUPPORTED, "query: holds a region");
    o.check_untouched();
}

TEST(errors, wrong_pools_and_embeddings_are_named) {
    Operands o;
    CHECK_INVALID(sige_average_pool(o.queue, &o.ta, nullptr, nullptr, &o.tdst),
                  "src is [1, 4, 6, 4], expected [1, 8, 12, 4]");
    CHECK_INVALID(sige_average_pool(o.queue, &o.ta, nullptr, o.active.set.get(), &o.thalf),
                  "active set is for 4 x 6");
    sige_tensor inside = o.ta;
    inside.h = kH / 2;
    inside.w = kW / 2;
    CHECK_INVALID(sige_average_pool(o.queue, &o.ta, nullptr, nullptr, &inside), "dst overlaps src");
    const AffineData small(kC - 1, 1);
    const sige_affine affine = small.view(SIGE_ACTIVATION_NONE, false);
    CHECK_INVALID(sige_average_pool(o.queue, &o.ta, &affine, nullptr, &o.thalf), "prologue: 4 elements");
    const auto embed = [&](const sige_tensor& src, sige_embedding_order order, float shift,
                           const sige_tensor& dst) {
        return sige_time_embedding(o.queue, &src, order, shift, &dst);
    };
    CHECK_INVALID(embed(o.tvector, 0, 1, o.tvector), "src is [1, 1, 1, 4], expected [1, 1, 1, 1]");
    CHECK_INVALID(embed(o.ttime, 0, 1, o.tdst), "dst is [1, 4, 6, 4]");
    CHECK_INVALID(embed(o.ttime, 2, 1, o.tvector), "unknown order 2");
    CHECK_INVALID(embed(o.ttime, 0, 2, o.tvector), "downscale_shift is 2");
    CHECK_INVALID(embed(o.ttime, 0, kNaN, o.tvector), "downscale_shift is");
    sige_tensor odd = o.tvector;
    odd.c = 3;
    CHECK_INVALID(embed(o.ttime, 0, 0, odd), "dst has 3 channels");
    o.check_untouched();
}

TEST(errors, wrong_layer_norms_and_gates_are_named) {
    Operands o;
    const auto norm = [&](const sige_tensor& src, float eps, sige_buffer* weight, sige_active_set* set) {
        return sige_layer_norm(o.queue, &src, eps, weight, nullptr, set, &o.tdst);
    };
    CHECK_INVALID(sige_layer_norm(o.queue, nullptr, 1e-5f, nullptr, nullptr, nullptr, &o.tdst),
                  "src is null");
    CHECK_INVALID(norm(o.thalf, 1e-5f, nullptr, nullptr), "src is [1, 2, 3, 4]");
    CHECK_INVALID(norm(o.ta, 0, nullptr, nullptr), "eps is 0, expected a finite number above 0");
    CHECK_INVALID(norm(o.ta, kNaN, nullptr, nullptr), "eps is");
    CHECK_INVALID(norm(o.ta, 1e-5f, o.time.memory.buffer(), nullptr), "weight: 4 elements");
    CHECK_INVALID(norm(o.ta, 1e-5f, nullptr, o.other_size.set.get()), "active set is for 6 x 4");
    const auto gate = [&](const sige_tensor& src, const sige_tensor& opens, sige_activation activation) {
        return sige_gate(o.queue, &src, &opens, activation, 0, nullptr, &o.tdst);
    };
    CHECK_INVALID(gate(o.thalf, o.ta, SIGE_ACTIVATION_GELU), "src is [1, 2, 3, 4]");
    CHECK_INVALID(gate(o.ta, o.thalf, SIGE_ACTIVATION_GELU), "gate is [1, 2, 3, 4]");
    CHECK_INVALID(gate(o.ta, o.ta, SIGE_ACTIVATION_QUICK_GELU + 1), "activation: unknown activation 7");
    CHECK_INVALID(gate(o.tlabels, o.ta, SIGE_ACTIVATION_GELU), "src: dtype is uint8");
    o.check_untouched();
}

TEST(errors, wrong_vectors_of_an_image_are_named) {
    Operands o;
    sige_tensor narrow = o.tvector;
    narrow.c = kC - 1;
    CHECK_INVALID(sige_spade_modulate(o.queue, &o.ta, nullptr, &narrow, &o.tvector, nullptr, &o.tdst),
                  "gamma is [1, 1, 1, 3]");
    CHECK_INVALID(sige_spade_modulate(o.queue, &o.ta, nullptr, nullptr, &narrow, nullptr, &o.tdst),
                  "beta is [1, 1, 1, 3]");
    CHECK_INVALID(sige_spade_modulate(o.queue, &o.ta, nullptr, nullptr, nullptr, nullptr, &o.tdst),
                  "beta is null");
    Memory<double> sums(2 * kC);
    sige_norm_args norm{};
    norm.struct_size = sizeof norm;
    norm.src = o.ta;
    norm.sums = sums.buffer();
    norm.scale = norm.shift = o.dst.memory.buffer();
    norm.image_scale = narrow;
    CHECK_INVALID(sige_norm_statistics(o.queue, &norm), "image_scale is [1, 1, 1, 3]");
    norm.image_scale = {};
    norm.image_shift = o.thalf;
    CHECK_INVALID(sige_norm_statistics(o.queue, &norm), "image_shift is [1, 2, 3, 4]");
    o.check_untouched();
}

TEST(errors, wrong_copies_are_named) {
    Operands o;
    const Memory<uint64_t> overflows(1, 77);
    const auto copy = [&](const sige_tensor& src, sige_active_set* set, const sige_tensor& dst) {
        return sige_copy_pixels(o.queue, &src, set, &dst, overflows.buffer(), 0);
    };
    CHECK_INVALID(sige_copy_pixels(o.queue, nullptr, nullptr, &o.tdst, nullptr, 0), "src is null");
    CHECK_INVALID(copy(o.tlabels, nullptr, o.tdst), "src: dtype is uint8, expected float32 or float16");
    CHECK_INVALID(copy(o.ta, nullptr, o.thalf), "src is of a picture [1, 4, 6, 4], expected [1, 2, 3, 4]");
    CHECK_INVALID(copy(o.tdst, nullptr, o.tdst), "dst overlaps src");
    CHECK_INVALID(copy(o.ta, o.other_size.set.get(), o.tdst), "active set is for 6 x 4");
    const auto window = [](sige_tensor t, int32_t y, int32_t x, int32_t h, int32_t w) {
        t.window_y = y;
        t.window_x = x;
        t.window_h = kH;
        t.window_w = kW;
        t.h = h;
        t.w = w;
        return t;
    };
    const sige_tensor region = window(o.thalf, 1, 2, 2, 3);
    CHECK_INVALID(copy(o.ta, o.active.set.get(), region),
                  "dst holds rows 1 to 2, columns 2 to 4; active pixel (0, 0) is not in it");
    CHECK_INVALID(copy(region, o.active.set.get(), o.tdst), "src holds rows 1 to 2");
    CHECK_INVALID(copy(window(o.ta, 0, 0, 2, 6), nullptr, region), "only cross");
    CHECK_INVALID(copy(o.ta, nullptr, window(o.thalf, 3, 2, 2, 3)),
                  "dst: a region of 2 x 3 at [3, 2] leaves its picture of 4 x 6");
    CHECK_INVALID(copy(o.ta, nullptr, window(o.thalf, -1, 2, 2, 3)), "dst: a region of 2 x 3 at [-1, 2]");
    sige_tensor hostile = region;
    hostile.window_h = -2147483647 - 1;
    CHECK_INVALID(copy(o.ta, nullptr, hostile), "dst: a region");
    hostile.window_h = 2147483647;
    CHECK_INVALID(copy(o.ta, nullptr, hostile), "dst: a region");
    CHECK_EQUAL(overflows[0], uint64_t{77});
    o.check_untouched();
}

}  // namespace sige::test

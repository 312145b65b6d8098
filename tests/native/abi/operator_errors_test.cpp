// Every wrong argument of the masks', moves', norms' and element-wise operators' calls is named and changes
// nothing.
#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"

#define CHECK_INVALID(call, text) CHECK_REFUSED(call, SIGE_STATUS_INVALID_ARGUMENT, text)

namespace sige::test {
namespace {

constexpr int kH = 3, kW = 4, kC = 2;

// Operands of valid calls, to be called with one of them replaced.
struct Operands {
    sige_queue* queue = any_queue();
    Tensor a = random_tensor({1, kH, kW, kC}, 1), other_shape = random_tensor({1, kH, kW + 1, kC}, 2),
           dst = random_tensor({1, kH, kW, kC}, 3);
    LabelMap labels{{1, kH, kW, 1}};
    Active active = make_active(MaskKind::kAll, kH, kW), other_size = make_active(MaskKind::kAll, kW, kH);
    Memory<float> rows{kH * kW * kC, 5.0f}, few{4};
    Memory<uint8_t> mask{kH * kW, uint8_t{7}}, small_mask{kH * kW - 1};
    sige_tensor ta = a.view(), tother = other_shape.view(), tdst = dst.view(), tlabels = labels.view();

    const std::vector<float> dst_before = dst.memory.values, rows_before = rows.values;
    const std::vector<uint8_t> mask_before = mask.values;

    void check_untouched() const {
        CHECK_SAME_BITS(dst.memory.values, dst_before);
        CHECK_SAME_BITS(rows.values, rows_before);
        CHECK_SAME_BITS(mask.values, mask_before);
    }
};

}  // namespace

TEST(errors, wrong_moves_are_named) {
    Operands o;
    sige_active_set* set = o.active.set.get();
    sige_buffer* rows = o.rows.buffer();
    CHECK_INVALID(sige_gather(nullptr, &o.ta, set, nullptr, rows, 0), "queue is null");
    CHECK_INVALID(sige_gather(o.queue, nullptr, set, nullptr, rows, 0), "src is null");
    CHECK_INVALID(sige_gather(o.queue, &o.tlabels, set, nullptr, rows, 0), "src: dtype is uint8");
    CHECK_INVALID(sige_gather(o.queue, &o.ta, nullptr, nullptr, rows, 0), "active is null");
    CHECK_INVALID(sige_gather(o.queue, &o.ta, o.other_size.set.get(), nullptr, rows, 0),
                  "active set is for 4 x 3");
    CHECK_INVALID(sige_gather(o.queue, &o.ta, set, nullptr, nullptr, 0), "rows is null");
    CHECK_INVALID(sige_gather(o.queue, &o.ta, set, nullptr, rows, 4), "rows: 24 elements");
    CHECK_INVALID(sige_gather(o.queue, &o.ta, set, nullptr, rows, UINT64_MAX - 3), "rows: 24 elements");
    CHECK_INVALID(sige_gather(o.queue, &o.ta, set, nullptr, rows, 1), "rows: offset 1");
    CHECK_INVALID(sige_scatter(o.queue, o.few.buffer(), 0, set, &o.tdst), "rows");
    CHECK_INVALID(sige_scatter(o.queue, rows, 0, o.other_size.set.get(), &o.tdst), "active set");
    CHECK_INVALID(sige_scatter(o.queue, rows, 0, set, nullptr), "dst is null");
    CHECK_INVALID(sige_scatter_with_residual(o.queue, rows, 0, set, &o.tother, &o.tdst),
                  "residual is [1, 3, 5, 2]");
    CHECK_INVALID(sige_scatter_with_block_residual(o.queue, rows, 0, o.few.buffer(), 0, set, &o.tdst),
                  "residual_rows");
    CHECK_INVALID(sige_scatter_with_block_residual(o.queue, rows, 0, nullptr, 0, set, &o.tdst),
                  "residual_rows is null");
    CHECK_INVALID(sige_scatter_gather(o.queue, rows, 0, nullptr, &o.ta, set, nullptr, rows, 0),
                  "written is null");
    CHECK_INVALID(sige_scatter_gather(o.queue, rows, 0, set, &o.ta, nullptr, nullptr, rows, 0),
                  "wanted is null");
    CHECK_INVALID(sige_scatter_gather(o.queue, rows, 0, set, nullptr, set, nullptr, rows, 0),
                  "recorded is null");
    CHECK_INVALID(sige_scatter_gather(o.queue, rows, 0, set, &o.ta, set, nullptr, o.few.buffer(), 0),
                  "dst_rows");
    o.check_untouched();
}

TEST(errors, wrong_masks_are_named) {
    Operands o;
    sige_buffer *mask = o.mask.buffer(), *small = o.small_mask.buffer(), *floats = o.rows.buffer();
    CHECK_INVALID(sige_mask_difference(o.queue, &o.ta, &o.tother, 0, mask), "b is [1, 3, 5, 2]");
    CHECK_INVALID(sige_mask_difference(o.queue, &o.ta, &o.tlabels, 0, mask), "b: dtype is uint8");
    CHECK_INVALID(sige_mask_difference(o.queue, &o.ta, &o.tdst, 0, small), "mask: 12 elements");
    sige_tensor integers = o.ta;
    integers.dtype = SIGE_DTYPE_I32;
    CHECK_INVALID(sige_mask_difference(o.queue, &integers, &integers, 0, mask), "a: dtype is int32");
    CHECK_INVALID(sige_mask_dilate(o.queue, small, kH, kW, 1, mask), "src: 12 elements");
    CHECK_INVALID(sige_mask_dilate(o.queue, mask, kH, kW, 1, small), "dst: 12 elements");
    CHECK_INVALID(sige_mask_dilate(o.queue, mask, kH, kW, 1, mask), "dst is src");
    CHECK_INVALID(sige_mask_dilate(o.queue, floats, kH, kW, -1, mask), "radius is -1");
    CHECK_INVALID(sige_mask_dilate(o.queue, floats, 0, kW, 1, mask), "size is 0 x 4");
    CHECK_INVALID(sige_mask_dilate(o.queue, floats, 1 << 20, 1 << 20, 1, mask),
                  "1099511627776 elements of uint8");
    CHECK_INVALID(sige_mask_downsample(o.queue, floats, 5, 5, o.few.buffer(), 2, 2), "src: 25 elements");
    CHECK_INVALID(sige_mask_downsample(o.queue, floats, 4, 4, o.few.buffer(), 2, 3), "dst: 6 elements");
    CHECK_INVALID(sige_mask_downsample(o.queue, floats, 4, 4, o.few.buffer(), 2, -2), "size is 2 x -2");
    for (float threshold : {-0.1f, 1.1f, kNaN})
        CHECK_INVALID(sige_mask_threshold(o.queue, floats, kH, kW, threshold, mask), "threshold");
    CHECK_INVALID(sige_mask_threshold(o.queue, o.few.buffer(), kH, kW, 0.3f, mask), "src");
    Memory<int32_t> count(1, -7), blocks(2, -7);
    CHECK_INVALID(sige_mask_reduce_to_blocks(o.queue, mask, kH, kW, 0, 0, blocks.buffer(), count.buffer()),
                  "block is 0");
    CHECK_INVALID(sige_mask_reduce_to_blocks(o.queue, mask, kH, kW, 4, -1, blocks.buffer(), count.buffer()),
                  "halo is -1");
    CHECK_INVALID(sige_mask_reduce_to_blocks(o.queue, mask, kH, kW, 2, 0, blocks.buffer(), count.buffer()),
                  "blocks: 8 elements");
    CHECK_INVALID(sige_mask_reduce_to_blocks(o.queue, mask, kH, kW, 4, 0, blocks.buffer(), nullptr),
                  "count is null");
    CHECK_EQUAL(count[0], -7);
    CHECK_EQUAL(blocks[0], -7);
    o.check_untouched();
}

TEST(errors, wrong_active_sets_are_named) {
    Operands o;
    sige_active_set* created = nullptr;
    CHECK_INVALID(sige_active_set_create(device(), 0, 4, &created), "size is 0 x 4");
    CHECK_INVALID(sige_active_set_create(device(), 1 << 20, 1 << 20, &created), "pass 32 bits");
    CHECK_INVALID(sige_active_set_create(device(), 4, 4, nullptr), "active is null");
    CHECK(created == nullptr);
    sige_active_set* set = o.active.set.get();
    CHECK_INVALID(sige_active_set_build_from(o.queue, set, o.small_mask.buffer(), SIGE_POLICY_PIXELS),
                  "mask: 12 elements");
    CHECK_INVALID(sige_active_set_build_from(o.queue, set, nullptr, SIGE_POLICY_PIXELS), "mask is null");
    CHECK_INVALID(sige_active_set_build_from(o.queue, set, o.mask.buffer(), 2), "unknown policy 2");
    CHECK_INVALID(sige_active_set_build(set, nullptr, SIGE_POLICY_PIXELS), "mask is null");
    CHECK_INVALID(sige_active_set_build(set, o.mask.values.data(), -1), "unknown policy -1");
    sige_active_counts counts{};
    CHECK_INVALID(sige_active_set_query(set, &counts), "counts: struct_size is 0");
    counts.struct_size = sizeof counts;
    REQUIRE_OK(sige_active_set_query(set, &counts));
    CHECK_EQUAL(counts.pixels, kH * kW);
    int32_t indices[200];
    uint64_t count = 77;
    const auto read = [&](sige_index_table table, const sige_index_geometry* geometry) {
        return sige_active_set_read(set, table, geometry, indices, 200, &count);
    };
    CHECK_INVALID(read(5, nullptr), "unknown table 5");
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, nullptr), "geometry is null");
    const sige_index_geometry valid{sizeof(sige_index_geometry), 3, 3, 1, 1, 1, 1, kH, kW, 0};
    sige_index_geometry g = valid;
    g.kernel_w = 0;
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, &g), "kernel is 3 x 0");
    g = valid;
    g.stride_h = 0;
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, &g), "stride is 0 x 1");
    g = valid;
    g.stride_w = 2147483647;
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, &g), "stride is 1 x 2147483647");
    g = valid;
    g.pad_top = -2147483647 - 1;
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, &g), "padding");
    g = valid;
    g.src_h = 0;
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, &g), "size is 0 x 4");
    g = valid;
    g.scale_log2 = 20;
    CHECK_INVALID(read(SIGE_INDEX_NEIGHBOURS, &g), "scale_log2 is 20");
    CHECK_EQUAL(count, uint64_t{77});
}

TEST(errors, wrong_element_wise_calls_are_named) {
    Operands o;
    const AffineData data(kC, 1), small(kC - 1, 1);
    sige_affine affine = data.view(SIGE_ACTIVATION_NONE, false);
    CHECK_INVALID(sige_activate(o.queue, &o.tother, &affine, nullptr, &o.tdst), "src is [1, 3, 5, 2]");
    CHECK_INVALID(sige_activate(o.queue, &o.ta, &affine, o.other_size.set.get(), &o.tdst), "active set");
    affine.activation = 7;
    CHECK_INVALID(sige_activate(o.queue, &o.ta, &affine, nullptr, &o.tdst), "affine: unknown activation 7");
    affine = small.view(SIGE_ACTIVATION_NONE, false);
    CHECK_INVALID(sige_activate(o.queue, &o.ta, &affine, nullptr, &o.tdst), "affine: 2 elements");
    CHECK_INVALID(sige_add(o.queue, &o.ta, &o.tother, nullptr, &o.tdst), "b is [1, 3, 5, 2]");
    CHECK_INVALID(sige_add(o.queue, &o.tother, &o.ta, nullptr, &o.tdst), "a is [1, 3, 5, 2]");
    CHECK_INVALID(sige_spade_modulate(o.queue, &o.ta, nullptr, &o.tother, &o.ta, nullptr, &o.tdst),
                  "gamma is");
    CHECK_INVALID(sige_spade_modulate(o.queue, &o.ta, nullptr, &o.ta, &o.tother, nullptr, &o.tdst),
                  "beta is");
    CHECK_INVALID(sige_spade_modulate(o.queue, &o.tlabels, nullptr, &o.ta, &o.ta, nullptr, &o.tdst),
                  "src: dtype");
    CHECK_INVALID(sige_resize_nearest(o.queue, &o.tlabels, nullptr, &o.tdst),
                  "dst: dtype is float32, expected uint8");
    CHECK_INVALID(sige_resize_nearest(o.queue, &o.tdst, nullptr, &o.tdst), "dst overlaps src");
    sige_tensor one_channel = o.tother;
    one_channel.c = 1;
    CHECK_INVALID(sige_resize_nearest(o.queue, &one_channel, nullptr, &o.tdst), "src has n = 1, c = 1");
    CHECK_INVALID(sige_one_hot(o.queue, &o.ta, nullptr, &o.tdst), "labels: dtype is float32");
    sige_tensor narrow = o.tlabels;
    narrow.w = 3;
    CHECK_INVALID(sige_one_hot(o.queue, &narrow, nullptr, &o.tdst), "labels is [1, 3, 3, 1]");
    o.check_untouched();
}

TEST(errors, float16_is_refused_where_operators_do_not_take_it) {
    if (stores_float16()) return;
    Operands o;
    sige_tensor half = o.ta;
    half.dtype = SIGE_DTYPE_F16;
    CHECK_REFUSED(sige_add(o.queue, &o.ta, &half, nullptr, &o.tdst), SIGE_STATUS_UNSUPPORTED,
                  "b: dtype is float16, expected float32");
    CHECK_REFUSED(sige_resize_nearest(o.queue, &half, nullptr, &half), SIGE_STATUS_UNSUPPORTED,
                  "src: dtype is float16");
    CHECK_REFUSED(sige_gather(o.queue, &half, o.active.set.get(), nullptr, o.rows.buffer(), 0),
                  SIGE_STATUS_UNSUPPORTED, "src: dtype is float16");
    o.check_untouched();
}

TEST(errors, wrong_statistics_are_named) {
    Operands o;
    Memory<double> sums(2 * kC, 5.0);
    sige_norm_args valid{};
    valid.struct_size = sizeof valid;
    valid.kind = SIGE_NORM_GROUP;
    valid.groups = 1;
    valid.src = o.ta;
    valid.sums = sums.buffer();
    valid.scale = valid.shift = o.rows.buffer();
    const auto refused = [&](const char* text, auto&& break_it) {
        sige_norm_args args = valid;
        break_it(args);
        CHECK_INVALID(sige_norm_statistics(o.queue, &args), text);
    };
    refused("args: struct_size", [](auto& a) { a.struct_size = 1; });
    refused("unknown normalisation 3", [](auto& a) { a.kind = 3; });
    refused("src: buffer is null", [](auto& a) { a.src.buffer = nullptr; });
    refused("src2 is [1, 3, 5]", [&](auto& a) { a.src2 = o.tother; });
    refused("groups is 0", [](auto& a) { a.groups = 0; });
    refused("groups is 3", [](auto& a) { a.groups = 3; });
    refused("eps is -1", [](auto& a) { a.eps = -1; });
    refused("eps is", [](auto& a) { a.eps = kNaN; });
    refused("sums is null", [](auto& a) { a.sums = nullptr; });
    refused("sums: 4 elements", [&](auto& a) { a.sums = o.mask.buffer(); });
    refused("scale is null", [](auto& a) { a.scale = nullptr; });
    refused("shift is null", [](auto& a) { a.shift = nullptr; });
    const Memory<float> one(1);
    refused("weight: 2 elements", [&](auto& a) { a.weight = one.buffer(); });
    refused("bias: 2 elements", [&](auto& a) { a.bias = one.buffer(); });
    sige_active_set* set = o.active.set.get();
    CHECK_INVALID(sige_norm_statistics_update(o.queue, &valid, nullptr, o.rows.buffer(), 0, nullptr, 0),
                  "active is null");
    CHECK_INVALID(sige_norm_statistics_update(o.queue, &valid, set, o.few.buffer(), 0, nullptr, 0),
                  "old_rows: 24 elements");
    CHECK_INVALID(sige_norm_statistics_update(o.queue, &valid, set, nullptr, 0, nullptr, 0),
                  "old_rows is null");
    sige_norm_args two = valid;
    two.src2 = o.tdst;
    const Memory<double> more_sums(4 * kC);
    two.sums = more_sums.buffer();
    CHECK_INVALID(sige_norm_statistics_update(o.queue, &two, set, o.rows.buffer(), 0, nullptr, 0),
                  "old_rows2 is null");
    CHECK_SAME_BITS(sums.values, std::vector<double>(2 * kC, 5.0));
    o.check_untouched();
}

}  // namespace sige::test

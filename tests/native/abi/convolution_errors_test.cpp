// Every wrong argument of the convolution's calls is named and changes nothing.
#include <functional>

#include "convolution/case.h"

namespace sige::test {
namespace {

ConvolutionCase valid_case() {
    ConvolutionCase c;
    c.ic2 = 4;
    c.residual = true;
    c.prologue = true;
    c.masked = true;
    return c;
}

struct WrongRun {
    const char* text;
    std::function<void(sige_convolution_args&)> break_it;
    sige_status status = SIGE_STATUS_INVALID_ARGUMENT;
};

const std::vector<WrongRun>& wrong_runs() {
    static const std::vector<WrongRun> all{
        {"args: struct_size is 3", [](auto& a) { a.struct_size = 3; }},
        {"form is 64, expected 1 to", [](auto& a) { a.form = SIGE_MAX_FORMS + 1; }},
        {"form is -1, expected 1 to", [](auto& a) { a.form = -1; }},
        {"src: buffer is null", [](auto& a) { a.src.buffer = nullptr; }},
        {"src: dtype", [](auto& a) { a.src.dtype = SIGE_DTYPE_I32; }},
        {"dtype 42", [](auto& a) { a.src.dtype = 42; }},
        {"src: n is 0", [](auto& a) { a.src.n = 0; }},
        {"src: h is -1", [](auto& a) { a.src.h = -1; }},
        {"src: w is 2147483647", [](auto& a) { a.src.w = 2147483647; }},
        {"src: c is 1048577", [](auto& a) { a.src.c = SIGE_MAX_DIMENSION + 1; }},
        {"src: pixel_stride is 3", [](auto& a) { a.src.pixel_stride = 3; }},
        {"src: [1, 9, 11, 8]", [](auto& a) { a.src.pixel_stride = 2147483647; }},
        {"src: offset 2", [](auto& a) { a.src.offset = 2; }},
        {"leaves its buffer", [](auto& a) { a.src.offset = 4; }},
        {"leaves its buffer", [](auto& a) { a.src.offset = UINT64_MAX - 3; }},
        {"src: [1048576, 1048576, 1048576, 8]",
         [](auto& a) { a.src.n = a.src.h = a.src.w = SIGE_MAX_DIMENSION; }},
        {"src: holds a region", [](auto& a) { a.src.window_y = 1; }, SIGE_STATUS_UNSUPPORTED},
        {"dst: holds a region", [](auto& a) { a.dst.window_w = 99; }, SIGE_STATUS_UNSUPPORTED},
        {"src: scale_log2 is 20", [](auto& a) { a.src_scale_log2 = 20; }},
        {"src: upsampled by 524288", [](auto& a) { a.src_scale_log2 = 19; }},
        {"src: 9 x 11 cannot be downsampled by 2", [](auto& a) { a.src_scale_log2 = -1; }},
        {"src2 is 18 x 22, expected 9 x 11", [](auto& a) { a.src2_scale_log2 = 1; }},
        {"src2: dtype is int32", [](auto& a) { a.src2.dtype = SIGE_DTYPE_I32; }},
        {"sources have 8 + 3 channels, expected 12", [](auto& a) { a.src2.c = 3; }},
        {"sources have 8 + 0 channels", [](auto& a) { a.src2.buffer = nullptr; }},
        {"prologue: unknown activation 9", [](auto& a) { a.prologue.activation = 9; }},
        {"residual has n = 1, c = 15", [](auto& a) { a.residual.c = 15; }},
        {"residual is 36 x 44", [](auto& a) { a.residual_scale_log2 = 2; }},
        {"residual: dtype", [](auto& a) { a.residual.dtype = SIGE_DTYPE_I32; }},
        {"image_bias is [1, 9, 11, 16], expected [1, 1, 1, 16]", [](auto& a) { a.image_bias = a.dst; }},
        {"image_bias: dtype is int32",
         [](auto& a) {
             a.image_bias = a.dst;
             a.image_bias.h = a.image_bias.w = 1;
             a.image_bias.dtype = SIGE_DTYPE_I32;
         }},
        {"unknown precision -1", [](auto& a) { a.precision = -1; }},
        {"unknown precision 4", [](auto& a) { a.precision = 4; }},
        {"activation: unknown activation -1", [](auto& a) { a.activation = -1; }},
        {"dst is [1, 9, 10, 16], expected [1, 9, 11, 16]", [](auto& a) { a.dst.w = 10; }},
        {"dst is [1, 9, 11, 15]", [](auto& a) { a.dst.c = 15; }},
        {"dst: buffer is null", [](auto& a) { a.dst.buffer = nullptr; }},
        {"dst: dtype is int32", [](auto& a) { a.dst.dtype = SIGE_DTYPE_I32; }},
    };
    return all;
}

struct WrongShape {
    const char* text;
    std::function<void(sige_convolution_desc&)> break_it;
};

const std::vector<WrongShape>& wrong_shapes() {
    static const std::vector<WrongShape> all{
        {"desc: struct_size", [](auto& d) { d.struct_size = 4; }},
        {"in_channels is 0", [](auto& d) { d.in_channels = 0; }},
        {"out_channels is 1048577", [](auto& d) { d.out_channels = SIGE_MAX_DIMENSION + 1; }},
        {"kernel is 3 x 1", [](auto& d) { d.kernel_w = 1; }},
        {"kernel is 5 x 5", [](auto& d) { d.kernel_h = d.kernel_w = 5; }},
        {"stride is 3 x 3", [](auto& d) { d.stride_h = d.stride_w = 3; }},
        {"stride is 1 x 2", [](auto& d) { d.stride_w = 2; }},
        {"stride is -1", [](auto& d) { d.stride_h = -1; }},
        {"pad_top is 3", [](auto& d) { d.pad_top = 3; }},
        {"pad_left is -1", [](auto& d) { d.pad_left = -1; }},
        {"pad_bottom is 2147483647", [](auto& d) { d.pad_bottom = 2147483647; }},
        {"pad_right is 3", [](auto& d) { d.pad_right = 3; }},
        {"groups is 2", [](auto& d) { d.groups = 2; }},
        {"unknown modulation 5", [](auto& d) { d.modulation = 5; }},
        {"modulation wants an even count", [](auto& d) { d.modulation = 1, d.out_channels = 3; }},
        {"weights: dtype is uint8, expected float32, float16 or bfloat16",
         [](auto& d) { d.weights_dtype = SIGE_DTYPE_U8; }},
        {"packed weights: dtype is float64, expected float32, float16 or bfloat16",
         [](auto& d) { d.packed_dtype = SIGE_DTYPE_F64; }},
    };
    return all;
}

}  // namespace

TEST(errors, wrong_convolution_runs_are_named_and_change_nothing) {
    ConvolutionData data(valid_case());
    const sige_convolution_args valid = data.args(form::kDirect);
    const std::vector<float> before = data.dst.memory.values;
    for (const WrongRun& wrong : wrong_runs()) {
        sige_convolution_args args = valid;
        wrong.break_it(args);
        CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args), wrong.status,
                      wrong.text);
    }
    sige_convolution_args args = valid;
    const ActiveSet small = make_active_set(3, 3);
    args.active = small.get();
    CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args),
                  SIGE_STATUS_INVALID_ARGUMENT, "active set is for 3 x 3, expected 9 x 11");
    const Memory<float> short_memory(11);
    args = valid;
    args.prologue.scale = short_memory.buffer();
    CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args),
                  SIGE_STATUS_INVALID_ARGUMENT, "prologue");
    CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), nullptr),
                  SIGE_STATUS_INVALID_ARGUMENT, "args is null");
    CHECK_REFUSED(sige_convolution_run(any_queue(), nullptr, &valid), SIGE_STATUS_INVALID_ARGUMENT,
                  "convolution is null");
    CHECK_REFUSED(sige_convolution_run(nullptr, data.convolution.get(), &valid), SIGE_STATUS_INVALID_ARGUMENT,
                  "queue is null");
    CHECK_SAME_BITS(data.dst.memory.values, before);
    REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &valid));
}

TEST(errors, a_convolution_without_weights_answers_queries_only) {
    const std::vector<float> weights(9 * 16, 1);
    sige_convolution_desc desc{};
    desc.struct_size = sizeof desc;
    desc.in_channels = desc.out_channels = 4;
    desc.kernel_h = desc.kernel_w = 3;
    desc.pad_top = desc.pad_left = desc.pad_bottom = desc.pad_right = 1;
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src.n = 1, args.src.h = 9, args.src.w = 11, args.src.c = 4;
    args.dst = args.src;
    sige_convolution* handles[2] = {};
    sige_convolution_info info[2] = {};
    AskedCosts asked[2] = {};
    for (int i = 0; i < 2; ++i) {
        info[i].struct_size = sizeof info[i];
        desc.weights = i == 0 ? nullptr : weights.data();
        REQUIRE_OK(sige_convolution_create(device(), &desc, &handles[i]));
        REQUIRE_OK(sige_convolution_query(handles[i], &info[i]));
        asked[i] = ask_costs(any_queue(), handles[i], args, 0);
    }
    const Convolution planned(handles[0]), packed(handles[1]);
    CHECK_EQUAL(info[0].weight_bytes, info[1].weight_bytes);
    CHECK_EQUAL(asked[0].run.form, asked[1].run.form);
    const std::vector<sige_convolution_form> forms[2] = {forms_of(planned.get()), forms_of(packed.get())};
    CHECK_EQUAL(forms[0].size(), forms[1].size());
    for (size_t i = 0; i < forms[0].size(); ++i) {
        CHECK_EQUAL(forms[0][i].kept_bytes, forms[1][i].kept_bytes);
        CHECK_EQUAL(asked[0].candidates[i].cost, asked[1].candidates[i].cost);
    }
    const Memory<float> src(9 * 11 * 4), dst(9 * 11 * 4);
    args.src.buffer = src.buffer();
    args.dst.buffer = dst.buffer();
    REQUIRE_OK(sige_convolution_run(any_queue(), packed.get(), &args));
    CHECK_REFUSED(sige_convolution_run(any_queue(), planned.get(), &args), SIGE_STATUS_INVALID_ARGUMENT,
                  "without weights");
    CHECK_REFUSED(sige_convolution_keep(any_queue(), planned.get(), form_id(planned.get(), form::kWinograd2)),
                  SIGE_STATUS_INVALID_ARGUMENT, "without weights");
}

TEST(errors, weights_that_become_infinite_are_refused) {
    std::vector<float> weights(2 * 3, 1.0f);
    sige_convolution_desc desc{};
    desc.struct_size = sizeof desc;
    desc.in_channels = 3;
    desc.out_channels = 2;
    desc.kernel_h = desc.kernel_w = 1;
    desc.weights = weights.data();
    desc.packed_dtype = SIGE_DTYPE_F16;
    sige_convolution* created = nullptr;
    weights[2] = -65519.0f;
    weights[4] = INFINITY;
    REQUIRE_OK(sige_convolution_create(device(), &desc, &created));
    const Convolution rounded(created);
    weights[2] = -65520.0f;
    created = nullptr;
    CHECK_REFUSED(sige_convolution_create(device(), &desc, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "weights: 1 of 6 are too large to be kept as float16");
    desc.packed_dtype = SIGE_DTYPE_BF16;
    weights[0] = weights[1] = 3.4e38f;
    CHECK_REFUSED(sige_convolution_create(device(), &desc, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "weights: 2 of 6 are too large to be kept as bfloat16");
    CHECK(created == nullptr);
}

TEST(errors, wrong_modulations_and_label_maps_are_named) {
    ConvolutionCase split;
    split.ic2 = split.ic;
    split.modulation = SIGE_MODULATION_SPLIT;
    const ConvolutionData modulated(split);
    sige_convolution_args args = modulated.args(form::kDirect);
    args.modulated.buffer = nullptr;
    CHECK_REFUSED(sige_convolution_run(any_queue(), modulated.convolution.get(), &args),
                  SIGE_STATUS_INVALID_ARGUMENT, "modulated: buffer is null");
    args = modulated.args(form::kDirect);
    args.src2.buffer = nullptr;
    CHECK_REFUSED(sige_convolution_run(any_queue(), modulated.convolution.get(), &args),
                  SIGE_STATUS_INVALID_ARGUMENT, "src and src2 have 8 and 0 channels");
    args = modulated.args(form::kDirect);
    args.residual = args.dst;
    CHECK_REFUSED(sige_convolution_run(any_queue(), modulated.convolution.get(), &args),
                  SIGE_STATUS_INVALID_ARGUMENT, "residual");
    args = modulated.args(form::kDirect);
    args.image_bias = modulated.image_bias.view();
    CHECK_REFUSED(sige_convolution_run(any_queue(), modulated.convolution.get(), &args),
                  SIGE_STATUS_UNSUPPORTED, "image_bias: a modulation has none");
    ConvolutionCase labels;
    labels.labels = true;
    const ConvolutionData mapped(labels);
    const AffineData affine(1, 1);
    args = mapped.args(form::kLabels);
    args.prologue = affine.view(SIGE_ACTIVATION_NONE, false);
    CHECK_REFUSED(sige_convolution_run(any_queue(), mapped.convolution.get(), &args),
                  SIGE_STATUS_INVALID_ARGUMENT, "without prologue");
}

// A filter that does not fit into its padded source has no output, whatever the stride.
TEST(errors, filters_larger_than_their_source_are_named) {
    for (int stride : {1, 2}) {
        ConvolutionCase c;
        c.h = 3;
        c.pad = {};
        c.stride = stride;
        const ConvolutionData data(c);
        sige_convolution_args args = data.args(form::kDirect);
        args.src.h = 2;
        CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args),
                      SIGE_STATUS_INVALID_ARGUMENT, "src is 2 x 11, too small");
    }
}

TEST(errors, wrong_convolution_shapes_are_named) {
    const std::vector<float> weights(9 * 16, 1);
    sige_convolution_desc valid{};
    valid.struct_size = sizeof valid;
    valid.in_channels = valid.out_channels = 4;
    valid.kernel_h = valid.kernel_w = 3;
    valid.weights = weights.data();
    sige_convolution* created = nullptr;
    for (const WrongShape& wrong : wrong_shapes()) {
        sige_convolution_desc desc = valid;
        wrong.break_it(desc);
        CHECK_REFUSED(sige_convolution_create(device(), &desc, &created), SIGE_STATUS_INVALID_ARGUMENT,
                      wrong.text);
    }
    CHECK_REFUSED(sige_convolution_create(device(), nullptr, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "desc is null");
    CHECK_REFUSED(sige_convolution_create(device(), &valid, nullptr), SIGE_STATUS_INVALID_ARGUMENT,
                  "convolution is null");
    CHECK_REFUSED(sige_convolution_create(nullptr, &valid, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "device is null");
    CHECK(created == nullptr);
}

// Shapes whose counts pass 64 bits must not overflow on the way to a cost.
TEST(errors, plans_of_enormous_shapes_saturate) {
    const ConvolutionData data(ConvolutionCase{});
    sige_convolution_args args = data.args(form::kAuto);
    args.src.n = args.src.h = args.src.w = args.dst.n = args.dst.h = args.dst.w = SIGE_MAX_DIMENSION;
    sige_convolution_costs costs{};
    costs.struct_size = sizeof costs;
    REQUIRE_OK(sige_convolution_query_costs(any_queue(), data.convolution.get(), &args, kAllKept, &costs,
                                            nullptr, 0));
    CHECK_EQUAL(costs.macs, INT64_MAX);
    CHECK_EQUAL(costs.bytes, INT64_MAX);
    costs.struct_size = 0;
    CHECK_REFUSED(sige_convolution_query_costs(any_queue(), data.convolution.get(), &args, kAllKept, &costs,
                                               nullptr, 0),
                  SIGE_STATUS_INVALID_ARGUMENT, "costs: struct_size");
}

}  // namespace sige::test

// Convolutions over tensors of float16, see sige.h.
#include "harness/operands/storage.h"
#include "convolution/case.h"

namespace sige::test {
namespace {

// The operands of a case in both types.
struct RealOperands {
    explicit RealOperands(const ConvolutionData& data)
        : src(data.src.shape, 1, data.c.slice),
          src2(data.src2.shape, 2, data.c.slice2),
          residual(data.residual.shape, 3),
          modulated(data.modulated.shape, 4),
          dst(data.dst.shape, 5, data.c.dst_slice) {}

    RealOperand src, src2, residual, modulated, dst;
};

void check_form(const ConvolutionData& data, RealOperands& operands, const std::string& form) {
    const Context forced(format("form %s", form.c_str()));
    sige_convolution_args args = data.args(form);
    args.precision = precision_of(form);
    std::vector<TypedOperand> used;
    std::vector<sige_tensor*> places;
    const auto use = [&](RealOperand& operand, sige_tensor& place) {
        used.push_back({&operand, static_cast<int>(used.size())});
        places.push_back(&place);
    };
    if (!data.c.labels) use(operands.src, args.src);
    if (data.c.ic2 > 0) use(operands.src2, args.src2);
    if (data.c.residual) use(operands.residual, args.residual);
    if (data.c.modulation != SIGE_MODULATION_NONE) use(operands.modulated, args.modulated);
    use(operands.dst, args.dst);
    check_storage(used, [&](sige_queue* queue, const auto& views) {
        for (size_t i = 0; i < places.size(); ++i) *places[i] = views[i];
        return sige_convolution_run(queue, data.convolution.get(), &args);
    });
}

void check_case(const ConvolutionCase& c) {
    const Context context(c.text());
    const ConvolutionData data(c);
    RealOperands operands(data);
    for (const std::string& form : available(c.forms)) check_form(data, operands, form);
}

ConvolutionCase some_pixels(ConvolutionCase c) {
    c.masked = true;
    c.mask = MaskKind::kRandom;
    return c;
}

}  // namespace

TEST(storage, of_convolutions_with_a_residual) {
    ConvolutionCase c;
    c.ic = 32;
    c.forms = kDirect;
    c.residual = true;
    c.activation = SIGE_ACTIVATION_RELU;
    check_case(c);
    check_case(some_pixels(c));
    c.ic = 7;
    c.slice = {1, 2};
    c.dst_slice = {3, 2};
    check_case(some_pixels(c));
}

TEST(storage, of_convolutions_with_a_prologue_of_two_sources) {
    ConvolutionCase c;
    c.ic = 8;
    c.ic2 = 12;
    c.scale = 1;
    c.h = 8;
    c.w = 10;
    c.forms = kDirect;
    c.prologue = c.prologue_per_image = true;
    c.prologue_activation = SIGE_ACTIVATION_SILU;
    check_case(c);
    check_case(some_pixels(c));
}

// Sources and weights that CUDA's matrix kernels read as they lie, channels in eights but not in whole steps.
TEST(storage, of_convolutions_without_a_prologue) {
    for (int stride : {1, 2}) {
        ConvolutionCase c;
        c.ic = 24;
        c.ic2 = 16;
        c.h = 8;
        c.w = 12;
        c.scale = 1;
        c.stride = stride;
        c.slice = {8, 16};
        c.packed = SIGE_DTYPE_F16;
        c.forms = kDirect;
        check_case(c);
        check_case(some_pixels(c));
        c.ic = 20;
        check_case(some_pixels(c));
    }
}

// Layers that the cost model gives different tiles, the smallest one with a sum in pieces.
TEST(storage, of_convolutions_in_different_tiles) {
    struct Layer {
        int h, w, ic2, oc;
    };
    for (const Layer& layer : {Layer{2, 4, 8, 120}, Layer{16, 32, 7, 32}, Layer{24, 32, 7, 64}}) {
        ConvolutionCase c;
        c.kernel = 1;
        c.pad = {0, 0, 0, 0};
        c.h = layer.h;
        c.w = layer.w;
        c.ic = 9;
        c.ic2 = layer.ic2;
        c.oc = layer.oc;
        c.residual = true;
        c.forms = kDirect;
        check_case(c);
    }
}

TEST(storage, costs_count_the_bytes_of_tensors) {
    if (!stores_float16()) return;
    ConvolutionCase c;
    c.ic2 = 3;
    const ConvolutionData data(c);
    RealOperands operands(data);
    sige_convolution_args args = data.args(form::kDirect);
    const auto bytes = [&](bool src, bool src2, bool dst) {
        args.src = operands.src.view(src);
        args.src2 = operands.src2.view(src2);
        args.dst = operands.dst.view(dst);
        return ask_costs(any_queue(), data.convolution.get(), args, 0).run.bytes;
    };
    const int64_t pixels = c.n * c.out_h() * c.out_w(), all = bytes(false, false, false);
    CHECK_EQUAL(all - bytes(true, false, false), 2 * pixels * c.ic);
    CHECK_EQUAL(all - bytes(false, true, false), 2 * pixels * c.ic2);
    CHECK_EQUAL(all - bytes(false, false, true), 2 * pixels * c.oc);
}

TEST(storage, of_modulating_convolutions) {
    for (sige_modulation modulation : {SIGE_MODULATION_JOINT, SIGE_MODULATION_SPLIT}) {
        ConvolutionCase c;
        c.modulation = modulation;
        c.ic2 = modulation == SIGE_MODULATION_SPLIT ? c.ic : 0;
        c.oc = 38;
        c.modulated_scale = 0;
        c.forms = kDirect;
        c.activation = SIGE_ACTIVATION_LEAKY_RELU;
        check_case(some_pixels(c));
    }
}

TEST(storage, of_depthwise_convolutions) {
    ConvolutionCase c;
    c.depthwise = true;
    c.oc = c.ic;
    c.stride = 2;
    c.forms = {form::kDepthwise};
    check_case(c);
    check_case(some_pixels(c));
}

TEST(storage, of_convolutions_of_labels) {
    ConvolutionCase c;
    c.labels = true;
    c.ic = 9;
    c.ic2 = 1;
    c.forms = {form::kLabels};
    check_case(c);
    check_case(some_pixels(c));
}

}  // namespace sige::test

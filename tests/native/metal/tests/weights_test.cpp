// Weights of the form float16, which a convolution keeps beside packed ones of float32.
#include "convolution/case.h"
#include "harness/device/lane.h"
#include "metal/tests/faults.h"

namespace sige::test {
namespace {

constexpr int kH = 4, kW = 5, kIc = 40, kOc = 24;

// Past float16's range on both sides, at its ends, and half way between two of its values.
std::vector<float> awkward_weights() {
    std::vector<float> weights = noise(9 * kIc * kOc, 1);
    const float special[] = {70000, -1e30f, 65504, 65519, 1e-6f, 1e-9f, 1 + 1.0f / 2048, 0};
    for (size_t i = 0; i < std::size(special); ++i) weights[i * 9 * kIc * 3] = special[i];
    return weights;
}

std::vector<float> convolve(const Lane& lane, const Convolution& convolution, const Buffer& src) {
    const Buffer dst = lane.room(kH * kW * kOc);
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.form = form_named(convolution.get(), form::kFloat16).id;
    args.src = view(src, 1, kH, kW, kIc);
    args.dst = view(dst, 1, kH, kW, kOc);
    args.precision = SIGE_PRECISION_F16;
    REQUIRE_OK(sige_convolution_run(lane.queue(), convolution.get(), &args));
    return lane.read(dst);
}

void keep(const Lane& lane, const Convolution& convolution) {
    REQUIRE_OK(sige_convolution_keep(lane.queue(), convolution.get(),
                                     form_named(convolution.get(), form::kFloat16).id));
}

uint64_t kept_bytes(const ConvolutionCase& c, const char* form) {
    return form_named(ConvolutionData(c).convolution.get(), form).kept_bytes;
}

}  // namespace

TEST(metal_weights, are_kept_where_packed_ones_are_wider) {
    ConvolutionCase c;
    c.ic = 5;
    c.oc = 33;
    CHECK_EQUAL(kept_bytes(c, form::kFloat16), uint64_t{9 * 5 * 48 * 2});
    CHECK_EQUAL(kept_bytes(c, form::kDirect), uint64_t{0});
    ConvolutionCase depthwise = c;
    depthwise.depthwise = true;
    depthwise.oc = depthwise.ic;
    CHECK_EQUAL(kept_bytes(depthwise, form::kDepthwise), uint64_t{0});
    for (sige_dtype packed : {SIGE_DTYPE_F16, SIGE_DTYPE_BF16}) {
        c.packed = packed;
        CHECK_EQUAL(kept_bytes(c, form::kFloat16), uint64_t{0});
        const ConvolutionData data(c);
        sige_convolution* convolution = data.convolution.get();
        CHECK_REFUSED(
            sige_convolution_keep(any_queue(), convolution, form_named(convolution, form::kFloat16).id),
            SIGE_STATUS_INVALID_ARGUMENT, "form float16 keeps no weights");
    }
}

// Rounded once, by the processor, and in each run, by the kernel, weights are the same.
TEST(metal_weights, kept_ones_change_no_bit) {
    const Lane lane(SIGE_DEVICE_METAL);
    const Convolution convolution = lane.convolution(kIc, kOc, awkward_weights(), {});
    const Buffer src = lane.holding(noise(kH * kW * kIc, 2));
    const std::vector<float> before = convolve(lane, convolution, src);
    keep(lane, convolution);
    CHECK_SAME_BITS(convolve(lane, convolution, src), before);
    CHECK(std::any_of(before.begin(), before.end(), [](float value) { return std::isinf(value); }));
    CHECK(std::any_of(before.begin(), before.end(), [](float value) { return std::isfinite(value); }));
}

TEST(metal_weights, are_kept_once) {
    const Lane lane(SIGE_DEVICE_METAL);
    const Convolution convolution = lane.convolution(kIc, kOc, awkward_weights(), {});
    const sige_metal_double_counts before = sige_metal_double_count();
    keep(lane, convolution);
    keep(lane, convolution);
    CHECK_EQUAL(sige_metal_double_count().buffers - before.buffers, 1);
}

// Where weights are all that is read, half the bytes take half the time, and the queries say so beforehand.
TEST(metal_weights, kept_ones_are_half_of_the_bytes) {
    ConvolutionCase c;
    c.h = c.w = 1;
    c.ic = c.oc = 512;
    c.precision = SIGE_PRECISION_F16;
    const ConvolutionData data(c);
    sige_convolution* convolution = data.convolution.get();
    const int32_t id = form_named(convolution, form::kFloat16).id;
    const auto ask = [&](uint64_t assumed_kept) {
        return ask_costs(any_queue(), convolution, data.args(form::kAuto), assumed_kept);
    };
    const AskedCosts without = ask(0), assumed = ask(uint64_t{1} << id);
    CHECK_EQUAL(assumed.run.form, id);
    CHECK_EQUAL(without.run.bytes - assumed.run.bytes, int64_t{9 * 512 * 512 * 2});
    CHECK(assumed.of(id).cost < 0.55 * without.of(id).cost);
    const int32_t direct = form_named(convolution, form::kDirect).id;
    CHECK_EQUAL(assumed.of(direct).cost, without.of(direct).cost);
    REQUIRE_OK(sige_convolution_keep(any_queue(), convolution, id));
    CHECK_EQUAL(ask(0).run.bytes, assumed.run.bytes);
    CHECK_EQUAL(ask(0).of(id).cost, assumed.of(id).cost);
}

}  // namespace sige::test

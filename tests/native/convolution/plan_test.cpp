// What the cost model says, and which algorithms may be forced.
#include "convolution/case.h"

namespace sige::test {
namespace {

ConvolutionCase square(int side, int ic, int oc) {
    ConvolutionCase c;
    c.h = c.w = side;
    c.ic = ic;
    c.oc = oc;
    return c;
}

sige_convolution_plan plan_of(sige_queue* queue, const ConvolutionData& data, bool assume_ready) {
    sige_convolution_plan plan{};
    plan.struct_size = sizeof plan;
    const sige_convolution_args args = data.args(SIGE_ALGORITHM_AUTO);
    REQUIRE_OK(sige_convolution_query_plan(queue, data.convolution.get(), &args, assume_ready, &plan));
    return plan;
}

sige_convolution_info info_of(const ConvolutionData& data) {
    sige_convolution_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_convolution_query(data.convolution.get(), &info));
    return info;
}

bool same_plan(const sige_convolution_plan& a, const sige_convolution_plan& b) {
    return a.algorithm == b.algorithm && a.pixels == b.pixels && a.macs == b.macs && a.bytes == b.bytes &&
           a.direct_cost == b.direct_cost && a.winograd_2_cost == b.winograd_2_cost &&
           a.winograd_4_cost == b.winograd_4_cost;
}

}  // namespace

TEST(convolution_plan, does_not_depend_on_threads_or_instruction_set) {
    for (int side : {1, 4, 9, 32})
        for (int channels : {3, 64}) {
            const ConvolutionData data(square(side, channels, channels));
            const sige_convolution_plan first = plan_of(any_queue(), data, true);
            for (const QueueUnderTest& under_test : queues())
                CHECK(same_plan(plan_of(under_test.queue, data, true), first));
        }
}

TEST(convolution_plan, few_pixels_run_direct_and_many_run_winograd) {
    ConvolutionCase few = square(32, 256, 256);
    few.masked = true;
    few.mask = MaskKind::kOnePixel;
    CHECK_EQUAL(plan_of(any_queue(), ConvolutionData(few), true).algorithm, SIGE_ALGORITHM_DIRECT);
    const sige_convolution_plan many = plan_of(any_queue(), ConvolutionData(square(64, 128, 128)), true);
    CHECK_EQUAL(many.algorithm, SIGE_ALGORITHM_WINOGRAD_4);
    CHECK(many.winograd_4_cost < many.winograd_2_cost && many.winograd_2_cost < many.direct_cost);
}

TEST(convolution_plan, more_pixels_never_cost_less) {
    double before = 0;
    for (int side : {2, 4, 8, 16, 32, 64}) {
        const sige_convolution_plan plan = plan_of(any_queue(), ConvolutionData(square(side, 32, 32)), true);
        const double cheapest = std::min({plan.direct_cost, plan.winograd_2_cost, plan.winograd_4_cost});
        CHECK(cheapest > before);
        before = cheapest;
    }
}

TEST(convolution_plan, counts_pixels_and_multiplications) {
    ConvolutionCase c = square(10, 6, 7);
    c.n = 2;
    c.masked = true;
    c.mask = MaskKind::kBorders;
    const sige_convolution_plan plan = plan_of(any_queue(), ConvolutionData(c), false);
    CHECK_EQUAL(plan.pixels, int64_t{36});
    CHECK_EQUAL(plan.macs, int64_t{2 * 36 * 9 * 6 * 7});
    CHECK(plan.bytes >= int64_t{9 * 6 * 7 * 4});
}

TEST(convolution_plan, kept_weights_make_a_form_cheaper) {
    const ConvolutionData data(square(64, 64, 64));
    const sige_convolution_plan fresh = plan_of(any_queue(), data, false),
                                assumed = plan_of(any_queue(), data, true);
    CHECK_EQUAL(info_of(data).winograd_4_ready, 0);
    CHECK(fresh.winograd_2_cost > assumed.winograd_2_cost && fresh.winograd_4_cost > assumed.winograd_4_cost);
    REQUIRE_OK(sige_convolution_prepare(any_queue(), data.convolution.get(), SIGE_ALGORITHM_WINOGRAD_4));
    CHECK_EQUAL(info_of(data).winograd_4_ready, 1);
    CHECK_EQUAL(info_of(data).winograd_2_ready, 0);
    const sige_convolution_plan kept = plan_of(any_queue(), data, false);
    CHECK_EQUAL(kept.winograd_4_cost, assumed.winograd_4_cost);
    CHECK_EQUAL(kept.winograd_2_cost, fresh.winograd_2_cost);
}

TEST(convolution_plan, costs_no_form_that_does_not_apply) {
    ConvolutionCase strided = square(16, 8, 8);
    strided.stride = 2;
    const sige_convolution_plan plan = plan_of(any_queue(), ConvolutionData(strided), true);
    CHECK_EQUAL(plan.algorithm, SIGE_ALGORITHM_DIRECT);
    CHECK(plan.winograd_2_cost < 0 && plan.winograd_4_cost < 0 && plan.direct_cost > 0);
}

TEST(convolution_plan, says_what_weights_take) {
    const sige_convolution_info info = info_of(ConvolutionData(square(4, 5, 33)));
    CHECK_EQUAL(info.direct_bytes, uint64_t{9 * 5 * 48 * 4});
    CHECK_EQUAL(info.winograd_2_bytes, uint64_t{16 * 5 * 48 * 4});
    CHECK_EQUAL(info.winograd_4_bytes, uint64_t{36 * 5 * 48 * 4});
    ConvolutionCase strided = square(4, 5, 33);
    strided.stride = 2;
    const sige_convolution_info other = info_of(ConvolutionData(strided));
    CHECK_EQUAL(other.winograd_2_bytes, uint64_t{0});
    CHECK_EQUAL(other.winograd_4_bytes, uint64_t{0});
}

TEST(convolution_plan, needs_no_buffers) {
    const ConvolutionData data(square(16, 8, 8));
    sige_convolution_args args = data.args(SIGE_ALGORITHM_AUTO);
    args.src.buffer = args.dst.buffer = nullptr;
    sige_convolution_plan plan{};
    plan.struct_size = sizeof plan;
    REQUIRE_OK(sige_convolution_query_plan(any_queue(), data.convolution.get(), &args, 1, &plan));
    CHECK(same_plan(plan, plan_of(any_queue(), data, true)));
}

TEST(convolution_plan, refuses_a_forced_algorithm_that_cannot_run) {
    const auto refused = [](const ConvolutionCase& c, sige_algorithm algorithm, const char* why) {
        const Context context(c.text());
        ConvolutionData data(c);
        const sige_convolution_args args = data.args(algorithm);
        const std::vector<float> before = data.dst.memory.values;
        CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args),
                      SIGE_STATUS_UNSUPPORTED, why);
        CHECK_SAME_BITS(data.dst.memory.values, before);
    };
    const ConvolutionCase dense = square(6, 4, 4);
    ConvolutionCase strided = dense;
    strided.stride = 2;
    refused(strided, SIGE_ALGORITHM_WINOGRAD_2, "winograd 2x2 algorithm cannot run: it wants a dense 3x3");
    refused(strided, SIGE_ALGORITHM_WINOGRAD_4, "winograd 4x4 algorithm cannot run: it wants a dense 3x3");
    refused(dense, SIGE_ALGORITHM_LABELS, "not a label map");
    refused(dense, SIGE_ALGORITHM_DEPTHWISE, "the convolution is dense");
    ConvolutionCase labels = dense;
    labels.labels = true;
    refused(labels, SIGE_ALGORITHM_DIRECT, "dense convolution of float32");
    refused(labels, SIGE_ALGORITHM_WINOGRAD_4, "label map");
    ConvolutionCase depthwise = dense;
    depthwise.depthwise = true;
    refused(depthwise, SIGE_ALGORITHM_DIRECT, "dense convolution");
}

TEST(convolution_plan, refuses_to_prepare_what_does_not_apply) {
    ConvolutionCase strided = square(6, 4, 4);
    strided.stride = 2;
    const ConvolutionData data(strided);
    CHECK_REFUSED(sige_convolution_prepare(any_queue(), data.convolution.get(), SIGE_ALGORITHM_WINOGRAD_4),
                  SIGE_STATUS_UNSUPPORTED, "stride 2");
    CHECK_REFUSED(sige_convolution_prepare(any_queue(), data.convolution.get(), SIGE_ALGORITHM_DIRECT),
                  SIGE_STATUS_INVALID_ARGUMENT, "algorithm");
}

}  // namespace sige::test

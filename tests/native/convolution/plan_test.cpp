// What the cost model says, and which forms may be forced.
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

AskedPlan plan_of(sige_queue* queue, const ConvolutionData& data, uint64_t assumed_kept) {
    return ask_plan(queue, data.convolution.get(), data.args(form::kAuto), assumed_kept);
}

double cost_of(const AskedPlan& asked, const ConvolutionData& data, const char* form) {
    return asked.of(form_named(data.convolution.get(), form).id).cost;
}

std::string name_of(const AskedPlan& asked, const ConvolutionData& data) {
    return forms_of(data.convolution.get())[static_cast<size_t>(asked.plan.form - 1)].name;
}

bool same_plan(const AskedPlan& a, const AskedPlan& b) {
    const auto same_candidate = [](const sige_form_candidate& x, const sige_form_candidate& y) {
        return x.form == y.form && x.cost == y.cost && (x.refusal == nullptr) == (y.refusal == nullptr);
    };
    return a.plan.form == b.plan.form && a.plan.pixels == b.plan.pixels && a.plan.macs == b.plan.macs &&
           a.plan.bytes == b.plan.bytes && a.plan.cost == b.plan.cost &&
           std::equal(a.candidates.begin(), a.candidates.end(), b.candidates.begin(), b.candidates.end(),
                      same_candidate);
}

}  // namespace

TEST(convolution_plan, does_not_depend_on_threads_or_instruction_set) {
    for (sige_dtype packed : kWeightTypes)
        for (int side : {1, 4, 9, 32})
            for (int channels : {3, 64}) {
                ConvolutionCase c = square(side, channels, channels);
                c.packed = packed;
                const ConvolutionData data(c);
                const AskedPlan first = plan_of(any_queue(), data, kAllKept);
                for (const QueueUnderTest& under_test : queues())
                    CHECK(same_plan(plan_of(under_test.queue, data, kAllKept), first));
            }
}

TEST(convolution_plan, few_pixels_run_direct_and_many_run_winograd) {
    ConvolutionCase masked = square(32, 256, 256);
    masked.masked = true;
    masked.mask = MaskKind::kOnePixel;
    const ConvolutionData few(masked), large(square(64, 128, 128));
    CHECK_EQUAL(name_of(plan_of(any_queue(), few, kAllKept), few), form::kDirect);
    const AskedPlan many = plan_of(any_queue(), large, kAllKept);
    CHECK_EQUAL(name_of(many, large), form::kWinograd4);
    CHECK(cost_of(many, large, form::kWinograd4) < cost_of(many, large, form::kWinograd2));
    CHECK(cost_of(many, large, form::kWinograd2) < cost_of(many, large, form::kDirect));
}

TEST(convolution_plan, takes_the_cheapest_candidate) {
    for (int side : {2, 9, 64})
        for (uint64_t assumed_kept : {uint64_t{0}, kAllKept}) {
            const AskedPlan asked = plan_of(any_queue(), ConvolutionData(square(side, 32, 48)), assumed_kept);
            CHECK_EQUAL(asked.of(asked.plan.form).cost, asked.plan.cost);
            for (const sige_form_candidate& candidate : asked.candidates)
                if (candidate.refusal == nullptr) CHECK(candidate.cost >= asked.plan.cost);
        }
}

TEST(convolution_plan, a_forced_form_is_planned_at_its_own_cost) {
    ConvolutionCase c = square(64, 64, 64);
    c.precision = SIGE_PRECISION_BF16;
    const ConvolutionData data(c);
    const AskedPlan cheapest = plan_of(any_queue(), data, 0);
    for (const std::string& name : kDense) {
        const Context context(name);
        const AskedPlan forced = ask_plan(any_queue(), data.convolution.get(), data.args(name), 0);
        CHECK_EQUAL(name_of(forced, data), name);
        CHECK_EQUAL(forced.plan.cost, cost_of(cheapest, data, name.c_str()));
    }
}

TEST(convolution_plan, more_pixels_never_cost_less) {
    for (uint64_t assumed_kept : {uint64_t{0}, kAllKept}) {
        double before = 0;
        for (int side : {2, 4, 8, 16, 32, 64}) {
            const AskedPlan asked = plan_of(any_queue(), ConvolutionData(square(side, 32, 32)), assumed_kept);
            CHECK(asked.plan.cost > before);
            before = asked.plan.cost;
        }
    }
}

TEST(convolution_plan, counts_pixels_and_multiplications) {
    ConvolutionCase c = square(10, 6, 7);
    c.n = 2;
    c.masked = true;
    c.mask = MaskKind::kBorders;
    const sige_convolution_plan plan = plan_of(any_queue(), ConvolutionData(c), 0).plan;
    CHECK_EQUAL(plan.pixels, int64_t{36});
    CHECK_EQUAL(plan.macs, int64_t{2 * 36 * 9 * 6 * 7});
    CHECK(plan.bytes >= int64_t{9 * 6 * 7 * 4});
}

TEST(convolution_plan, kept_weights_make_a_form_cheaper) {
    const ConvolutionData data(square(64, 64, 64));
    const AskedPlan fresh = plan_of(any_queue(), data, 0), assumed = plan_of(any_queue(), data, kAllKept);
    CHECK(cost_of(fresh, data, form::kWinograd2) > cost_of(assumed, data, form::kWinograd2));
    CHECK(cost_of(fresh, data, form::kWinograd4) > cost_of(assumed, data, form::kWinograd4));
    CHECK_EQUAL(cost_of(fresh, data, form::kDirect), cost_of(assumed, data, form::kDirect));
    const sige_convolution_form form = form_named(data.convolution.get(), form::kWinograd4);
    const AskedPlan one = plan_of(any_queue(), data, uint64_t{1} << form.id);
    CHECK_EQUAL(cost_of(one, data, form::kWinograd4), cost_of(assumed, data, form::kWinograd4));
    CHECK_EQUAL(cost_of(one, data, form::kWinograd2), cost_of(fresh, data, form::kWinograd2));
    REQUIRE_OK(sige_convolution_keep(any_queue(), data.convolution.get(), form.id));
    CHECK(same_plan(plan_of(any_queue(), data, 0), one));
}

TEST(convolution_plan, costs_no_form_that_does_not_apply) {
    ConvolutionCase strided = square(16, 8, 8);
    strided.stride = 2;
    const ConvolutionData data(strided);
    const AskedPlan asked = plan_of(any_queue(), data, kAllKept);
    CHECK_EQUAL(name_of(asked, data), form::kDirect);
    for (const sige_form_candidate& candidate : asked.candidates) {
        CHECK_EQUAL(candidate.refusal == nullptr, candidate.form == asked.plan.form);
        CHECK_EQUAL(candidate.cost > 0, candidate.form == asked.plan.form);
    }
}

TEST(convolution_plan, says_what_weights_take) {
    const auto bytes_of = [](const ConvolutionCase& c) {
        sige_convolution_info info{};
        info.struct_size = sizeof info;
        REQUIRE_OK(sige_convolution_query(ConvolutionData(c).convolution.get(), &info));
        return info.weight_bytes;
    };
    ConvolutionCase c = square(4, 5, 33);
    CHECK_EQUAL(bytes_of(c), uint64_t{9 * 5 * 48 * 4});
    for (sige_dtype packed : {SIGE_DTYPE_F16, SIGE_DTYPE_BF16}) {
        c.packed = packed;
        CHECK_EQUAL(bytes_of(c), uint64_t{9 * 5 * 48 * 2});
        ConvolutionCase depthwise = square(4, 5, 5);
        depthwise.depthwise = true;
        depthwise.packed = packed;
        CHECK_EQUAL(bytes_of(depthwise), uint64_t{9 * 16 * 4});
    }
}

// Where weights are all that is read, half the bytes take half the time.
TEST(convolution_plan, costs_the_bytes_of_weights) {
    ConvolutionCase c = square(1, 512, 512);
    const ConvolutionData wide(c);
    const AskedPlan of_wide = plan_of(any_queue(), wide, 0);
    for (sige_dtype packed : {SIGE_DTYPE_F16, SIGE_DTYPE_BF16}) {
        c.packed = packed;
        const ConvolutionData narrow(c);
        const AskedPlan of_narrow = plan_of(any_queue(), narrow, 0);
        CHECK_EQUAL(of_wide.plan.bytes - of_narrow.plan.bytes, int64_t{9 * 512 * 512 * 2});
        CHECK(cost_of(of_narrow, narrow, form::kDirect) < 0.55 * cost_of(of_wide, wide, form::kDirect));
    }
}

TEST(convolution_plan, needs_no_buffers) {
    const ConvolutionData data(square(16, 8, 8));
    sige_convolution_args args = data.args(form::kAuto);
    args.src.buffer = args.dst.buffer = nullptr;
    CHECK(same_plan(ask_plan(any_queue(), data.convolution.get(), args, kAllKept),
                    plan_of(any_queue(), data, kAllKept)));
}

TEST(convolution_plan, refuses_a_forced_form_that_cannot_run) {
    const auto refused = [](const ConvolutionCase& c, const char* form, const char* why) {
        const Context context(c.text());
        ConvolutionData data(c);
        const sige_convolution_args args = data.args(form);
        const std::vector<float> before = data.dst.memory.values;
        CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args),
                      SIGE_STATUS_UNSUPPORTED, why);
        CHECK_SAME_BITS(data.dst.memory.values, before);
    };
    const ConvolutionCase dense = square(6, 4, 4);
    ConvolutionCase strided = dense;
    strided.stride = 2;
    refused(strided, form::kWinograd2,
            "form winograd F(2x2, 3x3) cannot compute a 3x3 convolution with stride 2 here: it wants 3x3");
    refused(strided, form::kWinograd4,
            "form winograd F(4x4, 3x3) cannot compute a 3x3 convolution with stride 2 here: it wants 3x3");
    refused(dense, form::kLabels, "not a label map");
    refused(dense, form::kDepthwise, "the filters are dense");
    ConvolutionCase labels = dense;
    labels.labels = true;
    refused(labels, form::kDirect, "the source is a label map");
    refused(labels, form::kWinograd4, "the source is a label map");
    ConvolutionCase depthwise = dense;
    depthwise.depthwise = true;
    refused(depthwise, form::kDirect, "the filters are depthwise");
    refused(depthwise, form::kWinograd2, "the filters are depthwise");
    refused(depthwise, form::kLabels, "the filters are depthwise");
}

TEST(convolution_plan, refuses_to_keep_what_does_not_apply) {
    ConvolutionCase strided = square(6, 4, 4);
    strided.stride = 2;
    const ConvolutionData data(strided);
    sige_convolution* convolution = data.convolution.get();
    CHECK_REFUSED(
        sige_convolution_keep(any_queue(), convolution, form_named(convolution, form::kWinograd4).id),
        SIGE_STATUS_UNSUPPORTED, "stride 2");
    CHECK_REFUSED(sige_convolution_keep(any_queue(), convolution, form_named(convolution, form::kDirect).id),
                  SIGE_STATUS_INVALID_ARGUMENT, "form direct keeps no weights");
}

}  // namespace sige::test

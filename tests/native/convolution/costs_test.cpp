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

AskedCosts costs_of(sige_queue* queue, const ConvolutionData& data, uint64_t assumed_kept) {
    return ask_costs(queue, data.convolution.get(), data.args(form::kAuto), assumed_kept);
}

double cost_of(const AskedCosts& asked, const ConvolutionData& data, const char* form) {
    return asked.of(form_named(data.convolution.get(), form).id).cost;
}

std::string name_of(const AskedCosts& asked, const ConvolutionData& data) {
    return forms_of(data.convolution.get())[static_cast<size_t>(asked.run.form - 1)].name;
}

bool same_costs(const AskedCosts& a, const AskedCosts& b) {
    const auto same_candidate = [](const sige_form_candidate& x, const sige_form_candidate& y) {
        return x.form == y.form && x.cost == y.cost && (x.refusal == nullptr) == (y.refusal == nullptr);
    };
    return a.run.form == b.run.form && a.run.pixels == b.run.pixels && a.run.macs == b.run.macs &&
           a.run.bytes == b.run.bytes && a.run.cost == b.run.cost &&
           std::equal(a.candidates.begin(), a.candidates.end(), b.candidates.begin(), b.candidates.end(),
                      same_candidate);
}

}  // namespace

TEST(convolution_costs, does_not_depend_on_threads_or_instruction_set) {
    for (sige_dtype packed : kWeightTypes)
        for (int side : {1, 4, 9, 32})
            for (int channels : {3, 64}) {
                ConvolutionCase c = square(side, channels, channels);
                c.packed = packed;
                const ConvolutionData data(c);
                const AskedCosts first = costs_of(any_queue(), data, kAllKept);
                for (const QueueUnderTest& under_test : queues())
                    CHECK(same_costs(costs_of(under_test.queue, data, kAllKept), first));
            }
}

TEST(convolution_costs, few_pixels_run_direct_and_many_run_winograd) {
    if (!has_form(form::kWinograd2) || !has_form(form::kWinograd4)) return;
    ConvolutionCase masked = square(32, 256, 256);
    masked.masked = true;
    masked.mask = MaskKind::kOnePixel;
    const ConvolutionData few(masked), large(square(64, 128, 128));
    CHECK_EQUAL(name_of(costs_of(any_queue(), few, kAllKept), few), form::kDirect);
    const AskedCosts many = costs_of(any_queue(), large, kAllKept);
    CHECK_EQUAL(name_of(many, large), form::kWinograd4);
    CHECK(cost_of(many, large, form::kWinograd4) < cost_of(many, large, form::kWinograd2));
    CHECK(cost_of(many, large, form::kWinograd2) < cost_of(many, large, form::kDirect));
}

TEST(convolution_costs, takes_the_cheapest_candidate) {
    for (int side : {2, 9, 64})
        for (uint64_t assumed_kept : {uint64_t{0}, kAllKept}) {
            const AskedCosts asked =
                costs_of(any_queue(), ConvolutionData(square(side, 32, 48)), assumed_kept);
            CHECK_EQUAL(asked.of(asked.run.form).cost, asked.run.cost);
            for (const sige_form_candidate& candidate : asked.candidates)
                if (candidate.refusal == nullptr) CHECK(candidate.cost >= asked.run.cost);
        }
}

TEST(convolution_costs, a_forced_form_is_planned_at_its_own_cost) {
    for (const std::string& name : available(kDense)) {
        const Context context(name);
        ConvolutionCase c = square(64, 64, 64);
        c.precision = precision_of(name);
        const ConvolutionData data(c);
        const AskedCosts cheapest = costs_of(any_queue(), data, 0);
        const AskedCosts forced = ask_costs(any_queue(), data.convolution.get(), data.args(name), 0);
        CHECK_EQUAL(name_of(forced, data), name);
        CHECK_EQUAL(forced.run.cost, cost_of(cheapest, data, name.c_str()));
    }
}

TEST(convolution_costs, factors_are_float16_where_that_is_wanted) {
    if (!has_form(form::kFloat16)) return;
    for (sige_precision precision :
         {SIGE_PRECISION_F32, SIGE_PRECISION_BF16, SIGE_PRECISION_F16, SIGE_PRECISION_TF32})
        for (sige_dtype packed : kWeightTypes) {
            ConvolutionCase c = square(64, 64, 64);
            c.precision = precision;
            c.packed = packed;
            const ConvolutionData data(c);
            const bool is_float16 = name_of(costs_of(any_queue(), data, 0), data) == form::kFloat16;
            CHECK_EQUAL(is_float16, precision == SIGE_PRECISION_F16);
        }
}

TEST(convolution_costs, more_pixels_never_cost_less) {
    for (uint64_t assumed_kept : {uint64_t{0}, kAllKept}) {
        double before = 0;
        for (int side : {2, 4, 8, 16, 32, 64}) {
            const AskedCosts asked =
                costs_of(any_queue(), ConvolutionData(square(side, 32, 32)), assumed_kept);
            CHECK(asked.run.cost > before);
            before = asked.run.cost;
        }
    }
}

TEST(convolution_costs, counts_pixels_and_multiplications) {
    ConvolutionCase c = square(10, 6, 7);
    c.n = 2;
    c.masked = true;
    c.mask = MaskKind::kBorders;
    const sige_convolution_costs costs = costs_of(any_queue(), ConvolutionData(c), 0).run;
    CHECK_EQUAL(costs.pixels, int64_t{36});
    CHECK_EQUAL(costs.macs, int64_t{2 * 36 * 9 * 6 * 7});
    CHECK(costs.bytes >= int64_t{9 * 6 * 7 * 4});
}

// Weights that are transformed on the way, or read for few pixels, are so once for all images.
TEST(convolution_costs, images_of_a_batch_share_weights) {
    for (const auto& [side, names] :
         {std::pair{8, kWinograd}, {1, std::vector<std::string>{form::kDirect}}}) {
        ConvolutionCase c = square(side, 64, 64);
        const ConvolutionData one(c);
        c.n = 2;
        const ConvolutionData two(c);
        for (const std::string& name : available(names)) {
            const Context context(name);
            const double of_one = cost_of(costs_of(any_queue(), one, 0), one, name.c_str());
            const double of_two = cost_of(costs_of(any_queue(), two, 0), two, name.c_str());
            CHECK(of_two > of_one);
            CHECK(of_two < 1.95 * of_one);
        }
    }
}

TEST(convolution_costs, kept_weights_make_a_form_cheaper) {
    if (!has_form(form::kWinograd2) || !has_form(form::kWinograd4)) return;
    const ConvolutionData data(square(64, 64, 64));
    const AskedCosts fresh = costs_of(any_queue(), data, 0), assumed = costs_of(any_queue(), data, kAllKept);
    CHECK(cost_of(fresh, data, form::kWinograd2) > cost_of(assumed, data, form::kWinograd2));
    CHECK(cost_of(fresh, data, form::kWinograd4) > cost_of(assumed, data, form::kWinograd4));
    CHECK_EQUAL(cost_of(fresh, data, form::kDirect), cost_of(assumed, data, form::kDirect));
    const sige_convolution_form form = form_named(data.convolution.get(), form::kWinograd4);
    const AskedCosts one = costs_of(any_queue(), data, uint64_t{1} << form.id);
    CHECK_EQUAL(cost_of(one, data, form::kWinograd4), cost_of(assumed, data, form::kWinograd4));
    CHECK_EQUAL(cost_of(one, data, form::kWinograd2), cost_of(fresh, data, form::kWinograd2));
    REQUIRE_OK(sige_convolution_keep(any_queue(), data.convolution.get(), form.id));
    CHECK(same_costs(costs_of(any_queue(), data, 0), one));
}

TEST(convolution_costs, costs_no_form_that_does_not_apply) {
    ConvolutionCase strided = square(16, 8, 8);
    strided.stride = 2;
    const ConvolutionData data(strided);
    const AskedCosts asked = costs_of(any_queue(), data, kAllKept);
    CHECK_EQUAL(name_of(asked, data), form::kDirect);
    const std::vector<sige_convolution_form> forms = forms_of(data.convolution.get());
    for (const sige_form_candidate& candidate : asked.candidates) {
        const std::string name = forms[static_cast<size_t>(candidate.form - 1)].name;
        const bool applies = name == form::kDirect || name == form::kTf32;
        CHECK_EQUAL(candidate.refusal == nullptr, applies);
        CHECK_EQUAL(candidate.cost > 0, applies);
    }
}

TEST(convolution_costs, says_what_weights_take) {
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
TEST(convolution_costs, costs_the_bytes_of_weights) {
    ConvolutionCase c = square(1, 512, 512);
    const ConvolutionData wide(c);
    const AskedCosts of_wide = costs_of(any_queue(), wide, 0);
    for (sige_dtype packed : {SIGE_DTYPE_F16, SIGE_DTYPE_BF16}) {
        c.packed = packed;
        const ConvolutionData narrow(c);
        const AskedCosts of_narrow = costs_of(any_queue(), narrow, 0);
        CHECK_EQUAL(of_wide.run.bytes - of_narrow.run.bytes, int64_t{9 * 512 * 512 * 2});
        CHECK(cost_of(of_narrow, narrow, form::kDirect) < 0.55 * cost_of(of_wide, wide, form::kDirect));
    }
}

TEST(convolution_costs, needs_no_buffers) {
    const ConvolutionData data(square(16, 8, 8));
    sige_convolution_args args = data.args(form::kAuto);
    args.src.buffer = args.dst.buffer = nullptr;
    CHECK(same_costs(ask_costs(any_queue(), data.convolution.get(), args, kAllKept),
                     costs_of(any_queue(), data, kAllKept)));
}

TEST(convolution_costs, refuses_a_forced_form_that_cannot_run) {
    const auto refused = [](const ConvolutionCase& c, const char* form, const char* why) {
        if (!has_form(form)) return;
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

TEST(convolution_costs, refuses_to_keep_what_does_not_apply) {
    ConvolutionCase strided = square(6, 4, 4);
    strided.stride = 2;
    const ConvolutionData data(strided);
    sige_convolution* convolution = data.convolution.get();
    if (has_form(form::kWinograd4))
        CHECK_REFUSED(
            sige_convolution_keep(any_queue(), convolution, form_named(convolution, form::kWinograd4).id),
            SIGE_STATUS_UNSUPPORTED, "stride 2");
    CHECK_REFUSED(sige_convolution_keep(any_queue(), convolution, form_named(convolution, form::kDirect).id),
                  SIGE_STATUS_INVALID_ARGUMENT, "form direct keeps no weights");
}

}  // namespace sige::test

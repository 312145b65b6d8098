// Every form of the table, whichever there are: it computes a run, or refuses it with its reason.
#include <bit>
#include <cmath>
#include <cstdlib>
#include <set>

#include "convolution/case.h"

namespace sige::test {
namespace {

// A case for each kind of convolution that some form may be made for.
std::vector<ConvolutionCase> kinds() {
    ConvolutionCase plain;
    plain.n = 2;
    plain.ic = 9;
    plain.oc = 18;
    ConvolutionCase pointwise = plain, strided = plain, labels = plain, depthwise = plain, joint = plain;
    pointwise.kernel = 1;
    pointwise.pad = {};
    strided.stride = 2;
    labels.labels = true;
    depthwise.depthwise = true;
    depthwise.oc = depthwise.ic;
    joint.modulation = SIGE_MODULATION_JOINT;
    ConvolutionCase masked = plain;
    masked.masked = true;
    masked.mask = MaskKind::kRandom;
    ConvolutionCase rounded = plain;
    rounded.precision = SIGE_PRECISION_BF16;
    ConvolutionCase halved = plain;
    halved.precision = SIGE_PRECISION_F16;
    ConvolutionCase tf32 = plain;
    tf32.precision = SIGE_PRECISION_TF32;
    return {plain, masked, pointwise, strided, labels, depthwise, joint, rounded, halved, tf32};
}

bool is_sentence(const char* text) {
    return text != nullptr && std::strlen(text) > 0;
}

// A forced run of a form that refuses it: the status and the reason, and nothing written.
void check_refusal(const ConvolutionCase& c, const sige_form_candidate& candidate, const char* name) {
    const Context context(c.text() + ", form " + name);
    ConvolutionData data(c);
    const sige_convolution_args args = data.args(name);
    const std::vector<float> before = data.dst.memory.values;
    CHECK(is_sentence(candidate.refusal));
    CHECK_EQUAL(candidate.cost, 0.0);
    CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &args), SIGE_STATUS_UNSUPPORTED,
                  candidate.refusal);
    sige_convolution_costs costs{};
    costs.struct_size = sizeof costs;
    CHECK_REFUSED(
        sige_convolution_query_costs(any_queue(), data.convolution.get(), &args, 0, &costs, nullptr, 0),
        SIGE_STATUS_UNSUPPORTED, candidate.refusal);
    CHECK_SAME_BITS(data.dst.memory.values, before);
}

}  // namespace

TEST(convolution_forms, every_form_runs_or_refuses) {
    std::set<std::string> all, ran;
    for (ConvolutionCase c : kinds()) {
        const ConvolutionData data(c);
        const AskedCosts asked = ask_costs(any_queue(), data.convolution.get(), data.args(form::kAuto), 0);
        int runnable = 0;
        for (const sige_convolution_form& form : forms_of(data.convolution.get())) {
            all.insert(form.name);
            const sige_form_candidate& candidate = asked.of(form.id);
            if (form.refusal != nullptr) CHECK(candidate.refusal != nullptr);
            if (candidate.refusal != nullptr) {
                check_refusal(c, candidate, form.name);
                continue;
            }
            CHECK(candidate.cost > 0);
            c.forms = {form.name};
            check_convolution(c);
            ran.insert(form.name);
            ++runnable;
        }
        CHECK(runnable > 0);
    }
    for (const std::string& name : all) {
        const Context context(name);
        CHECK(ran.contains(name));
    }
}

TEST(convolution_forms, float16_takes_a_factor_past_its_range_for_infinite) {
    if (!has_form(form::kFloat16)) return;
    constexpr float kLargest = 65504;
    ConvolutionCase c;
    c.precision = SIGE_PRECISION_F16;
    ConvolutionData data(c);
    const sige_convolution_args args = data.args(form::kFloat16);
    for (float factor : {kLargest, kLargest + 1000}) {
        data.src.at(0, 4, 5, 2) = factor;
        REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &args));
        REQUIRE_OK(sige_queue_synchronize(any_queue()));
        data.dst.for_each([&](int n, int y, int x, int channel) {
            const bool is_reached = std::abs(y - 4) <= 1 && std::abs(x - 5) <= 1;
            const bool is_finite = std::isfinite(data.dst.at(n, y, x, channel));
            CHECK_EQUAL(is_finite, factor == kLargest || !is_reached);
        });
    }
}

TEST(convolution_forms, tf32_has_the_range_of_float32) {
    if (!has_form(form::kRoundedTf32)) return;
    ConvolutionCase c;
    c.precision = SIGE_PRECISION_TF32;
    ConvolutionData data(c);
    data.src.at(0, 4, 5, 2) = 1e37f;
    const sige_convolution_args args = data.args(form::kRoundedTf32);
    REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &args));
    REQUIRE_OK(sige_queue_synchronize(any_queue()));
    data.dst.for_each(
        [&](int n, int y, int x, int channel) { CHECK(std::isfinite(data.dst.at(n, y, x, channel))); });
}

// A form may make NaN of an infinity. The last NaN is what a GPU makes.
TEST(convolution_forms, what_is_not_finite_reaches_what_reads_it_and_nothing_else) {
    for (const std::string& name : available(kDirect))
        for (float value : {kNaN, HUGE_VALF, -HUGE_VALF, std::bit_cast<float>(0x7fffffffu)}) {
            const Context context(format("form %s, %g", name.c_str(), static_cast<double>(value)));
            ConvolutionCase c;
            c.precision = precision_of(name);
            ConvolutionData data(c);
            data.src.at(0, 4, 5, 2) = value;
            const sige_convolution_args args = data.args(name);
            REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &args));
            REQUIRE_OK(sige_queue_synchronize(any_queue()));
            data.dst.for_each([&](int n, int y, int x, int channel) {
                const bool is_reached = std::abs(y - 4) <= 1 && std::abs(x - 5) <= 1;
                CHECK_EQUAL(std::isfinite(data.dst.at(n, y, x, channel)), !is_reached);
            });
        }
}

TEST(convolution_forms, ids_and_names_are_those_of_the_device) {
    std::vector<sige_convolution_form> first;
    for (const ConvolutionCase& c : kinds()) {
        const ConvolutionData data(c);
        const std::vector<sige_convolution_form> forms = forms_of(data.convolution.get());
        if (first.empty()) first = forms;
        CHECK_EQUAL(forms.size(), first.size());
        std::set<std::string> names;
        for (size_t i = 0; i < forms.size(); ++i) {
            CHECK_EQUAL(forms[i].struct_size, sizeof forms[i]);
            CHECK_EQUAL(forms[i].id, i + 1);
            CHECK(is_sentence(forms[i].name) && std::strcmp(forms[i].name, first[i].name) == 0);
            CHECK(names.insert(forms[i].name).second);
        }
    }
}

TEST(convolution_forms, keeps_what_a_form_has_of_its_own) {
    for (const ConvolutionCase& c : kinds()) {
        const Context context(c.text());
        const ConvolutionData data(c);
        sige_convolution* convolution = data.convolution.get();
        for (const sige_convolution_form& form : forms_of(convolution)) {
            const Context named(form.name);
            CHECK_EQUAL(form.is_kept, 0);
            if (form.refusal != nullptr) {
                CHECK_EQUAL(form.kept_bytes, uint64_t{0});
                CHECK_REFUSED(sige_convolution_keep(any_queue(), convolution, form.id),
                              SIGE_STATUS_UNSUPPORTED, form.refusal);
            } else if (form.kept_bytes == 0) {
                CHECK_REFUSED(sige_convolution_keep(any_queue(), convolution, form.id),
                              SIGE_STATUS_INVALID_ARGUMENT, "keeps no weights");
            } else {
                REQUIRE_OK(sige_convolution_keep(any_queue(), convolution, form.id));
                REQUIRE_OK(sige_convolution_keep(any_queue(), convolution, form.id));
                CHECK_EQUAL(form_named(convolution, form.name).is_kept, 1);
                CHECK_EQUAL(form_named(convolution, form.name).kept_bytes, form.kept_bytes);
            }
        }
    }
}

TEST(convolution_forms, says_what_kept_weights_take) {
    if (!has_form(form::kWinograd2) || !has_form(form::kWinograd4)) return;
    ConvolutionCase c;
    c.ic = 5;
    c.oc = 33;
    const ConvolutionData data(c);
    sige_convolution* convolution = data.convolution.get();
    CHECK_EQUAL(form_named(convolution, form::kDirect).kept_bytes, uint64_t{0});
    CHECK_EQUAL(form_named(convolution, form::kWinograd2).kept_bytes, uint64_t{16 * 5 * 48 * 4});
    CHECK_EQUAL(form_named(convolution, form::kWinograd4).kept_bytes, uint64_t{36 * 5 * 48 * 4});
    c.stride = 2;
    const ConvolutionData strided(c);
    CHECK_EQUAL(form_named(strided.convolution.get(), form::kWinograd2).kept_bytes, uint64_t{0});
    CHECK_EQUAL(form_named(strided.convolution.get(), form::kWinograd4).kept_bytes, uint64_t{0});
}

// A caller built with longer or shorter rows than the library's: the first row says how far the next one is.
TEST(convolution_forms, rows_keep_the_distance_that_the_caller_gives) {
    struct LongRow {
        sige_convolution_form form;
        uint64_t later_field;
    };
    const ConvolutionData data(ConvolutionCase{});
    const std::vector<sige_convolution_form> expected = forms_of(data.convolution.get());
    std::vector<LongRow> rows(expected.size(), LongRow{{}, 42});
    rows.front().form.struct_size = sizeof(LongRow);
    uint64_t count = 0;
    REQUIRE_OK(sige_convolution_query_forms(data.convolution.get(), &rows.front().form, rows.size(), &count));
    CHECK_EQUAL(count, expected.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        CHECK_EQUAL(rows[i].form.id, expected[i].id);
        CHECK_EQUAL(rows[i].form.struct_size, sizeof(LongRow));
        CHECK_EQUAL(rows[i].later_field, uint64_t{0});
    }
    struct ShortRow {
        uint32_t struct_size;
        int32_t id;
        const char* name;
    };
    std::vector<ShortRow> names(expected.size());
    names.front().struct_size = sizeof(ShortRow);
    REQUIRE_OK(sige_convolution_query_forms(data.convolution.get(),
                                            reinterpret_cast<sige_convolution_form*>(names.data()),
                                            names.size(), &count));
    for (size_t i = 0; i < names.size(); ++i) {
        CHECK_EQUAL(names[i].id, expected[i].id);
        CHECK(std::strcmp(names[i].name, expected[i].name) == 0);
    }
    names.front().struct_size = 12;
    CHECK_REFUSED(sige_convolution_query_forms(data.convolution.get(),
                                               reinterpret_cast<sige_convolution_form*>(names.data()),
                                               names.size(), &count),
                  SIGE_STATUS_INVALID_ARGUMENT, "forms: struct_size is 12, expected a multiple");
}

TEST(convolution_forms, wrong_arguments_are_named) {
    const ConvolutionData data(ConvolutionCase{});
    sige_convolution* convolution = data.convolution.get();
    const int32_t last = static_cast<int32_t>(forms_of(convolution).size());
    for (int32_t id : {-1, 0, last + 1})
        CHECK_REFUSED(sige_convolution_keep(any_queue(), convolution, id), SIGE_STATUS_INVALID_ARGUMENT,
                      format("form is %d, expected 1 to %d", id, last).c_str());
    sige_convolution_form row{};
    uint64_t count = 42;
    CHECK_REFUSED(sige_convolution_query_forms(convolution, &row, 1, &count), SIGE_STATUS_INVALID_ARGUMENT,
                  "forms: struct_size is 0");
    row.struct_size = sizeof row;
    CHECK_REFUSED(sige_convolution_query_forms(convolution, &row, 1, &count), SIGE_STATUS_INVALID_ARGUMENT,
                  "forms has room for 1 rows");
    CHECK_REFUSED(sige_convolution_query_forms(convolution, nullptr, 1, &count), SIGE_STATUS_INVALID_ARGUMENT,
                  "forms is null");
    CHECK_REFUSED(sige_convolution_query_forms(convolution, nullptr, 0, nullptr),
                  SIGE_STATUS_INVALID_ARGUMENT, "count is null");
    CHECK_REFUSED(sige_convolution_query_forms(nullptr, nullptr, 0, &count), SIGE_STATUS_INVALID_ARGUMENT,
                  "convolution is null");
    CHECK_EQUAL(count, uint64_t{42});
    const sige_convolution_args args = data.args(form::kAuto);
    sige_convolution_costs costs{};
    costs.struct_size = sizeof costs;
    sige_form_candidate candidate{};
    candidate.struct_size = sizeof candidate;
    CHECK_REFUSED(sige_convolution_query_costs(any_queue(), convolution, &args, 0, &costs, &candidate, 1),
                  SIGE_STATUS_INVALID_ARGUMENT, "candidates has room for 1 rows");
    CHECK_EQUAL(costs.form, 0);
}

}  // namespace sige::test

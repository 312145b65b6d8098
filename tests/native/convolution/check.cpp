#include <algorithm>

#include "convolution/case.h"
#include "harness/values/bf16.h"
#include "harness/values/half.h"
#include "harness/values/tf32.h"

namespace sige::test {
namespace {

// What one output value must be, and what decides how far float32 may be from it.
struct Expected {
    double value;
    double energy;  // sum of the squares of the products, the larger of gamma's and beta's with modulation
    double gain;    // by how much an error of the sums is multiplied afterwards
};

struct Sum {
    double value, energy;
};

// What becomes of a factor before it is multiplied.
using Rounding = double (*)(double);

// What the forms that round ask a run for, and do to its factors.
struct RoundingForm {
    const char* form;
    sige_precision precision;
    Rounding round;
    double unit;  // of a factor, relative
};
constexpr RoundingForm kRoundingForms[] = {
    {form::kBfloat16, SIGE_PRECISION_BF16, rounded_to_bf16, 1.0 / 256},
    {form::kFloat16, SIGE_PRECISION_F16, rounded_to_half, 1.0 / 2048},
    {form::kRoundedTf32, SIGE_PRECISION_TF32, rounded_to_tf32, 1.0 / 2048},
};
// Null for a form that does not round.
const RoundingForm* rounding_of(const std::string& form) {
    for (const RoundingForm& row : kRoundingForms)
        if (form == row.form) return &row;
    return nullptr;
}

// One filter at one pixel: the definition of a convolution.
Sum correlate(const ConvolutionData& data, Rounding round, int n, int out_y, int out_x, int filter) {
    const ConvolutionCase& c = data.c;
    // With SPLIT, beta's filters read the second source.
    int first_channel = c.modulation == SIGE_MODULATION_SPLIT && filter >= c.oc / 2 ? c.ic : 0;
    if (c.depthwise) first_channel = filter;
    Sum sum{c.bias ? static_cast<double>(data.bias[static_cast<size_t>(filter)]) : 0.0, 0};
    for (int tap = 0; tap < c.kernel * c.kernel; ++tap) {
        const int y = out_y * c.stride - c.pad[0] + tap / c.kernel,
                  x = out_x * c.stride - c.pad[1] + tap % c.kernel;
        for (int channel = 0; channel < c.filter_channels(); ++channel) {
            const double product = round(data.weight(filter, channel, tap)) *
                                   round(data.source(n, y, x, first_channel + channel));
            sum.value += product;
            sum.energy += product * product;
        }
    }
    return sum;
}

Expected expect(const ConvolutionData& data, Rounding round, int n, int y, int x, int channel) {
    const ConvolutionCase& c = data.c;
    const Sum sum = correlate(data, round, n, y, x, channel);
    Expected e{sum.value + data.image_bias_at(n, channel) + data.residual_at(n, y, x, channel), sum.energy,
               1};
    if (c.modulation != SIGE_MODULATION_NONE) {
        const Sum beta = correlate(data, round, n, y, x, channel + c.oc / 2);
        const double normalised = data.modulated_at(n, y, x, channel);
        e.value = normalised * (1 + sum.value) + beta.value;
        e.energy = std::max(sum.energy, beta.energy);
        e.gain = 1 + std::fabs(normalised);
    }
    e.value = exact_activation(c.activation, static_cast<double>(0.2f), e.value);
    return e;
}

// By how much a Winograd form magnifies rounding: the largest 2-norm of a row of A^T when each of its entries
// is weighted with the 2-norms of the rows of G and B^T that feed it, squared for two dimensions, over the
// 2-norm 3 of the nine products that it replaces. Source: Barabasz et al., "Error Analysis and Improving the
// Accuracy of Winograd Convolution for Deep Neural Networks", ACM TOMS 2020.
double magnification(const std::string& form) {
    if (form == form::kWinograd2) return 5.0 / 3;
    return form == form::kWinograd4 ? 94.0 / 3 : 1;
}

// Rounding errors of a sum of n products behave like a random walk: their standard deviation is about
// unit * sqrt(n) * sqrt(sum of squares) (Higham and Mary, SISC 2019). Eight deviations, over the largest sum
// of squares, hold for every value of every test.
double tolerance_of(const ConvolutionCase& c, const std::string& form, double energy, const Expected& e) {
    constexpr double kDeviations = 8;
    const double terms = c.kernel * c.kernel * c.filter_channels() + 4;
    double error = kDeviations * kUnit * std::sqrt(terms * (energy + 1)) * magnification(form);
    // A value after the prologue that is half way between two rounded ones, or nearly so, may round either
    // way.
    const RoundingForm* rounding = rounding_of(form);
    if (rounding != nullptr && c.prologue) error += rounding->unit * std::sqrt(energy);
    return activation_tolerance(e.value, error * e.gain + 4 * kUnit * std::fabs(e.value));
}

// The expectation of every active pixel, computed once for all forms and queues.
struct Expectations {
    Expectations() = default;
    Expectations(const ConvolutionData& data, Rounding round)
        : values(data.dst.memory.values.size()), written(values.size()) {
        data.dst.for_each([&](int n, int y, int x, int channel) {
            if (!data.active.empty() && !data.active.front()->has(y, x)) return;
            const size_t i = static_cast<size_t>(data.dst.index(n, y, x, channel));
            values[i] = expect(data, round, n, y, x, channel);
            written[i] = 1;
            energy = std::max(energy, values[i].energy);
        });
    }

    std::vector<Expected> values;
    std::vector<uint8_t> written;
    double energy = 0;
};

void check_values(const ConvolutionData& data, const Expectations& expected, const std::string& form) {
    Differences differences(__FILE__, __LINE__);
    for (size_t i = 0; i < expected.values.size(); ++i) {
        const float found = data.dst.memory[i];
        const int64_t at = static_cast<int64_t>(i);
        if (expected.written[i] == 0)
            differences.same_at(at, found, kNaN);
        else
            differences.near_at(at, found, expected.values[i].value,
                                tolerance_of(data.c, form, expected.energy, expected.values[i]));
    }
}

// Whether the device says that a form computes a run; where not, what is left out is counted.
bool is_run(const ConvolutionData& data, const std::string& form) {
    if (form == form::kAuto) return true;
    sige_convolution_args args = data.args(form::kAuto);
    args.precision = precision_of(form);
    const char* refusal = ask_costs(any_queue(), data.convolution.get(), args, 0)
                              .of(form_named(data.convolution.get(), form).id)
                              .refusal;
    if (refusal != nullptr) skip("form " + form + " does not run: " + refusal);
    return refusal == nullptr;
}

void check_form(ConvolutionData& data, const Expectations& expected, const std::string& form,
                const char* weights) {
    const Context forced(format("form %s, %s weights", form.c_str(), weights));
    sige_convolution_args args = data.args(form);
    if (rounding_of(form) != nullptr) args.precision = precision_of(form);
    on_every_queue(
        data.dst.memory,
        [&](sige_queue* queue) { REQUIRE_OK(sige_convolution_run(queue, data.convolution.get(), &args)); },
        [&] { check_values(data, expected, form); });
}

}  // namespace

sige_precision precision_of(const std::string& form) {
    const RoundingForm* rounding = rounding_of(form);
    return rounding == nullptr ? SIGE_PRECISION_F32 : rounding->precision;
}

void check_convolution(const ConvolutionCase& c) {
    const Context context(c.text());
    const std::vector<std::string> forms = available(c.forms);
    ConvolutionData data(c);
    const Expectations exact(data, [](double factor) { return factor; });
    for (const std::string& form : forms) {
        if (!is_run(data, form)) continue;
        const RoundingForm* rounding = rounding_of(form);
        const Expectations expected = rounding == nullptr ? exact : Expectations(data, rounding->round);
        check_form(data, expected, form, "packed");
        if (form == form::kAuto) continue;
        const sige_convolution_form row = form_named(data.convolution.get(), form);
        if (row.kept_bytes == 0) continue;
        REQUIRE_OK(sige_convolution_keep(any_queue(), data.convolution.get(), row.id));
        check_form(data, expected, form, "kept");
    }
}

}  // namespace sige::test

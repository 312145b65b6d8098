#include "session/kept_forms.h"

#include <algorithm>
#include <map>

namespace sige::bench {

namespace {

/** How many edits a dense run is worth: sessions record once and edit often. */
constexpr double kEditsPerRecording = 10;
/** The edit that is planned for, in percent of the picture. */
constexpr double kTypicalPercent = 2;

/** Some forms of one layer, with what they save over keeping fewer. */
struct Choice {
    const ConvolutionCall* layer;
    std::vector<int32_t> forms;
    uint64_t bytes;
    double saved, gain;
};

/** Time that a byte more saves. */
double gain_over(const Choice& choice, const Choice* smaller) {
    const double saved = choice.saved - (smaller ? smaller->saved : 0);
    const uint64_t bytes = choice.bytes - (smaller ? smaller->bytes : 0);
    return saved / static_cast<double>(std::max<uint64_t>(1, bytes));
}

double cost_of(sige_queue* queue, const ConvolutionCall& call, sige_active_set* active, uint64_t assumed) {
    sige_convolution_args args = call.args;
    args.active = active;
    auto costs = sized<sige_convolution_costs>();
    check(sige_convolution_query_costs(queue, call.convolution.get(), &args, assumed, &costs, nullptr, 0));
    return costs.cost;
}

std::vector<sige_convolution_form> forms_of(const ConvolutionCall& call) {
    uint64_t count = 0;
    check(sige_convolution_query_forms(call.convolution.get(), nullptr, 0, &count));
    std::vector<sige_convolution_form> forms(count, sized<sige_convolution_form>());
    check(sige_convolution_query_forms(call.convolution.get(), forms.data(), count, &count));
    std::erase_if(forms, [](const sige_convolution_form& form) { return form.kept_bytes == 0; });
    return forms;
}

/** Every choice of a layer but to keep nothing. */
std::vector<Choice> choices_of(sige_queue* queue, const ConvolutionCall& call, sige_active_set* typical) {
    const std::vector<sige_convolution_form> forms = forms_of(call);
    std::vector<Choice> choices;
    for (uint32_t bits = 1; bits < 1u << forms.size(); ++bits) {
        Choice choice{&call, {}, 0, 0, 0};
        uint64_t assumed = 0;
        for (size_t i = 0; i < forms.size(); ++i) {
            if (!(bits >> i & 1)) continue;
            choice.forms.push_back(forms[i].id);
            choice.bytes += forms[i].kept_bytes;
            assumed |= uint64_t{1} << forms[i].id;
        }
        const auto saved = [&](sige_active_set* active) {
            return std::max(0.0, cost_of(queue, call, active, 0) - cost_of(queue, call, active, assumed));
        };
        choice.saved = kEditsPerRecording * saved(typical) + saved(nullptr);
        choices.push_back(choice);
    }
    return choices;
}

/** A layer's choices, small to large, without those that save less for a byte than a larger one does. */
void append_frontier(std::vector<Choice> choices, std::vector<Choice>& all) {
    std::stable_sort(choices.begin(), choices.end(),
                     [](const Choice& a, const Choice& b) { return a.bytes < b.bytes; });
    std::vector<Choice> frontier;
    for (const Choice& choice : choices) {
        while (!frontier.empty() &&
               gain_over(choice, &frontier.back()) >=
                   gain_over(frontier.back(), frontier.size() > 1 ? &frontier[frontier.size() - 2] : nullptr))
            frontier.pop_back();
        if (gain_over(choice, frontier.empty() ? nullptr : &frontier.back()) > 0) frontier.push_back(choice);
    }
    for (size_t i = 0; i < frontier.size(); ++i) {
        frontier[i].gain = gain_over(frontier[i], i > 0 ? &frontier[i - 1] : nullptr);
        all.push_back(frontier[i]);
    }
}

}  // namespace

uint64_t keep_forms(const Memory& memory, const std::vector<Operator>& operators, Masks& masks) {
    const Shapes& shapes = memory.shapes();
    masks.build(rectangle(shapes.h, shapes.w, kTypicalPercent));
    std::vector<Choice> choices;
    double budget = 0;
    for (const Operator& bound : operators) {
        if (!bound.convolution) continue;
        const TensorShape& place = shapes.place(*bound.step);
        budget += shapes.kept_budget * static_cast<double>(bound.convolution->float_bytes);
        append_frontier(choices_of(memory.queue(), *bound.convolution, masks.active_at(place.h, place.w)),
                        choices);
    }
    std::stable_sort(choices.begin(), choices.end(),
                     [](const Choice& a, const Choice& b) { return a.gain > b.gain; });
    std::map<const ConvolutionCall*, const Choice*> chosen;
    for (const Choice& choice : choices) {
        const Choice*& before = chosen[choice.layer];
        const auto more = static_cast<double>(choice.bytes - (before ? before->bytes : 0));
        if (more > budget) continue;
        budget -= more;
        before = &choice;
    }
    uint64_t kept = 0;
    for (const auto& [layer, choice] : chosen) {
        if (!choice) continue;
        for (const int32_t form : choice->forms)
            check(sige_convolution_keep(memory.queue(), layer->convolution.get(), form));
        kept += choice->bytes;
    }
    return kept;
}

}  // namespace sige::bench

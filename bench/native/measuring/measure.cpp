#include "measuring/measure.h"

#include <algorithm>
#include <stdexcept>

#include "output/text.h"

namespace sige::bench {

namespace {

constexpr const char* kPartNames[kParts] = {"convolutions", "operators", "statistics", "keeping", "undo",
                                            "difference",   "masks",     "upload",     "calls"};
constexpr Part kNetworkParts[] = {Part::kConvolutions, Part::kOperators};

PartTimes medians(const std::vector<PartTimes>& edits) {
    PartTimes times{};
    for (int part = 0; part < kParts; ++part) {
        std::vector<double> samples;
        for (const PartTimes& edit : edits) samples.push_back(edit[part]);
        times[part] = median(samples);
    }
    return times;
}

double around_percent(const PartTimes& times) {
    double total = 0, network = 0;
    for (const double time : times) total += time;
    for (const Part part : kNetworkParts) network += times[static_cast<int>(part)];
    return total > 0 ? 100 * (total - network) / total : 0;
}

Json parts_of(const PartTimes& times) {
    Json json;
    for (int part = 0; part < kParts; ++part) json.number(kPartNames[part], milliseconds(times[part]));
    json.number("around_percent", around_percent(times), 2);
    return json;
}

std::string compared(const char* what, std::optional<double> decibels) {
    return decibels ? line("  %s %.1f dB\n", what, *decibels) : line("  %s: equal\n", what);
}

double changed_percent(const Shapes& shapes, double asked) {
    const std::vector<uint8_t> mask = rectangle(shapes.h, shapes.w, asked);
    return 100.0 * static_cast<double>(std::count(mask.begin(), mask.end(), 1)) /
           static_cast<double>(mask.size());
}

}  // namespace

Figures measure(Session& session, const Options& options) {
    const int runs = options.runs;
    const double warm_up = options.warm_up_seconds;
    Figures figures{};
    figures.dense = time_runs(runs, 1, warm_up, [&](int run) { session.run(run % Scene::kVariants); });
    figures.record = time_runs(runs, 1, warm_up, [&](int) { session.record(); });
    std::vector<PartTimes> edits;
    figures.edit = time_runs(runs, 2, warm_up, [&](int run) {
        session.edit(1 + run % 2);
        edits.push_back(session.times());
    });
    edits.erase(edits.begin(), edits.end() - runs);
    figures.times = medians(edits);
    if (session.capture()) {
        std::vector<double> hosts;
        figures.edit = time_runs(runs, 2, warm_up, [&](int run) {
            session.edit(1 + run % 2);
            hosts.push_back(session.host_seconds());
        });
        figures.host = median({hosts.end() - runs, hosts.end()});
    }
    if (session.shapes().is_cached) figures.changes = time_hot(runs, [&] { session.plan(); });
    figures.outputs = outputs_of(session);
    figures.psnr = psnr(session, figures.outputs.edit, figures.outputs.dense);
    figures.macs = session.shapes().macs();
    figures.edit_macs = session.edit_macs();
    figures.block_macs = session.block_macs();
    return figures;
}

std::string isa_of(const Engine& engine) {
    if (engine.kind != SIGE_DEVICE_CPU) return name_of_device(engine.kind);
    auto cpu = sized<sige_cpu_queue_options>();
    check(sige_queue_query_cpu(engine.queue.get(), &cpu));
    return name_of_isa(cpu.isa);
}

Json to_json(const Figures& figures, const Session& session, const Options& options, const Engine& engine,
             const std::string& isa) {
    const Shapes& shapes = session.shapes();
    const std::optional<double> memory = peak_memory();
    Json json;
    json.text("model", shapes.model);
    json.text("device", name_of_device(engine.kind));
    json.integer("threads", options.threads);
    json.text("isa", isa);
    json.text("policy", shapes.masks.policy == SIGE_POLICY_TILES ? "tiles" : "pixels");
    json.number("edit_percent", changed_percent(shapes, options.edit_percent));
    json.integer("macs_dense", figures.macs);
    json.integer("macs_sparse", figures.edit_macs);
    json.integer("macs_sparse_blocks", figures.block_macs);
    json.number("dense_ms", milliseconds(figures.dense.median));
    json.number("dense_spread_ms", milliseconds(figures.dense.spread));
    json.number("sparse_ms", milliseconds(figures.edit.median));
    json.number("sparse_spread_ms", milliseconds(figures.edit.spread));
    if (figures.host) json.number("host_ms", milliseconds(*figures.host));
    json.number("record_ms", milliseconds(figures.record.median));
    json.number("speedup_vs_dense", figures.dense.median / figures.edit.median, 2);
    json.number("psnr_db", figures.psnr, 2);
    if (figures.processor) {
        json.number("dense_against_cpu_db", figures.processor->dense, 2);
        json.number("edit_against_cpu_db", figures.processor->edit, 2);
    }
    json.number("peak_rss_mb", memory ? std::optional(*memory / 1e6) : std::nullopt, 1);
    json.text("precision", name_of_precision(options.precision));
    json.object("times", parts_of(figures.times));
    if (shapes.is_cached)
        json.number("cache_mb_per_step", static_cast<double>(session.cache_bytes()) / 1e6, 1);
    if (figures.changes) json.number("set_changes_ms", milliseconds(*figures.changes));
    return json;
}

std::string to_text(const Figures& figures, const Session& session) {
    const double dense = milliseconds(figures.dense.median), edit = milliseconds(figures.edit.median);
    std::string text = line("%s\n", session.shapes().model.c_str());
    text += line("  multiply-adds    dense %.2f G, edit %.2f G, with 4x4 blocks %.2f G\n",
                 static_cast<double>(figures.macs) / 1e9, static_cast<double>(figures.edit_macs) / 1e9,
                 static_cast<double>(figures.block_macs) / 1e9);
    text += line("  dense run     %10.2f ms  spread %.2f\n", dense, milliseconds(figures.dense.spread));
    text += line("  recording     %10.2f ms  spread %.2f\n", milliseconds(figures.record.median),
                 milliseconds(figures.record.spread));
    text += line("  edit          %10.2f ms  spread %.2f, %.1f times as fast\n", edit,
                 milliseconds(figures.edit.spread), dense / edit);
    if (figures.host) text += line("    of the host %10.3f ms\n", milliseconds(*figures.host));
    for (int part = 0; part < kParts; ++part)
        text += line("    %-12s%10.3f ms\n", kPartNames[part], milliseconds(figures.times[part]));
    if (figures.changes)
        text += line("  masks, once for all steps %.2f ms\n", milliseconds(*figures.changes));
    if (session.is_whole()) text += "  The edit runs whole: computing less would want more.\n";
    text += compared("edit against dense", figures.psnr);
    if (figures.processor) {
        text += compared("dense against the processor", figures.processor->dense);
        text += compared("edit against the processor", figures.processor->edit);
    }
    return text;
}

FormCost query_cost(sige_queue* queue, const ConvolutionCall& call, sige_active_set* active) {
    sige_convolution_args args = call.args;
    args.active = active;
    auto costs = sized<sige_convolution_costs>();
    check(sige_convolution_query_costs(queue, call.convolution.get(), &args, 0, &costs, nullptr, 0));
    uint64_t count = 0;
    check(sige_convolution_query_forms(call.convolution.get(), nullptr, 0, &count));
    std::vector<sige_convolution_form> forms(count, sized<sige_convolution_form>());
    check(sige_convolution_query_forms(call.convolution.get(), forms.data(), count, &count));
    const auto form = std::find_if(forms.begin(), forms.end(), [&](const sige_convolution_form& known) {
        return known.id == costs.form;
    });
    return {form == forms.end() ? "" : form->name, costs.form, costs.cost, costs.bytes};
}

std::vector<StepFigures> measure_steps(Session& session, const std::string& name, int runs) {
    // What the steps read is there, and finite.
    session.record();
    std::vector<StepFigures> found;
    for (size_t i = 0; i < session.operators().size(); ++i) {
        const Operator& bound = session.operators()[i];
        if (name != "all" && bound.step->name != name) continue;
        const auto timed = [&](sige_active_set* active) {
            return time_hot(runs, [&] {
                bound.run(active);
                check(sige_queue_synchronize(session.queue()));
            });
        };
        StepFigures figures{&bound,
                            timed(nullptr),
                            std::nullopt,
                            session.pixels(i) * bound.step->macs,
                            session.shapes().place(*bound.step).pixels() * bound.step->macs,
                            "",
                            ""};
        const bool runs_in_edits = !bound.step->updates && (session.mode(i) == EditMode::kSparse ||
                                                            session.mode(i) == EditMode::kWhole);
        if (runs_in_edits) figures.edit = session.active(i) ? timed(session.active(i)) : figures.dense;
        if (bound.convolution) {
            figures.dense_form = query_cost(session.queue(), *bound.convolution, nullptr).form;
            figures.edit_form =
                runs_in_edits ? query_cost(session.queue(), *bound.convolution, session.active(i)).form : "";
        }
        found.push_back(figures);
    }
    if (found.empty())
        throw std::runtime_error("The network has no step '" + name + "'; --operator all lists them.");
    return found;
}

Json to_json(const std::vector<StepFigures>& steps) {
    std::vector<Json> rows;
    for (const StepFigures& figures : steps) {
        Json row;
        row.text("name", figures.step->step->name);
        row.text("kind", figures.step->step->kind);
        row.integer("macs_dense", figures.macs);
        row.integer("macs_sparse", figures.edit_macs);
        row.number("dense_ms", milliseconds(figures.dense), 4);
        row.number("sparse_ms", figures.edit ? std::optional(milliseconds(*figures.edit)) : std::nullopt, 4);
        row.text("dense_form", figures.dense_form);
        row.text("sparse_form", figures.edit_form);
        rows.push_back(row);
    }
    Json json;
    json.array("operators", rows);
    return json;
}

std::string to_text(const std::vector<StepFigures>& steps) {
    std::string text = line("%-12s %12s %12s  %-24s %s\n", "kind", "dense ms", "edit ms", "form", "name");
    for (const StepFigures& figures : steps) {
        const std::string edit =
            figures.edit ? line("%12.4f", milliseconds(*figures.edit)) : std::string(12, ' ');
        const std::string form = figures.edit_form.empty() || figures.edit_form == figures.dense_form
                                     ? figures.dense_form
                                     : figures.dense_form + ", " + figures.edit_form;
        text +=
            line("%-12s %12.4f %s  %-24s %s\n", figures.step->step->kind.c_str(), milliseconds(figures.dense),
                 edit.c_str(), form.c_str(), figures.step->step->name.c_str());
    }
    return text;
}

}  // namespace sige::bench

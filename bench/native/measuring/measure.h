/** What the program measures of a network. */
#pragma once

#include <optional>

#include "measuring/fidelity.h"
#include "measuring/timing.h"
#include "options.h"
#include "output/json.h"
#include "session/session.h"

namespace sige::bench {

/** The figures of one network, those of Sige.Bench's ModelResult. Times are seconds. */
struct Figures {
    Spread dense, edit, record;
    /** What a change of the edited pixels costs before the first edit of them, where an edit does not find
     * them itself. */
    std::optional<double> changes;
    /** Medians over edits whose calls are made one by one. */
    PartTimes times;
    /** The host's part of an edit that is launched as one, until all is handed in; none where nothing is. */
    std::optional<double> host;
    /** What was computed last. */
    Outputs outputs;
    /** The edit's output against a dense run of the edited picture, in decibels; none if they are equal. */
    std::optional<double> psnr;
    /** Where the outputs are compared with the processor's. */
    std::optional<AgainstProcessor> processor;
    int64_t macs, edit_macs, block_macs;
};

/** Measures dense runs, recording, and edits. */
Figures measure(Session& session, const Options& options);

/** The figures as JSON, with the names of Sige.Bench. */
Json to_json(const Figures& figures, const Session& session, const Options& options, const Engine& engine,
             const std::string& isa);
/** The figures for people. */
std::string to_text(const Figures& figures, const Session& session);

/** The name of an instruction set that a queue runs with; of a GPU its own name. */
std::string isa_of(const Engine& engine);

/** Times of one step alone, of all pixels and of an edit's; null where an edit skips it. */
struct StepFigures {
    const Operator* step;
    double dense;
    std::optional<double> edit;
    int64_t edit_macs, macs;
    std::string dense_form, edit_form;
};

/** Measures the steps of a name, or all; throws if there is none. */
std::vector<StepFigures> measure_steps(Session& session, const std::string& name, int runs);
Json to_json(const std::vector<StepFigures>& steps);
std::string to_text(const std::vector<StepFigures>& steps);

/** What the cost model says of a convolution's run. */
struct FormCost {
    std::string form;
    int32_t id;
    double cost;
    int64_t bytes;
};
FormCost query_cost(sige_queue* queue, const ConvolutionCall& call, sige_active_set* active);

}  // namespace sige::bench

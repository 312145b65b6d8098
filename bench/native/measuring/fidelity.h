/** How near the outputs of runs are to each other. */
#pragma once

#include <optional>
#include <vector>

#include "options.h"
#include "session/session.h"

namespace sige::bench {

/** What a network makes of an edited picture: run whole, and in part after the original was recorded. */
struct Outputs {
    std::vector<float> dense, edit;
};

/** Runs the first edit both ways; the original has to be recorded. */
Outputs outputs_of(Session& session);

/** Decibels between an output and what is expected; none if they are equal. Throws where values are no finite
 * numbers. */
std::optional<double> psnr(const Session& session, const std::vector<float>& output,
                           const std::vector<float>& expected);

/** Decibels between outputs and those of the processor in float32; none if they are equal. */
struct AgainstProcessor {
    std::optional<double> dense, edit;
};

/** Runs the first edit on the processor with the same weights and compares.
 * @param shapes As its file has them. */
AgainstProcessor compare_with_processor(const Outputs& outputs, const Shapes& shapes, const Options& options);

}  // namespace sige::bench

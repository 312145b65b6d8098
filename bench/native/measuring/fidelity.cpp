#include "measuring/fidelity.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "model/engine.h"

namespace sige::bench {

namespace {

/** The range that an output can have, or has. */
double range_of(const Session& session, const std::vector<float>& output) {
    for (const StepShape& step : session.shapes().steps) {
        if (step.dst == session.shapes().output && step.words.text("act", "") == "Tanh") return 2;
    }
    const auto [least, most] = std::minmax_element(output.begin(), output.end());
    return *most - *least;
}

}  // namespace

Outputs outputs_of(Session& session) {
    Outputs outputs;
    session.edit(1);
    outputs.edit = session.output();
    session.run(1);
    outputs.dense = session.output();
    return outputs;
}

std::optional<double> psnr(const Session& session, const std::vector<float>& output,
                           const std::vector<float>& expected) {
    double squares = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        const double difference = double{output[i]} - expected[i];
        squares += difference * difference;
    }
    if (!std::isfinite(squares))
        throw std::runtime_error("The output has values that are no finite numbers.");
    if (squares == 0) return std::nullopt;
    const double range = range_of(session, expected);
    return 10 * std::log10(range * range * static_cast<double>(expected.size()) / squares);
}

AgainstProcessor compare_with_processor(const Outputs& outputs, const Shapes& shapes,
                                        const Options& options) {
    Options processor = options;
    processor.device = SIGE_DEVICE_CPU;
    processor.index = 0;
    std::string notice;
    const Engine engine = open_engine(processor, notice);
    Session session(engine, shapes, {SIGE_PRECISION_F32, options.edit_percent});
    session.record();
    const Outputs expected = outputs_of(session);
    return {psnr(session, outputs.dense, expected.dense), psnr(session, outputs.edit, expected.edit)};
}

}  // namespace sige::bench

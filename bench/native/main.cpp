/** Measures the engine through its C interface. README.md says how to use it. */
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "measuring/measure.h"
#include "model/engine.h"
#include "model/storage.h"
#include "options.h"
#include "predicting/predict.h"

namespace {

using namespace sige::bench;

/** Writes JSON where it is wanted, and text for people where that leaves room. */
void write(const Options& options, const Json& json, const std::string& text) {
    (options.json == "-" ? std::cerr : std::cout) << text;
    if (options.json == "-") {
        std::cout << json.str() << "\n";
    } else if (!options.json.empty()) {
        std::ofstream file(options.json);
        if (!(file << json.str() << "\n"))
            throw std::runtime_error("The file '" + options.json + "' cannot be written.");
    }
}

void write(const Options& options, const Prediction& prediction, const std::string& notice) {
    write(options, prediction.json, notice + prediction.text);
}

void run(const Options& options) {
    const Shapes written = read_shapes((options.shapes.empty() ? SIGE_BENCH_SHAPES : options.shapes) + "/" +
                                       options.model + ".shapes");
    Shapes shapes = written;
    if (!options.predict.empty() && options.predict != "cpu") {
        // The machines are GPUs, which store float16.
        if (options.precision == SIGE_PRECISION_F16) store_in_float16(shapes);
        return write(options, predict_machine(find_machine(options.predict), shapes, options), "");
    }
    std::string notice;
    const Engine engine = open_engine(options, notice);
    notice += "\n";
    if (options.precision == SIGE_PRECISION_F16 && engine.stores_float16) store_in_float16(shapes);
    Session session(engine, shapes, {options.precision, options.edit_percent});
    if (!options.predict.empty()) return write(options, predict_processor(engine, session, options), notice);
    if (!options.single.empty()) {
        const std::vector<StepFigures> steps = measure_steps(session, options.single, options.runs);
        return write(options, to_json(steps), notice + to_text(steps));
    }
    Figures figures = measure(session, options);
    if (options.is_compared) figures.processor = compare_with_processor(figures.outputs, written, options);
    write(options, to_json(figures, session, options, engine, isa_of(engine)),
          notice + to_text(figures, session));
}

}  // namespace

int main(int count, char** values) {
    try {
        const Options options = read_options({values + 1, values + count});
        if (options.help)
            std::cout << usage();
        else
            run(options);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "sige_bench: " << error.what() << "\n";
        return 1;
    }
}

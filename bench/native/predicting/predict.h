/** Predicts times from what kernels compute and move, under a machine's roofs. */
#pragma once

#include <string>
#include <vector>

#include "options.h"
#include "output/json.h"
#include "predicting/machines.h"
#include "session/session.h"

namespace sige::bench {

/** What one kernel computes and moves. */
struct Work {
    const StepShape* step;
    /** Of its products in direct arithmetic. */
    double flops;
    /** From and to memory, each value once. */
    double bytes;
    /** Blocks of 64 pixels by 64 channels that its result has. */
    double blocks;
    /** Convolutions and attention, whose products are in the wanted precision. */
    bool is_product;
    /** Of loads from the cache and copies of old pixels: no step of the network. */
    bool is_copy;
    /** Bytes of values and weights that Winograd's F(4x4, 3x3) writes and reads beside; 0 where it cannot
     * run.
     */
    double transformed = 0;
};

/** What kernels a dense run has, or an edit. */
std::vector<Work> dense_work(const Shapes& shapes, sige_precision precision);
std::vector<Work> edit_work(const Shapes& shapes, const Masks& masks, sige_precision precision);

/** The seconds of a kernel on a machine. */
double predict(const Machine& machine, const Work& work, sige_precision precision);

/** A prediction for people and as JSON. */
struct Prediction {
    Json json;
    std::string text;
};

/** Predicts a machine of the table: shapes alone, no weights and no device. */
Prediction predict_machine(const Machine& machine, const Shapes& shapes, const Options& options);

/** Measures the processor's roofs and predicts a session's runs by them and its cost model, beside what they
 * take. */
Prediction predict_processor(const Engine& engine, Session& session, const Options& options);

}  // namespace sige::bench

/** The steps of a network bound to its memory: what makes the call of each. */
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "model/memory.h"

namespace sige::bench {

/** Rows of pixels in a buffer. */
struct Rows {
    sige_buffer* buffer;
    uint64_t offset;
};

/** A convolution with its arguments, whose active set is null. */
struct ConvolutionCall {
    Convolution convolution;
    sige_convolution_args args;
    /** Bytes of its weights as float32. */
    uint64_t float_bytes;
};

/** Statistics with their arguments. */
struct StatisticsCall {
    sige_norm_args args;
    const AffineMemory* result;
    /** The tensors that they are of; the second -1 for none. */
    int32_t src, src2;
};

/** One step, ready to run. */
struct Operator {
    const StepShape* step;
    /** Runs on the pixels of a set, or on all with null. */
    std::function<void(sige_active_set*)> run;
    /** Where the step is a convolution. */
    std::unique_ptr<ConvolutionCall> convolution;
    /** Where it takes statistics. */
    std::optional<StatisticsCall> statistics;
};

/**
 * Binds all steps; weights are random.
 * @param precision Of products, where the shape file leaves a step the choice. With float16 weights are kept
 * as float16.
 */
std::vector<Operator> bind_operators(Memory& memory, Random& random, sige_precision precision);

}  // namespace sige::bench

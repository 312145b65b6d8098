/** The command line. */
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sige/sige.h"

namespace sige::bench {

/** What the program is told. */
struct Options {
    /** Empty for the first of CUDA, Metal and the processor that can be used. */
    std::optional<sige_device_kind> device = SIGE_DEVICE_CPU;
    int32_t index = 0;
    /** Name of a shape file, without its folder and end. */
    std::string model;
    std::string shapes;
    double edit_percent = 1.2;
    int32_t threads = 2;
    sige_isa isa = SIGE_ISA_AUTO;
    sige_precision precision = SIGE_PRECISION_F32;
    int32_t runs = 7;
    /** Of runs before those that are timed, at least. */
    double warm_up_seconds = 0.5;
    /** Whether outputs are compared with those of the processor in float32. */
    bool is_compared = false;
    /** File for JSON, "-" for standard output, or empty. */
    std::string json;
    /** Name of a step to measure alone, "all", or empty. */
    std::string single;
    /** Name of a machine to predict, or empty. */
    std::string predict;
    bool help = false;
};

/** Reads a command line; throws a sentence about what it does not take. */
Options read_options(const std::vector<std::string>& arguments);

/** How to use the program. */
std::string usage();

/** Names of values of enumerations, as the command line and JSON have them. */
std::string name_of_device(sige_device_kind kind);
std::string name_of_isa(sige_isa isa);
std::string name_of_precision(sige_precision precision);

}  // namespace sige::bench

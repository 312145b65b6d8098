#include "predicting/machines.h"

#include <stdexcept>

namespace sige::bench {

namespace {

/*
 * Sources of the roofs:
 * rtx3090: NVIDIA Ampere GA102 whitepaper, table of GeForce RTX 3090: tensor cores 71 TFLOP/s in float16 with
 * float32 sums, 35.6 in TF32, as many as threads do in float32. 936 GB/s, 82 multiprocessors. h100: NVIDIA
 * H100 whitepaper, SXM5: 989 TFLOP/s in float16, 495 in TF32, of which products in float32 take three;
 * 3350 GB/s, 132 multiprocessors. Its TF32 waits for shared memory, 128 bytes a cycle of a multiprocessor: 81
 * TFLOP/s remain (tf32_rounded_row in direct.cpp). m1, m1-pro: Apple's announcements: 2.6 and 5.2 TFLOP/s, 68
 * and 200 GB/s, 8 and 16 cores; float16 products have no higher rate, TF32 is float32. Between nodes of a
 * CUDA graph lie about 1.5 microseconds, between dispatches of one Metal encoder about 5: assumed, not
 * measured. Shares: 0.6 of what mma.sync reaches, which on Hopper is itself about 0.65 of the figure (its
 * warp-group instructions reach more): assumed until there is a measurement.
 */
constexpr Machine kMachines[] = {
    {"rtx3090", 35.6e12, 35.6e12, 71e12, 936e9, 1.5e-6, 82, true, 0.6, 0.8},
    {"h100", 495e12 / 3, 81e12 / 0.4, 989e12, 3350e9, 1.5e-6, 132, true, 0.4, 0.8},
    {"m1", 2.6e12, 2.6e12, 2.6e12, 68e9, 5e-6, 8, false, 0.6, 0.8},
    {"m1-pro", 5.2e12, 5.2e12, 5.2e12, 200e9, 5e-6, 16, false, 0.6, 0.8},
};

}  // namespace

const Machine& find_machine(const std::string& name) {
    std::string known = "cpu";
    for (const Machine& machine : kMachines) {
        if (name == machine.name) return machine;
        known.append(", ").append(machine.name);
    }
    throw std::runtime_error("There is no machine '" + name + "' to predict; there is " + known + ".");
}

}  // namespace sige::bench

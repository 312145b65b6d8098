// One image's share of a convolution call, or that of several at once, and how forms split it into tasks.
#pragma once

#include "backends/cpu/convolution/convolution.h"
#include "backends/cpu/convolution/destination.h"
#include "backends/cpu/convolution/sources.h"
#include "backends/cpu/pixels.h"

namespace sige::cpu {

struct ImageCall {
    Context context;
    const HostConvolution& convolution;
    const ConvolutionCall& call;
    int32_t n;            // the first image
    Stack stack, source;  // of the images from n on, in the pixels of dst, and of the sources
    Destination destination;
    Panels panels;     // packed weights: the convolution's, or with a prologue folded into them
    const void* kept;  // the form's own weights; null where they are not kept
};

// The source of one part (gamma or beta) of a unit: which readers, and where their weights begin in a panel.
struct PartSource {
    int reader;
    int64_t panel_offset;  // weights
};
struct PartSources {
    PartSource sources[2];
    int count;
};
// With SPLIT modulation gamma reads the first source and beta the second; else both read the concatenation.
PartSources part_sources(const HostConvolution& convolution, const Sources& sources, int part);

// Spreads the reading of memory that is needed soon over the micro-kernel calls on what is here.
inline void prefetch_share(GemmArgs& args, const char* soon, int64_t bytes, int64_t call, int64_t calls) {
    const int64_t steps = calls * args.segments * args.k;
    args.prefetch = soon + call * bytes / calls;
    // Rounded down, the end of each share would be left out.
    args.prefetch_step = (bytes + steps - 1) / steps;
}

// Groups of units: tasks of few pixels are split along channels so that every thread has some.
struct UnitGroups {
    int32_t size, count;
    int32_t first(int64_t group) const { return static_cast<int32_t>(group) * size; }
    int32_t last(int64_t group, int32_t units) const { return std::min(first(group) + size, units); }
};
UnitGroups group_units(int32_t units, int32_t largest, int64_t pixel_tasks, int threads);

}  // namespace sige::cpu

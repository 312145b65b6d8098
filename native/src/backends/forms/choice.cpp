#include "backends/forms/choice.h"

namespace sige {
namespace {

// A count that shapes without buffers may drive past 64 bits.
int64_t saturated(double count) {
    constexpr double kLimit = 9223372036854774784.0;  // the largest float64 below 2^63
    return count > kLimit ? INT64_MAX : static_cast<int64_t>(count);
}

}  // namespace

// A SPLIT modulation reads ic channels per filter from its own source.
void count_run(sige_convolution_costs& run, const ConvolutionShape& shape, int64_t pixels, int32_t images,
               uint64_t weight_bytes) {
    const double rows = static_cast<double>(images) * static_cast<double>(pixels);
    run.pixels = pixels;
    run.macs = saturated(rows * shape.taps() * shape.oc * (shape.depthwise ? 1 : shape.ic));
    run.bytes = saturated(static_cast<double>(weight_bytes) +
                          rows * sizeof(float) * (static_cast<double>(shape.ic) + shape.dst_channels()));
}

void refuse_to_keep(const char* form) {
    fail(SIGE_STATUS_INVALID_ARGUMENT, "form %s keeps no weights of its own", form);
}

}  // namespace sige

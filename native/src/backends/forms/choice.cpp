#include "backends/forms/choice.h"

namespace sige {
namespace {

// A count that shapes without buffers may drive past 64 bits.
int64_t saturated(double count) {
    constexpr double kLimit = 9223372036854774784.0;  // the largest float64 below 2^63
    return count > kLimit ? INT64_MAX : static_cast<int64_t>(count);
}

}  // namespace

double pixel_bytes(const ConvolutionCall& call) {
    const auto of = [](const Tensor& tensor) {
        return static_cast<double>(dtype_size(tensor.dtype)) * static_cast<double>(tensor.c);
    };
    return of(call.src.tensor) + of(call.src2.tensor) + of(call.dst);
}

// A filter of a SPLIT modulation reads ic channels, those of its own source.
void count_run(sige_convolution_costs& run, const ConvolutionShape& shape, const ConvolutionCall& call,
               int64_t pixels, uint64_t weight_bytes) {
    const double rows = static_cast<double>(call.dst.n) * static_cast<double>(pixels);
    run.pixels = pixels;
    run.macs = saturated(rows * shape.taps() * shape.oc * (shape.depthwise ? 1 : shape.ic));
    run.bytes = saturated(static_cast<double>(weight_bytes) + rows * pixel_bytes(call));
}

void refuse_to_keep(const char* form) {
    fail(SIGE_STATUS_INVALID_ARGUMENT, "form %s keeps no weights of its own", form);
}

}  // namespace sige

#include "backends/forms/refusals.h"

namespace sige {
namespace {

const char* refuse_unless_wanted(const ConvolutionShape& shape, const ConvolutionCall* call,
                                 sige_precision precision, const char* refusal) {
    if (const char* reason = refuse_unless_dense(shape, call)) return reason;
    return call == nullptr || call->precision == precision ? nullptr : refusal;
}

}  // namespace

const char* refuse_unless_dense(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (shape.depthwise) return "the filters are depthwise";
    return call != nullptr && call->reads_labels() ? "the source is a label map" : nullptr;
}

const char* refuse_unless_labels(const ConvolutionShape& shape, const ConvolutionCall* call) {
    if (shape.depthwise) return "the filters are depthwise";
    if (shape.modulation != SIGE_MODULATION_NONE) return "the filters modulate";
    return call == nullptr || call->reads_labels() ? nullptr : "the source is not a label map";
}

const char* refuse_unless_depthwise(const ConvolutionShape& shape, const ConvolutionCall*) {
    return shape.depthwise ? nullptr : "the filters are dense";
}

const char* refuse_unless_bfloat16(const ConvolutionShape& shape, const ConvolutionCall* call) {
    return refuse_unless_wanted(shape, call, SIGE_PRECISION_BF16, "products are not wanted in bfloat16");
}

const char* refuse_unless_float16(const ConvolutionShape& shape, const ConvolutionCall* call) {
    return refuse_unless_wanted(shape, call, SIGE_PRECISION_F16, "products are not wanted in float16");
}

const char* refuse_unless_tf32(const ConvolutionShape& shape, const ConvolutionCall* call) {
    return refuse_unless_wanted(shape, call, SIGE_PRECISION_TF32, "products are not wanted in TF32");
}

}  // namespace sige

// Why forms of each kind cannot compute a run of a convolution, or without a call any run; null if they can.
// A clause that fits behind a colon; it lives for ever.
#pragma once

#include "core/operators.h"

namespace sige {

const char* refuse_unless_dense(const ConvolutionShape& shape, const ConvolutionCall* call);
const char* refuse_unless_labels(const ConvolutionShape& shape, const ConvolutionCall* call);
const char* refuse_unless_depthwise(const ConvolutionShape& shape, const ConvolutionCall* call);

// Of dense filters in factors that a run has to ask for.
const char* refuse_unless_bfloat16(const ConvolutionShape& shape, const ConvolutionCall* call);
const char* refuse_unless_float16(const ConvolutionShape& shape, const ConvolutionCall* call);
const char* refuse_unless_tf32(const ConvolutionShape& shape, const ConvolutionCall* call);

}  // namespace sige

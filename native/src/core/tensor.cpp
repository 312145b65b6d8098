#include "core/tensor.h"

namespace sige {

uint64_t dtype_size(sige_dtype dtype) {
    switch (dtype) {
        case SIGE_DTYPE_F32:
        case SIGE_DTYPE_I32:
            return 4;
        case SIGE_DTYPE_F16:
        case SIGE_DTYPE_BF16:
            return 2;
        case SIGE_DTYPE_U8:
            return 1;
        case SIGE_DTYPE_F64:
            return 8;
        default:
            fail(SIGE_STATUS_INVALID_ARGUMENT, "unknown dtype %d", dtype);
    }
}

const char* dtype_name(sige_dtype dtype) {
    switch (dtype) {
        case SIGE_DTYPE_F32:
            return "float32";
        case SIGE_DTYPE_I32:
            return "int32";
        case SIGE_DTYPE_F16:
            return "float16";
        case SIGE_DTYPE_BF16:
            return "bfloat16";
        case SIGE_DTYPE_U8:
            return "uint8";
        case SIGE_DTYPE_F64:
            return "float64";
        default:
            return "unknown";
    }
}

bool overlap(const Tensor& a, const Tensor& b) {
    const auto end = [](const Tensor& t) {
        return t.offset +
               static_cast<uint64_t>((t.n * t.pixels() - 1) * t.pixel_stride + t.c) * dtype_size(t.dtype);
    };
    return a.buffer == b.buffer && a.offset < end(b) && b.offset < end(a);
}

}  // namespace sige

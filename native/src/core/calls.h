// Validated arguments of the larger operators.
#pragma once

#include <cstdint>

#include "core/tensor.h"

namespace sige {

class Buffer;
class ActiveSet;

struct Size {
    int32_t h = 0, w = 0;
    int64_t area() const { return static_cast<int64_t>(h) * w; }
};

// Rows [n, pixels, c] in a buffer, in an active set's order.
struct Rows {
    Buffer* buffer = nullptr;
    uint64_t offset = 0;
    explicit operator bool() const { return buffer != nullptr; }
};

struct ConvolutionShape {
    int32_t ic = 0, oc = 0;
    int32_t kh = 0, kw = 0, sh = 1, sw = 1;
    int32_t pt = 0, pl = 0, pb = 0, pr = 0;
    bool depthwise = false;
    sige_modulation modulation = SIGE_MODULATION_NONE;

    int32_t taps() const { return kh * kw; }
    // Channels of dst.
    int32_t dst_channels() const { return modulation == SIGE_MODULATION_NONE ? oc : oc / 2; }
    // Winograd needs a dense 3x3 filter with stride 1.
    bool winograd_applies() const { return !depthwise && kh == 3 && kw == 3 && sh == 1 && sw == 1; }
};

// A tensor seen through a nearest resampling by 2^scale_log2.
struct Source {
    Tensor tensor;
    int32_t scale_log2 = 0;

    explicit operator bool() const { return static_cast<bool>(tensor); }
    int32_t h() const { return scale_log2 >= 0 ? tensor.h << scale_log2 : tensor.h >> -scale_log2; }
    int32_t w() const { return scale_log2 >= 0 ? tensor.w << scale_log2 : tensor.w >> -scale_log2; }
};

struct ConvolutionCall {
    sige_algorithm algorithm = SIGE_ALGORITHM_AUTO;
    Source src, src2, residual, modulated;
    Affine prologue, modulated_affine;
    sige_activation activation = SIGE_ACTIVATION_NONE;
    float slope = 0;
    ActiveSet* active = nullptr;
    Tensor dst;
    Tensor image_bias;  // [n, 1, 1, c], or none

    bool reads_labels() const { return src.tensor.dtype == SIGE_DTYPE_U8; }
};

struct NormCall {
    sige_norm_kind kind = SIGE_NORM_INSTANCE;
    Tensor src, src2;
    int32_t groups = 0;
    float eps = 0;
    Buffer* weight = nullptr;
    Buffer* bias = nullptr;
    Buffer* sums = nullptr;
    Buffer* scale = nullptr;
    Buffer* shift = nullptr;
    Tensor image_scale, image_shift;  // [n, 1, 1, c], or none

    int32_t channels() const { return src.c + src2.c; }
};

struct AttentionCall {
    int32_t heads = 0;
    float scale = 0;  // resolved
    Tensor query, key, value;
    ActiveSet* active = nullptr;
    Tensor dst;
};

struct PoolCall {
    Tensor src;
    Affine prologue;
    ActiveSet* active = nullptr;
    Tensor dst;
};

}  // namespace sige

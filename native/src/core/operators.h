// The operators of the engine: what each is called with, checked, and the list of them all. A new operator
// adds its call and its line here.
#pragma once

#include <cstdint>

#include "core/tensor.h"

namespace sige {

class ActiveSet;
class Buffer;
class Convolution;

// Each operator once: its call is <Name>Call, and messages call it by the sentence.
#define SIGE_OPERATORS(X)                         \
    X(MaskDifference, "difference of masks")      \
    X(MaskDilate, "dilation of masks")            \
    X(MaskDownsample, "downsampling of masks")    \
    X(MaskThreshold, "threshold of masks")        \
    X(MaskReduce, "reduction of masks to blocks") \
    X(Gather, "gather")                           \
    X(Scatter, "scatter")                         \
    X(ScatterGather, "scatter with gather")       \
    X(CopyPixels, "copy of pixels")               \
    X(Convolution, "convolution")                 \
    X(Attention, "attention")                     \
    X(TimeEmbedding, "time embedding")            \
    X(Norm, "statistics of normalisations")       \
    X(NormUpdate, "update of normalisations")     \
    X(LayerNorm, "layer normalisation")           \
    X(Gate, "gate")                               \
    X(Modulate, "modulation")                     \
    X(Activate, "activation")                     \
    X(Add, "addition")                            \
    X(AveragePool, "average pool")                \
    X(Resize, "nearest resize")                   \
    X(OneHot, "one-hot")

// Rows [n, pixels, c] in a buffer, in an active set's order.
struct Rows {
    Buffer* buffer = nullptr;
    uint64_t offset = 0;
    sige_dtype dtype = SIGE_DTYPE_F32;
    explicit operator bool() const { return buffer != nullptr; }
};

struct MaskDifferenceCall {
    Tensor a, b;
    float eps = 0;
    Buffer* mask = nullptr;
};

struct MaskDilateCall {
    Buffer* src = nullptr;
    Size size;
    int32_t radius = 0;
    Buffer* dst = nullptr;
};

struct MaskDownsampleCall {
    Buffer* src = nullptr;
    Size src_size;
    Buffer* dst = nullptr;
    Size dst_size;
};

struct MaskThresholdCall {
    Buffer* src = nullptr;
    Size size;
    float threshold = 0;
    Buffer* dst = nullptr;
};

struct MaskReduceCall {
    Buffer* mask = nullptr;
    Size size;
    int32_t block = 0, halo = 0;
    Buffer* blocks = nullptr;
    Buffer* count = nullptr;
};

struct GatherCall {
    Tensor src;
    const ActiveSet* active = nullptr;
    Affine prologue;
    Rows dst;
};

// At most one of residual and residual_rows is given; it is added to the rows.
struct ScatterCall {
    Rows src;
    const ActiveSet* active = nullptr;
    Tensor residual;
    Rows residual_rows;
    Tensor dst;
};

struct ScatterGatherCall {
    Rows src;
    const ActiveSet* written = nullptr;
    Tensor recorded;
    const ActiveSet* wanted = nullptr;
    Affine prologue;
    Rows dst;
};

// Copies the active pixels, or without a set all of the smaller region.
struct CopyPixelsCall {
    Region src;
    const ActiveSet* active = nullptr;
    Region dst;
    Buffer* overflows =
        nullptr;  // uint64: how many finite values became infinite is added to it; null for no counting
    uint64_t overflows_offset = 0;
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
    Convolution* convolution = nullptr;
    int32_t form = SIGE_FORM_AUTO;
    Source src, src2, residual, modulated;
    Affine prologue, modulated_affine;
    sige_activation activation = SIGE_ACTIVATION_NONE;
    float slope = 0;
    const ActiveSet* active = nullptr;
    Tensor dst;
    Tensor image_bias;  // [n, 1, 1, c], or none
    sige_precision precision = SIGE_PRECISION_F32;

    bool reads_labels() const { return src.tensor.dtype == SIGE_DTYPE_U8; }
};

struct AttentionCall {
    int32_t heads = 0;
    float scale = 0;  // resolved
    Tensor query, key, value;
    const ActiveSet* active = nullptr;
    Tensor dst;
    sige_precision precision = SIGE_PRECISION_F32;
    bool causal = false;
};

struct TimeEmbeddingCall {
    Tensor src;
    sige_embedding_order order = SIGE_EMBEDDING_SIN_COS;
    float downscale_shift = 0;
    Tensor dst;
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

struct NormUpdateCall {
    NormCall norm;
    const ActiveSet* active = nullptr;
    Rows old_rows, old_rows2;
};

struct LayerNormCall {
    Tensor src;
    float eps = 0;
    Buffer* weight = nullptr;
    Buffer* bias = nullptr;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

struct GateCall {
    Tensor src, gate;
    sige_activation activation = SIGE_ACTIVATION_NONE;
    float slope = 0;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

// gamma may be none; gamma and beta may be one pixel an image.
struct ModulateCall {
    Tensor src;
    Affine normalisation;
    Tensor gamma, beta;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

struct ActivateCall {
    Tensor src;
    Affine affine;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

struct AddCall {
    Tensor a, b;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

struct AveragePoolCall {
    Tensor src;
    Affine prologue;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

struct ResizeCall {
    Tensor src;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

struct OneHotCall {
    Tensor labels;
    const ActiveSet* active = nullptr;
    Tensor dst;
};

}  // namespace sige

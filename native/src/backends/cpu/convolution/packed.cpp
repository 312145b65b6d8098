#include "backends/cpu/convolution/packed.h"

#include <algorithm>

#include "core/error.h"
#include "core/tensor.h"
#include "kernels/half/half_ref.h"

namespace sige::cpu {
namespace {

WidenRowFunction widen_kernel(const Kernels& kernels, sige_dtype from) {
    return from == SIGE_DTYPE_F16 ? kernels.widen_row : kernels.widen_bf16_row;
}

// What becomes of weights does not depend on a queue's instruction set: all of them widen and round alike.
const Kernels& best_kernels() {
    static const Kernels kernels(best_isa());
    return kernels;
}

uint64_t narrow_bf16(const float* src, uint16_t* dst, int64_t count) {
    uint64_t overflows = 0;
    for (int64_t i = 0; i < count; ++i) {
        dst[i] = ref::narrow_bf16(src[i]);
        overflows += std::isfinite(src[i]) && (dst[i] & 0x7fff) == 0x7f80 ? 1 : 0;
    }
    return overflows;
}

}  // namespace

void Panels::widen(const Kernels& kernels, int32_t panel, int64_t first, int64_t count, float* dst) const {
    const char* src = at(panel, first);
    if (dtype == SIGE_DTYPE_F32)
        std::copy_n(reinterpret_cast<const float*>(src), count, dst);
    else
        widen_kernel(kernels, dtype)(WidenRowArgs{reinterpret_cast<const uint16_t*>(src), dst, count});
}

const float* Panels::floats(const Kernels& kernels, int32_t panel, int64_t first, int64_t count,
                            float* scratch) const {
    if (dtype == SIGE_DTYPE_F32) return reinterpret_cast<const float*>(at(panel, first));
    widen(kernels, panel, first, count, scratch);
    return scratch;
}

const GemmTile& gemm_tile(const Kernels& kernels, sige_dtype weights) {
    if (weights == SIGE_DTYPE_F16) return kernels.gemm_f16_weights;
    return weights == SIGE_DTYPE_BF16 ? kernels.gemm_bf16_weights : kernels.gemm;
}

LabelsFunction labels_kernel(const Kernels& kernels, sige_dtype weights) {
    if (weights == SIGE_DTYPE_F16) return kernels.labels_f16_weights;
    return weights == SIGE_DTYPE_BF16 ? kernels.labels_bf16_weights : kernels.labels;
}

WinogradWeightsFunction winograd_weights_kernel(const Kernels& kernels, int tile, sige_dtype weights) {
    if (weights == SIGE_DTYPE_F16)
        return tile == 2 ? kernels.winograd_f16_weights_2 : kernels.winograd_f16_weights_4;
    if (weights == SIGE_DTYPE_BF16)
        return tile == 2 ? kernels.winograd_bf16_weights_2 : kernels.winograd_bf16_weights_4;
    return tile == 2 ? kernels.winograd_weights_2 : kernels.winograd_weights_4;
}

ConvertedWeights::ConvertedWeights(const void* weights, sige_dtype from, sige_dtype to, int64_t count)
    : weights_(weights) {
    if (from == to) return;
    const float* wide = widen(weights, from, count);
    if (to == SIGE_DTYPE_F32)
        weights_ = wide;
    else
        narrow(wide, to, count);
}

const float* ConvertedWeights::widen(const void* weights, sige_dtype from, int64_t count) {
    if (from == SIGE_DTYPE_F32) return static_cast<const float*>(weights);
    wide_.resize(static_cast<size_t>(count));
    widen_kernel(best_kernels(),
                 from)(WidenRowArgs{static_cast<const uint16_t*>(weights), wide_.data(), count});
    return wide_.data();
}

void ConvertedWeights::narrow(const float* weights, sige_dtype to, int64_t count) {
    narrow_.resize(static_cast<size_t>(count));
    const uint64_t overflows = to == SIGE_DTYPE_F16
                                   ? best_kernels().narrow_row(NarrowRowArgs{weights, narrow_.data(), count})
                                   : narrow_bf16(weights, narrow_.data(), count);
    SIGE_REQUIRE(overflows == 0, "weights: %llu of %lld are too large to be kept as %s",
                 static_cast<unsigned long long>(overflows), static_cast<long long>(count), dtype_name(to));
    weights_ = narrow_.data();
}

}  // namespace sige::cpu

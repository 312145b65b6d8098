#include "backends/cpu/convolution/packed.h"

#include <algorithm>

namespace sige::cpu {
namespace {

WidenRowFunction widen_kernel(const Kernels& kernels, sige_dtype from) {
    return from == SIGE_DTYPE_F16 ? kernels.widen_row : kernels.widen_bf16_row;
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

}  // namespace sige::cpu

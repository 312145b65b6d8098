// Packed weights in panels of sixteen filters, as float32 or as one of the 16-bit types, and the kernels that
// read each of them.
#pragma once

#include <cstdint>

#include "kernels/kernels.h"

namespace sige::cpu {

// Panels that lie in memory one behind the other.
struct Panels {
    const char* memory;
    sige_dtype dtype;
    int64_t size;  // weights of a panel

    int64_t bytes(int64_t weights) const {
        return weights * static_cast<int64_t>(dtype == SIGE_DTYPE_F32 ? sizeof(float) : sizeof(uint16_t));
    }
    const char* at(int32_t panel, int64_t weight) const { return memory + bytes(panel * size + weight); }
    // The same as float32, exactly: in scratch, or where they are if they are float32.
    const float* floats(const Kernels& kernels, int32_t panel, int64_t first, int64_t count,
                        float* scratch) const;
    void widen(const Kernels& kernels, int32_t panel, int64_t first, int64_t count, float* dst) const;
};

const GemmTile& gemm_tile(const Kernels& kernels, sige_dtype weights);
LabelsFunction labels_kernel(const Kernels& kernels, sige_dtype weights);
WinogradWeightsFunction winograd_weights_kernel(const Kernels& kernels, int tile, sige_dtype weights);

}  // namespace sige::cpu

#include "backends/weights/converted_weights.h"

#include <cmath>

#include "core/tensor.h"
#include "kernels/half/half_ref.h"
#include "kernels/kernels.h"

namespace sige {
namespace {

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

uint64_t narrow_f16(const float* src, uint16_t* dst, int64_t count) {
    return best_kernels().narrow_row(NarrowRowArgs{src, dst, count});
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
    const WidenRowFunction run =
        from == SIGE_DTYPE_F16 ? best_kernels().widen_row : best_kernels().widen_bf16_row;
    run(WidenRowArgs{static_cast<const uint16_t*>(weights), wide_.data(), count});
    return wide_.data();
}

void ConvertedWeights::narrow(const float* weights, sige_dtype to, int64_t count) {
    narrow_.resize(static_cast<size_t>(count));
    const uint64_t overflows = to == SIGE_DTYPE_F16 ? narrow_f16(weights, narrow_.data(), count)
                                                    : narrow_bf16(weights, narrow_.data(), count);
    SIGE_REQUIRE(overflows == 0, "weights: %llu of %lld are too large to be kept as %s",
                 static_cast<unsigned long long>(overflows), static_cast<long long>(count), dtype_name(to));
    weights_ = narrow_.data();
}

}  // namespace sige

// gemm.h on AVX-512.
#include "kernels/gemm/gemm.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/gemm/gemm.inl"

}  // namespace sige::avx512

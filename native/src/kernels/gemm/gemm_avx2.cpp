// gemm.h on AVX2.
#include "kernels/gemm/gemm.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/gemm/gemm.inl"

}  // namespace sige::avx2

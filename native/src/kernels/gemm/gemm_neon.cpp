// gemm.h on NEON.
#include "kernels/gemm/gemm.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {
namespace {
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/gemm/gemm.inl"

}  // namespace sige::neon

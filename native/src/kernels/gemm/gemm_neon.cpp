// gemm.h on NEON.
#include "kernels/gemm/gemm.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {

#include "kernels/gemm/gemm.inl"

}  // namespace sige::neon

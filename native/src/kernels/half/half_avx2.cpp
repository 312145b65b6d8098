// half.h on AVX2.
#include "kernels/half/half.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {

#include "kernels/half/half.inl"

}  // namespace sige::avx2

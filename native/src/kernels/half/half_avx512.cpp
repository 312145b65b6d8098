// half.h on AVX-512.
#include "kernels/half/half.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {

#include "kernels/half/half.inl"

}  // namespace sige::avx512

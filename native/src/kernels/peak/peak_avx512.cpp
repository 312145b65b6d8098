// peak.h on AVX-512.
#include "kernels/peak/peak.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {

#include "kernels/peak/peak.inl"

}  // namespace sige::avx512

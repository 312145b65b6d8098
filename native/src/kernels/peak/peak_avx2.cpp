// peak.h on AVX2.
#include "kernels/peak/peak.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {

#include "kernels/peak/peak.inl"

}  // namespace sige::avx2

// rows.h on AVX2.
#include "kernels/rows/rows.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/rows/rows.inl"

}  // namespace sige::avx2

// rows.h on AVX-512.
#include "kernels/rows/rows.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/rows/rows.inl"

}  // namespace sige::avx512

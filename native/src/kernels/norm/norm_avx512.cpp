// norm.h on AVX-512.
#include "kernels/norm/norm.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/access.inl"
}  // namespace

#include "kernels/norm/norm.inl"

}  // namespace sige::avx512

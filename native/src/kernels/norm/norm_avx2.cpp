// norm.h on AVX2.
#include "kernels/norm/norm.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/access.inl"
}  // namespace

#include "kernels/norm/norm.inl"

}  // namespace sige::avx2

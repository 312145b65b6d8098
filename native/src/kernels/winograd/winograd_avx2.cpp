// winograd.h on AVX2.
#include "kernels/simd/vec_avx2.h"
#include "kernels/winograd/winograd.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/winograd/winograd.inl"

}  // namespace sige::avx2

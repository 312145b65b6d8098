// winograd.h on AVX-512.
#include "kernels/simd/vec_avx512.h"
#include "kernels/winograd/winograd.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/winograd/winograd.inl"

}  // namespace sige::avx512

// softmax.h on AVX-512.
#include "kernels/simd/vec_avx512.h"
#include "kernels/softmax/softmax.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/softmax/softmax.inl"

}  // namespace sige::avx512

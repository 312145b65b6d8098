// softmax.h on AVX2.
#include "kernels/simd/vec_avx2.h"
#include "kernels/softmax/softmax.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/softmax/softmax.inl"

}  // namespace sige::avx2

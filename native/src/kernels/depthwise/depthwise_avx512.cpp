// depthwise.h on AVX-512.
#include "kernels/depthwise/depthwise.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/access.inl"
}  // namespace

#include "kernels/depthwise/depthwise.inl"

}  // namespace sige::avx512

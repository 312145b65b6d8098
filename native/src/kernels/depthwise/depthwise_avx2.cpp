// depthwise.h on AVX2.
#include "kernels/depthwise/depthwise.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/access.inl"
}  // namespace

#include "kernels/depthwise/depthwise.inl"

}  // namespace sige::avx2

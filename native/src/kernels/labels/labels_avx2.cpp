// labels.h on AVX2.
#include "kernels/labels/labels.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/labels/labels.inl"

}  // namespace sige::avx2

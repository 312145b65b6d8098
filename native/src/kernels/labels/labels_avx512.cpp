// labels.h on AVX-512.
#include "kernels/labels/labels.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/labels/labels.inl"

}  // namespace sige::avx512

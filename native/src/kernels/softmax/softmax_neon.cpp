// softmax.h on NEON.
#include "kernels/simd/vec_neon.h"
#include "kernels/softmax/softmax.h"

namespace sige::neon {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/softmax/softmax.inl"

}  // namespace sige::neon

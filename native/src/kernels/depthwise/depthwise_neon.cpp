// depthwise.h on NEON.
#include "kernels/depthwise/depthwise.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {
namespace {
#include "kernels/simd/access.inl"
}  // namespace

#include "kernels/depthwise/depthwise.inl"

}  // namespace sige::neon

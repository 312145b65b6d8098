// rows.h on NEON.
#include "kernels/rows/rows.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/rows/rows.inl"

}  // namespace sige::neon

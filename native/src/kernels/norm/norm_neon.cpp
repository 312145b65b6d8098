// norm.h on NEON.
#include "kernels/norm/norm.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {
namespace {
#include "kernels/simd/access.inl"
}  // namespace

#include "kernels/norm/norm.inl"

}  // namespace sige::neon

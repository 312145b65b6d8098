// winograd.h on NEON.
#include "kernels/simd/vec_neon.h"
#include "kernels/winograd/winograd.h"

namespace sige::neon {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/winograd/winograd.inl"

}  // namespace sige::neon

// labels.h on NEON.
#include "kernels/labels/labels.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {
namespace {
#include "kernels/simd/weights.inl"
}  // namespace

#include "kernels/labels/labels.inl"

}  // namespace sige::neon

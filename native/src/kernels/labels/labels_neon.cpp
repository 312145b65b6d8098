// labels.h on NEON.
#include "kernels/labels/labels.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {

#include "kernels/labels/labels.inl"

}  // namespace sige::neon

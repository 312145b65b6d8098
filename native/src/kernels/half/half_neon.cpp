// half.h on NEON.
#include "kernels/half/half.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {

#include "kernels/half/half.inl"

}  // namespace sige::neon

// peak.h on NEON.
#include "kernels/peak/peak.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {

#include "kernels/peak/peak.inl"

}  // namespace sige::neon

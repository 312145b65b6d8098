// epilogue.h on NEON.
#include "kernels/epilogue/epilogue.h"
#include "kernels/simd/vec_neon.h"

namespace sige::neon {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/epilogue/epilogue.inl"

}  // namespace sige::neon

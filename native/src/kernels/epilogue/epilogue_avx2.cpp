// epilogue.h on AVX2.
#include "kernels/epilogue/epilogue.h"
#include "kernels/simd/vec_avx2.h"

namespace sige::avx2 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/epilogue/epilogue.inl"

}  // namespace sige::avx2

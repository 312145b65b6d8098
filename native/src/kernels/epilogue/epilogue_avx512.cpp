// epilogue.h on AVX-512.
#include "kernels/epilogue/epilogue.h"
#include "kernels/simd/vec_avx512.h"

namespace sige::avx512 {
namespace {
#include "kernels/simd/access.inl"
#include "kernels/simd/activation.inl"
}  // namespace

#include "kernels/epilogue/epilogue.inl"

}  // namespace sige::avx512

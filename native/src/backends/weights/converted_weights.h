// A caller's weights as the type that they are kept as.
#pragma once

#include <cstdint>
#include <vector>

#include "core/error.h"

namespace sige {

// Rounded to the nearest, ties to even, or where they are if they are of the type. Fails if a finite one
// would become infinite.
class ConvertedWeights final {
  public:
    ConvertedWeights(const void* weights, sige_dtype from, sige_dtype to, int64_t count);

    template <class T>
    const T* get() const {
        return static_cast<const T*>(weights_);
    }

  private:
    const float* widen(const void* weights, sige_dtype from, int64_t count);
    void narrow(const float* weights, sige_dtype to, int64_t count);

    const void* weights_;
    std::vector<float> wide_;
    std::vector<uint16_t> narrow_;
};

// As ConvertedWeights rounds; gives how many finite weights became infinite.
uint64_t narrow_f16(const float* src, uint16_t* dst, int64_t count);

}  // namespace sige

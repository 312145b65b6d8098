// Weights of each type that packed ones are kept as, the plain way.
#pragma once

#include <utility>
#include <vector>

#include "harness/values/bf16.h"
#include "harness/values/half.h"
#include "sige/sige.h"

namespace sige::test {

inline constexpr sige_dtype kWeightTypes[] = {SIGE_DTYPE_F32, SIGE_DTYPE_F16, SIGE_DTYPE_BF16};

inline float rounded_to(sige_dtype type, float value) {
    if (type == SIGE_DTYPE_F16) return static_cast<float>(float_of_half(half_of(value)));
    return type == SIGE_DTYPE_BF16 ? static_cast<float>(value_of_bf16(bf16_of(value))) : value;
}

// Values as memory of a type.
class TypedWeights final {
  public:
    TypedWeights(sige_dtype type, std::vector<float> values) : type_(type), values_(std::move(values)) {
        for (float& value : values_) {
            halves_.push_back(type == SIGE_DTYPE_F16 ? half_of(value) : bf16_of(value));
            value = rounded_to(type, value);
        }
    }

    const void* data() const {
        return type_ == SIGE_DTYPE_F32 ? static_cast<const void*>(values_.data()) : halves_.data();
    }
    // What they are as float32.
    const std::vector<float>& values() const { return values_; }

  private:
    const sige_dtype type_;
    std::vector<float> values_;
    std::vector<uint16_t> halves_;
};

}  // namespace sige::test

// Repeatable numbers (splitmix64), the same on every platform.
#pragma once

#include <cstdint>
#include <span>

namespace sige::test {

class Random final {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}

    uint64_t bits() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    int below(int limit) { return static_cast<int>(bits() % static_cast<uint64_t>(limit)); }
    float uniform(float low, float high) {
        return low + (high - low) * static_cast<float>(bits() >> 40) * (1.0f / 16777216.0f);
    }
    void fill(std::span<float> values, float low = -1, float high = 1) {
        for (float& value : values) value = uniform(low, high);
    }

  private:
    uint64_t state_;
};

}  // namespace sige::test

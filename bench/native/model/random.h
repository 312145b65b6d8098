/** Numbers that are the same on every machine. */
#pragma once

#include <cstdint>

namespace sige::bench {

/** SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). */
class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}

    /** From -bound to bound. */
    float symmetric(float bound) { return bound * (static_cast<float>(next() >> 40) * 0x1p-23f - 1); }

  private:
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    uint64_t state_;
};

}  // namespace sige::bench

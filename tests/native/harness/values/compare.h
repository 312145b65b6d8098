// Comparisons of whole arrays: one line for the first difference and how many there are.
#pragma once

#include <cstring>
#include <limits>
#include <span>

#include "harness/test.h"

namespace sige::test {

// Half the distance from 1 to the next float32: the largest relative error of one rounding.
constexpr double kUnit = 0x1p-24;

inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

template <class T>
bool same_bits(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

// Whether both are NaN or both are within the tolerance.
inline bool near(double found, double expected, double tolerance) {
    if (std::isnan(expected) || std::isnan(found)) return std::isnan(expected) && std::isnan(found);
    if (std::isinf(expected) || std::isinf(found)) return found == expected;
    return std::fabs(found - expected) <= tolerance;
}

// Counts differences and reports the first of them.
class Differences final {
  public:
    Differences(const char* file, int line) : file_(file), line_(line) {}
    ~Differences() {
        report(count_ == 0, file_, line_,
               count_ == 0 ? std::string()
                           : format("%s (%lld differ)", first_.c_str(), static_cast<long long>(count_)));
    }
    Differences(const Differences&) = delete;
    Differences& operator=(const Differences&) = delete;

    void add(const std::string& message) {
        if (count_++ == 0) first_ = message;
    }
    void near_at(int64_t index, double found, double expected, double tolerance) {
        if (!near(found, expected, tolerance))
            add(format("[%lld] is %.9g, expected %.9g within %.3g", static_cast<long long>(index), found,
                       expected, tolerance));
    }
    template <class T>
    void same_at(int64_t index, const T& found, const T& expected) {
        if (!same_bits(found, expected))
            add(format("[%lld] is %s, expected the bits of %s", static_cast<long long>(index),
                       text_of(found).c_str(), text_of(expected).c_str()));
    }

  private:
    const char* const file_;
    const int line_;
    int64_t count_ = 0;
    std::string first_;
};

template <class T>
void check_same_bits(std::span<const T> found, std::span<const T> expected, const char* file, int line) {
    Differences differences(file, line);
    if (found.size() != expected.size()) {
        differences.add(format("%zu values, expected %zu", found.size(), expected.size()));
        return;
    }
    for (size_t i = 0; i < found.size(); ++i)
        differences.same_at(static_cast<int64_t>(i), found[i], expected[i]);
}

}  // namespace sige::test

#define CHECK_SAME_BITS(found, expected)                                                                   \
    ::sige::test::check_same_bits(std::span<const std::decay_t<decltype((found)[0])>>(found),              \
                                  std::span<const std::decay_t<decltype((found)[0])>>(expected), __FILE__, \
                                  __LINE__)

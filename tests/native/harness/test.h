// A small test harness: tests register themselves, a failed check prints one line with its values and goes
// on.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <type_traits>

namespace sige::test {

using TestFunction = void (*)();

// Adds a test to the list that main() runs.
struct Registration {
    Registration(const char* group, const char* name, TestFunction function);
};

// Thrown where the rest of a test would make no sense.
struct Abandoned {};

// Whether --quick was given: fewer sizes, for emulators.
bool quick();
// Counts a check; prints a line when it failed.
void report(bool passed, const char* file, int line, const std::string& message);
// Says once in the output why something was left out, and counts it.
void skip(const std::string& reason);

// A sentence that is put before the messages of failed checks while it lives: which case is under test.
class Context final {
  public:
    explicit Context(std::string text);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

std::string format(const char* text, ...)
#if defined(__MINGW32__)
    __attribute__((__format__(__gnu_printf__, 1, 2)));
#elif defined(__GNUC__)
    __attribute__((__format__(__printf__, 1, 2)));
#else
    ;
#endif

template <class T>
std::string text_of(const T& value) {
    if constexpr (std::is_same_v<T, std::string>)
        return value;
    else if constexpr (std::is_floating_point_v<T>)
        return format("%.9g", static_cast<double>(value));
    else if constexpr (std::is_pointer_v<T>)
        return value == nullptr ? "null" : "a pointer";
    else
        return std::to_string(value);
}

template <class A, class B>
void check_equal(const A& found, const B& expected, const char* what, const char* file, int line) {
    const bool equal = found == static_cast<A>(expected);
    report(equal, file, line,
           equal ? std::string()
                 : format("%s is %s, expected %s", what, text_of(found).c_str(),
                          text_of(static_cast<A>(expected)).c_str()));
}

}  // namespace sige::test

#define SIGE_JOIN_(a, b) a##b
#define SIGE_JOIN(a, b) SIGE_JOIN_(a, b)

#define TEST(group, name)                                                             \
    static void SIGE_JOIN(group##_, name)();                                          \
    static const ::sige::test::Registration SIGE_JOIN(group##_##name, _registration)( \
        #group, #name, SIGE_JOIN(group##_, name));                                    \
    static void SIGE_JOIN(group##_, name)()

#define CHECK(condition) \
    ::sige::test::report(static_cast<bool>(condition), __FILE__, __LINE__, "not true: " #condition)

#define CHECK_EQUAL(found, expected) \
    ::sige::test::check_equal((found), (expected), #found, __FILE__, __LINE__)

#define CHECK_NEAR(found, expected, tolerance)                                                             \
    do {                                                                                                   \
        const double found_ = static_cast<double>(found), expected_ = static_cast<double>(expected),       \
                     tolerance_ = static_cast<double>(tolerance);                                          \
        ::sige::test::report(std::fabs(found_ - expected_) <= tolerance_, __FILE__, __LINE__,              \
                             ::sige::test::format("%s is %.9g, expected %.9g within %.3g", #found, found_, \
                                                  expected_, tolerance_));                                 \
    } while (false)

// Errors inside the engine: an exception that carries a status and a sentence, and the guard that keeps it
// inside.
#pragma once

#include <cstdarg>
#include <string>

#include "sige/sige.h"

namespace sige {

class Error final {
  public:
    Error(sige_status status, std::string message) : status_(status), message_(std::move(message)) {}
    sige_status status() const { return status_; }
    const std::string& message() const { return message_; }

  private:
    sige_status status_;
    std::string message_;
};

#if defined(__GNUC__)
#define SIGE_PRINTF(format_index, first) __attribute__((__format__(__printf__, format_index, first)))
#else
#define SIGE_PRINTF(format_index, first)
#endif

// Throws an Error with a printf-style message.
[[noreturn]] void fail(sige_status status, const char* format, ...) SIGE_PRINTF(2, 3);

// Throws INVALID_ARGUMENT unless the condition holds.
#define SIGE_REQUIRE(condition, ...)                                               \
    do {                                                                           \
        if (!(condition)) ::sige::fail(SIGE_STATUS_INVALID_ARGUMENT, __VA_ARGS__); \
    } while (false)

void set_last_error(const std::string& message) noexcept;
const char* last_error() noexcept;
sige_status status_of_current_exception() noexcept;

// Runs the body of an export; no exception crosses the C line.
template <class Body>
sige_status guard(Body&& body) noexcept {
    try {
        body();
        return SIGE_STATUS_OK;
    } catch (...) {
        return status_of_current_exception();
    }
}

}  // namespace sige

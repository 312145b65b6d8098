// What a kernel did that it must not: named with kernel, block, thread, line and instruction.
#pragma once

#include <stdexcept>
#include <string>

namespace sige::ptx {

enum class FaultKind {
    illegal_address,
    misaligned_address,
    uninitialized_read,
    race,
    divergence,
    deadlock,
    runaway,
    arithmetic,
};

class Fault final : public std::runtime_error {
  public:
    Fault(FaultKind kind, const std::string& message) : std::runtime_error(message), kind(kind) {}
    const FaultKind kind;
};

// A text that the parser does not take.
class SyntaxError final : public std::runtime_error {
  public:
    SyntaxError(int line, const std::string& message)
        : std::runtime_error("line " + std::to_string(line) + ": " + message), line(line) {}
    const int line;
};

}  // namespace sige::ptx

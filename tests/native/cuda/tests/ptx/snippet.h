// Runs a few instructions in a warp, and holds opcodes to their values.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "cuda/ptx/machine/grid.h"
#include "harness/test.h"

namespace sige::test {

// Global memory, of elements of any type.
template <class T>
using Words = std::vector<T>;

struct Run {
    ptx::Dim3 block{32, 1, 1}, grid{1, 1, 1};
    uint32_t dynamic_shared_bytes = 0;
    ptx::Options options;
};

// Runs the body of a kernel whose parameters are pointers: %in of what was given, %out of zeros. Declarations
// may stand before. Registers: %in, %out and %d0..%d39 of 64 bits, %w0..%w39 of 32, %f0..%f39 of float,
// %g0..%g9 of double, %h0..%h19 of 16, %p0..%p9; %t is the thread, %at its place in %out: out + 4 * thread.
std::vector<std::byte> run_body(const std::string& body, const std::vector<std::byte>& in, size_t out_bytes,
                                const Run& run = {}, const std::string& declarations = "");

template <class Out, class In>
std::vector<Out> run_lanes(const std::string& body, const std::vector<In>& in, size_t count,
                           const Run& run = {}, const std::string& declarations = "") {
    std::vector<std::byte> bytes(in.size() * sizeof(In));
    if (!bytes.empty()) std::memcpy(bytes.data(), in.data(), bytes.size());
    const std::vector<std::byte> found = run_body(body, bytes, count * sizeof(Out), run, declarations);
    std::vector<Out> out(count);
    std::memcpy(out.data(), found.data(), found.size());
    return out;
}

// The fault that a body ends with; a failed check if it ends well.
struct Seen {
    ptx::FaultKind kind;
    std::string message;
};
Seen fault_of(const std::string& body, const std::vector<std::byte>& in, size_t out_bytes,
              const Run& run = {}, const std::string& declarations = "");
void check_fault(const Seen& seen, ptx::FaultKind kind, const std::string& part, const char* file, int line);

// The text around a body, as clang writes it.
std::string kernel_around(const std::string& body, const std::string& declarations = "");

// Opcodes that texts of this process had.
std::set<std::string>& seen_opcodes();

}  // namespace sige::test

#define CHECK_FAULT(seen, kind, part) \
    ::sige::test::check_fault((seen), ::sige::ptx::FaultKind::kind, (part), __FILE__, __LINE__)

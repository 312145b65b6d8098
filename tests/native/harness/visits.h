// Which rows of the kernel tables tests have visited.
#pragma once

namespace sige::test {

// Counts a row as visited; `name` is the row's.
void visit(const char* name);
// Whether every row that this processor can run, or that is emulated, was visited; prints those that were
// not.
bool every_kernel_was_visited();

}  // namespace sige::test

// Reads a PTX text as clang writes it for sm_80: kernels without calls.
#pragma once

#include <string_view>

#include "cuda/ptx/machine/program.h"

namespace sige::ptx {

// Throws SyntaxError, for opcodes that are not in the list too.
Module parse(std::string_view text);

}  // namespace sige::ptx

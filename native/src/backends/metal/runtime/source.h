// The text of all Metal kernels, which the build puts together from kernels/.
#pragma once

#include <string>

namespace sige::metal {

std::string kernel_source();

}  // namespace sige::metal

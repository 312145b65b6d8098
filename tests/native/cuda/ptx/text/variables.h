// Declarations of variables and parameters.
#pragma once

#include <optional>

#include "cuda/ptx/machine/program.h"
#include "cuda/ptx/text/operand.h"

namespace sige::ptx {

struct Declaration {
    std::string_view name;
    Type type = Type::b8;
    uint32_t alignment = 1;
    uint32_t elements = 1;
    bool is_array_of_any_size = false;
    uint32_t bytes() const { return elements * static_cast<uint32_t>(size_of(type)); }
};

// After the space: ".align 4 .b8 name[16]".
Declaration read_declaration(Reader& reader);
// After the name: "= {1, 2}" or "= 3"; bytes past those given are zero.
std::vector<std::byte> read_initial(Reader& reader, const Declaration& declaration);

inline uint32_t aligned(uint32_t offset, uint32_t alignment) {
    return (offset + alignment - 1) / alignment * alignment;
}

}  // namespace sige::ptx

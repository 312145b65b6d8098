// Operands as the text writes them, and numbers.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cuda/ptx/text/reader.h"

namespace sige::ptx {

enum class NumberKind { integer, float32, float64 };

struct Number {
    NumberKind kind = NumberKind::integer;
    uint64_t bits = 0;
};

struct Operand {
    enum class Kind { name, number, address, list } kind = Kind::name;
    std::string_view name;
    Number number;
    int64_t offset = 0;          // of an address
    std::vector<Operand> items;  // of a list; of an address, its base
};

// A number, which may begin with a minus. Throws SyntaxError.
Number read_number(Reader& reader);
Operand read_operand(Reader& reader);

}  // namespace sige::ptx

// Opcodes of one lane with operands and results, as bits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sige::test {

struct Case {
    const char* opcode;  // the name of its row
    std::vector<uint64_t> sources;
    std::vector<uint64_t> results;
};

// A name that is made and lives as long as the program.
const char* keep(std::string text);

std::vector<Case> integer_cases();
std::vector<Case> float_cases();
std::vector<Case> half_cases();
std::vector<Case> bit_cases();
std::vector<Case> select_cases();
std::vector<Case> convert_cases();
std::vector<Case> move_cases();

}  // namespace sige::test

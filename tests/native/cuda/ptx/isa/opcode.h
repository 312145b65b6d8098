// The opcodes that the double takes: exact texts, each with the operands that it has. An opcode that is not
// in the list is an error.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cuda/ptx/machine/program.h"

namespace sige::ptx {

enum class Role : uint8_t {
    result,
    source,
    address,
    immediate,  // a number in the text
    members,    // the mask of lanes that take part
};

struct Slot {
    Role role = Role::source;
    Type type = Type::b32;
    int count = 1;       // registers in braces
    bool wider = false;  // whether registers may have more bytes than the type
    bool optional = false;
};

struct Opcode {
    std::vector<Slot> slots;
    Execute* execute = nullptr;
    Flow flow = Flow::plain;
    Space space = Space::generic;
    uint8_t variant = 0;
    bool is_load = false;
    bool touches_shared = false;  // whether its address may lie there
};

class OpcodeTable final {
  public:
    OpcodeTable();
    const Opcode* find(std::string_view text) const;
    // Adds one; its result comes first.
    Opcode& add(const std::string& text, std::vector<Slot> slots, Execute* execute);
    size_t size() const { return rows_.size(); }
    std::vector<std::string> texts() const;

  private:
    std::unordered_map<std::string, Opcode> rows_;
};

const OpcodeTable& opcodes();

inline Slot to(Type type, int count = 1) {
    return {Role::result, type, count};
}
inline Slot from(Type type, int count = 1) {
    return {Role::source, type, count};
}

// Each file of opcodes adds its own.
void add_integer_opcodes(OpcodeTable& table);
void add_float_opcodes(OpcodeTable& table);
void add_half_opcodes(OpcodeTable& table);
void add_bit_opcodes(OpcodeTable& table);
void add_select_opcodes(OpcodeTable& table);
void add_convert_opcodes(OpcodeTable& table);
void add_move_opcodes(OpcodeTable& table);
void add_memory_opcodes(OpcodeTable& table);
void add_atomic_opcodes(OpcodeTable& table);
void add_copy_opcodes(OpcodeTable& table);
void add_warp_opcodes(OpcodeTable& table);
void add_matrix_opcodes(OpcodeTable& table);

}  // namespace sige::ptx

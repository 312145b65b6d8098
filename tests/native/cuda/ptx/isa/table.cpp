#include <algorithm>

#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {

OpcodeTable::OpcodeTable() {
    add_integer_opcodes(*this);
    add_float_opcodes(*this);
    add_half_opcodes(*this);
    add_bit_opcodes(*this);
    add_select_opcodes(*this);
    add_convert_opcodes(*this);
    add_move_opcodes(*this);
    add_memory_opcodes(*this);
    add_atomic_opcodes(*this);
    add_copy_opcodes(*this);
    add_warp_opcodes(*this);
    add_matrix_opcodes(*this);
}

const Opcode* OpcodeTable::find(std::string_view text) const {
    const auto row = rows_.find(std::string(text));
    return row == rows_.end() ? nullptr : &row->second;
}

Opcode& OpcodeTable::add(const std::string& text, std::vector<Slot> slots, Execute* execute) {
    Opcode& row = rows_[text];
    row.slots = std::move(slots);
    row.execute = execute;
    return row;
}

std::vector<std::string> OpcodeTable::texts() const {
    std::vector<std::string> list;
    for (const auto& [text, row] : rows_) list.push_back(text);
    std::sort(list.begin(), list.end());
    return list;
}

const OpcodeTable& opcodes() {
    static const OpcodeTable& table = *new OpcodeTable;
    return table;
}

}  // namespace sige::ptx

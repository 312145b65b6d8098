#include "cuda/ptx/text/kernel_parser.h"

#include <algorithm>

namespace sige::ptx {
namespace {

bool extends_sign(Type type) {
    return type == Type::s8 || type == Type::s16 || type == Type::s32;
}

// Packing and unpacking are told apart by their braces.
std::string row_name(std::string_view text, const std::vector<Operand>& operands, bool two_results) {
    std::string name(text);
    if (two_results) return name + " |";
    if (!text.starts_with("mov.") || operands.size() != 2) return name;
    if (operands[0].kind == Operand::Kind::list)
        return name + " {" + std::to_string(operands[0].items.size()) + "}=";
    if (operands[1].kind == Operand::Kind::list)
        return name + " ={" + std::to_string(operands[1].items.size()) + "}";
    return name;
}

}  // namespace

void KernelParser::fail(const std::string& message) const {
    throw SyntaxError(statement_line_, kernel_.name + ": " + message);
}

Kernel KernelParser::run() {
    statement_line_ = reader_.line();
    kernel_.name = reader_.take_word();
    read_parameters();
    read_bounds();
    read_body();
    Instruction end;
    end.flow = Flow::exit;
    kernel_.code.push_back(end);
    kernel_.sources.push_back({statement_line_, "}"});
    resolve_labels();
    places_.finish();
    return std::move(kernel_);
}

void KernelParser::read_parameters() {
    if (!reader_.take_if("(")) return;
    while (!reader_.take_if(")")) {
        reader_.expect(".param");
        places_.declare_parameter(read_declaration(reader_));
        if (!reader_.is(")")) reader_.expect(",");
    }
}

void KernelParser::read_bounds() {
    while (!reader_.take_if("{")) {
        const std::string_view word = reader_.take_word();
        uint64_t product = read_number(reader_).bits;
        while (reader_.take_if(",")) product *= read_number(reader_).bits;
        if (word == ".maxntid" || word == ".reqntid")
            kernel_.max_threads = static_cast<uint32_t>(product);
        else if (word != ".minnctapersm" && word != ".maxnreg")
            fail("directive '" + std::string(word) + "' is not supported");
    }
}

void KernelParser::read_body() {
    for (places_.open_scope(); places_.has_scope();) {
        statement_line_ = reader_.line();
        places_.set_line(statement_line_);
        if (reader_.take_if("{"))
            places_.open_scope();
        else if (reader_.take_if("}"))
            places_.close_scope();
        else
            read_statement();
    }
}

void KernelParser::read_statement() {
    const Token& token = reader_.peek();
    if (reader_.peek(1).text == ":") {
        if (!labels_.emplace(token.text, static_cast<uint32_t>(kernel_.code.size())).second)
            fail("label " + std::string(token.text) + " is there twice");
        reader_.take();
        reader_.take();
    } else if (token.text.starts_with(".")) {
        read_directive(reader_.take().text);
    } else {
        read_instruction();
    }
}

void KernelParser::read_directive(std::string_view word) {
    if (word == ".reg") return declare_registers();
    if (word == ".shared" || word == ".local") {
        places_.declare_memory(read_declaration(reader_), word == ".shared");
        return reader_.expect(";");
    }
    if (word == ".pragma") return reader_.skip_statement();
    fail("directive '" + std::string(word) + "' is not supported");
}

void KernelParser::declare_registers() {
    const std::string_view suffix = reader_.take_word();
    Type type;
    if (!suffix.starts_with(".") || !parse_type(suffix.substr(1), type) || size_of(type) == 1)
        fail("registers of type '" + std::string(suffix) + "' are not supported");
    do {
        const std::string name(reader_.take_word());
        if (!reader_.take_if("<")) {
            places_.declare_register(name, type);
            continue;
        }
        const uint64_t count = read_number(reader_).bits;
        reader_.expect(">");
        for (uint64_t i = 0; i < count; ++i) places_.declare_register(name + std::to_string(i), type);
    } while (reader_.take_if(","));
    reader_.expect(";");
}

void KernelParser::read_predicate(Instruction& instruction) {
    if (!reader_.take_if("@")) return;
    instruction.negated = reader_.take_if("!");
    Operand operand;
    operand.name = reader_.take_word();
    instruction.predicate = static_cast<int32_t>(places_.value_of(operand, from(Type::pred)).at);
}

std::vector<Operand> KernelParser::read_operands(bool& two_results) {
    std::vector<Operand> operands;
    while (!reader_.take_if(";")) {
        operands.push_back(read_operand(reader_));
        if (operands.size() == 1 && reader_.take_if("|"))
            two_results = true;
        else if (!reader_.is(";"))
            reader_.expect(",");
    }
    return operands;
}

const Opcode& KernelParser::find_opcode(std::string_view text, const std::vector<Operand>& operands,
                                        bool two_results) const {
    const Opcode* opcode = opcodes().find(row_name(text, operands, two_results));
    if (opcode == nullptr) fail("opcode '" + row_name(text, operands, two_results) + "' is not in the list");
    return *opcode;
}

void KernelParser::read_instruction() {
    const Token first = reader_.peek();
    Instruction instruction;
    read_predicate(instruction);
    const std::string_view text = reader_.take_word();
    bool two_results = false;
    const std::vector<Operand> operands = read_operands(two_results);
    const Opcode& opcode = find_opcode(text, operands, two_results);
    ++kernel_.opcodes[row_name(text, operands, two_results)];
    instruction.execute = opcode.execute;
    instruction.flow = opcode.flow;
    instruction.space = opcode.space;
    instruction.variant = opcode.variant;
    if (opcode.flow == Flow::branch) {
        if (operands.size() != 1) fail("a branch goes to one label");
        branches_.emplace_back(kernel_.code.size(), operands[0].name);
    } else {
        place_operands(instruction, opcode, operands);
    }
    note_granule(instruction, opcode);
    const char* const end = reader_.peek().text.data();
    std::string source(first.text.data(), end == nullptr ? first.text.data() : end);
    source.resize(std::min(source.size(), source.find(';') + 1));
    for (char& c : source) c = c == '\t' || c == '\n' ? ' ' : c;
    kernel_.code.push_back(instruction);
    kernel_.sources.push_back({first.line, std::move(source)});
}

void KernelParser::place_operands(Instruction& instruction, const Opcode& opcode,
                                  const std::vector<Operand>& operands) {
    Filled filled;
    size_t next = 0;
    for (const Slot& slot : opcode.slots) {
        if (next == operands.size() && slot.optional) continue;
        if (next == operands.size()) fail("an operand is missing");
        const Operand& operand = operands[next++];
        if (slot.optional) instruction.count = 2;
        switch (slot.role) {
            case Role::address:
                place_address(instruction, operand, filled);
                break;
            case Role::immediate:
                place_immediate(instruction, operand, filled);
                break;
            case Role::members:
                instruction.members = static_cast<int32_t>(places_.value_of(operand, from(Type::b32)).at);
                break;
            default:
                place_registers(instruction, opcode, slot, operand, filled);
        }
    }
    if (next != operands.size()) fail("there are too many operands");
}

void KernelParser::place_registers(Instruction& instruction, const Opcode& opcode, const Slot& slot,
                                   const Operand& operand, Filled& filled) {
    const std::vector<Operand> one{operand};
    const std::vector<Operand>& items = operand.kind == Operand::Kind::list ? operand.items : one;
    if (items.size() != static_cast<size_t>(slot.count))
        fail("an operand has " + std::to_string(items.size()) + " registers, not " +
             std::to_string(slot.count));
    const bool is_result = slot.role == Role::result;
    for (const Operand& item : items) {
        if (is_result && item.kind != Operand::Kind::name) fail("a result must be a register");
        const Place value = places_.value_of(item, slot);
        (is_result ? instruction.dst[filled.results++] : instruction.src[filled.sources++]) = value.at;
        note_sizes(instruction, opcode, slot, value.bytes);
    }
}

// The bytes of a copy, or the number of a barrier or of groups.
void KernelParser::place_immediate(Instruction& instruction, const Operand& operand, const Filled& filled) {
    if (operand.kind != Operand::Kind::number) fail("an operand must be a number");
    if (filled.addresses > 0)
        instruction.bytes = static_cast<uint8_t>(operand.number.bits);
    else
        instruction.offset = static_cast<int64_t>(operand.number.bits);
}

void KernelParser::place_address(Instruction& instruction, const Operand& operand, Filled& filled) {
    if (operand.kind != Operand::Kind::address) fail("an operand must be an address");
    const Operand& base = operand.items[0];
    Place value;
    if (base.kind == Operand::Kind::number) {
        value = places_.constant(base.number.bits, 8);
    } else if (!places_.find_symbol(base.name, value)) {
        Slot slot = from(Type::b32);
        slot.wider = true;
        value = places_.value_of(base, slot);
    }
    instruction.src[filled.sources++] = value.at;
    if (filled.addresses++ == 0) {
        instruction.address = value.bytes;
        instruction.offset = operand.offset;
    } else {
        if (value.bytes != 8) fail("an address of global memory has 64 bits");
        instruction.second_offset = static_cast<int32_t>(operand.offset);
    }
}

void KernelParser::note_sizes(Instruction& instruction, const Opcode& opcode, const Slot& slot,
                              uint8_t register_bytes) {
    const bool has_address = std::any_of(opcode.slots.begin(), opcode.slots.end(),
                                         [](const Slot& s) { return s.role == Role::address; });
    if (has_address && !slot.optional && opcode.flow == Flow::plain) {
        if (instruction.width != 0 && slot.count > 1 && instruction.width != register_bytes)
            fail("registers of a vector differ in size");
        instruction.bytes = static_cast<uint8_t>(size_of(slot.type));
        instruction.count = static_cast<uint8_t>(slot.count);
        instruction.width = register_bytes;
        instruction.extends_sign = extends_sign(slot.type);
    } else if (!has_address && slot.role == Role::result) {
        instruction.bytes = register_bytes;
    } else if (!has_address) {
        instruction.width = register_bytes;
    }
}

void KernelParser::note_granule(const Instruction& instruction, const Opcode& opcode) {
    if (!opcode.touches_shared) return;
    const bool is_copy = opcode.slots.size() > 2 && opcode.slots[2].role == Role::immediate;
    if (is_copy) {
        const bool cached_everywhere = opcode.variant == 0;
        const bool known = instruction.bytes == 16 ||
                           (cached_everywhere && (instruction.bytes == 4 || instruction.bytes == 8));
        if (!known) fail("a copy of " + std::to_string(instruction.bytes) + " bytes");
    }
    const uint32_t bytes = is_copy ? instruction.bytes : uint32_t{instruction.bytes} * instruction.count;
    kernel_.granule = std::min(kernel_.granule, bytes);
}

void KernelParser::resolve_labels() {
    for (const auto& [index, label] : branches_) {
        const auto found = labels_.find(label);
        if (found == labels_.end()) fail("label " + label + " is not there");
        kernel_.code[index].target = found->second;
    }
}

}  // namespace sige::ptx

#include "cuda/ptx/text/kernel_parser.h"

#include <algorithm>

namespace sige::ptx {
namespace {

// A constant whose value is where dynamic shared memory begins.
constexpr int kDynamicShared = -2;

constexpr std::pair<std::string_view, Special> kSpecials[] = {
    {"%tid.x", Special::tid_x},
    {"%tid.y", Special::tid_y},
    {"%tid.z", Special::tid_z},
    {"%ntid.x", Special::ntid_x},
    {"%ntid.y", Special::ntid_y},
    {"%ntid.z", Special::ntid_z},
    {"%ctaid.x", Special::ctaid_x},
    {"%ctaid.y", Special::ctaid_y},
    {"%ctaid.z", Special::ctaid_z},
    {"%nctaid.x", Special::nctaid_x},
    {"%nctaid.y", Special::nctaid_y},
    {"%nctaid.z", Special::nctaid_z},
    {"%laneid", Special::laneid},
    {"%warpid", Special::warpid},
    {"%lanemask_eq", Special::lanemask_eq},
    {"%lanemask_le", Special::lanemask_le},
    {"%lanemask_lt", Special::lanemask_lt},
    {"%lanemask_ge", Special::lanemask_ge},
    {"%lanemask_gt", Special::lanemask_gt},
};

bool extends_sign(Type type) {
    return type == Type::s8 || type == Type::s16 || type == Type::s32;
}

// Whether a register may stand where a type is asked for.
bool fits(Type declared, const Slot& slot) {
    if (declared == Type::pred || slot.type == Type::pred) return declared == slot.type;
    const int size = std::max(size_of(slot.type), slot.wider ? 2 : 1);
    const bool wide_enough = slot.wider && !is_float(slot.type) && !is_float(declared)
                                 ? size_of(declared) >= size
                                 : size_of(declared) == size;
    return wide_enough &&
           (is_untyped(declared) || is_untyped(slot.type) || is_float(declared) == is_float(slot.type));
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
    scopes_.emplace_back();
    read_body();
    Instruction end;
    end.flow = Flow::exit;
    kernel_.code.push_back(end);
    kernel_.sources.push_back({statement_line_, "}"});
    resolve_labels();
    place_dynamic_shared();
    return std::move(kernel_);
}

void KernelParser::read_parameters() {
    if (!reader_.take_if("(")) return;
    while (!reader_.take_if(")")) {
        reader_.expect(".param");
        const Declaration declaration = read_declaration(reader_);
        const uint32_t offset = aligned(kernel_.parameter_bytes, declaration.alignment);
        kernel_.parameters.push_back({std::string(declaration.name), offset, declaration.bytes()});
        parameters_[std::string(declaration.name)] = offset;
        kernel_.parameter_bytes = offset + declaration.bytes();
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
    while (!scopes_.empty()) {
        statement_line_ = reader_.line();
        if (reader_.take_if("{"))
            scopes_.emplace_back();
        else if (reader_.take_if("}"))
            scopes_.pop_back();
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
    if (word == ".shared" || word == ".local") return declare_memory(word);
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
            scopes_.back()[name] = {type};
            continue;
        }
        const uint64_t count = read_number(reader_).bits;
        reader_.expect(">");
        for (uint64_t i = 0; i < count; ++i) scopes_.back()[name + std::to_string(i)] = {type};
    } while (reader_.take_if(","));
    reader_.expect(";");
}

void KernelParser::declare_memory(std::string_view space) {
    const Declaration declaration = read_declaration(reader_);
    reader_.expect(";");
    const bool is_shared = space == ".shared";
    uint32_t& total = is_shared ? kernel_.shared_bytes : kernel_.local_bytes;
    const uint32_t offset = aligned(total, declaration.alignment);
    (is_shared ? shared_ : local_)[std::string(declaration.name)] = offset;
    total = offset + declaration.bytes();
}

void KernelParser::read_predicate(Instruction& instruction) {
    if (!reader_.take_if("@")) return;
    instruction.negated = reader_.take_if("!");
    Operand operand;
    operand.name = reader_.take_word();
    instruction.predicate = static_cast<int32_t>(value_of(operand, from(Type::pred)).place);
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
    size_t results = 0, sources = 0, next = 0;
    bool has_address = false;
    for (const Slot& slot : opcode.slots) {
        if (next == operands.size() && slot.optional) continue;
        if (next == operands.size()) fail("an operand is missing");
        const Operand& operand = operands[next++];
        if (slot.optional) instruction.count = 2;
        if (slot.role == Role::address) {
            place_address(instruction, operand, !has_address, sources);
            has_address = true;
        } else if (slot.role == Role::immediate) {
            if (operand.kind != Operand::Kind::number) fail("an operand must be a number");
            const uint64_t bits = operand.number.bits;
            if (has_address)
                instruction.bytes = static_cast<uint8_t>(bits);
            else
                instruction.offset = static_cast<int64_t>(bits);
        } else if (slot.role == Role::members) {
            instruction.members = static_cast<int32_t>(value_of(operand, from(Type::b32)).place);
        } else {
            const std::vector<Operand> one{operand};
            const std::vector<Operand>& items = operand.kind == Operand::Kind::list ? operand.items : one;
            if (items.size() != static_cast<size_t>(slot.count))
                fail("an operand has " + std::to_string(items.size()) + " registers, not " +
                     std::to_string(slot.count));
            for (const Operand& item : items) {
                if (slot.role == Role::result && item.kind != Operand::Kind::name)
                    fail("a result must be a register");
                const Value value = value_of(item, slot);
                (slot.role == Role::result ? instruction.dst[results++] : instruction.src[sources++]) =
                    value.place;
                note_sizes(instruction, opcode, slot, value.bytes);
            }
        }
    }
    if (next != operands.size()) fail("there are too many operands");
}

void KernelParser::place_address(Instruction& instruction, const Operand& operand, bool is_first,
                                 size_t& sources) {
    if (operand.kind != Operand::Kind::address) fail("an operand must be an address");
    const Operand& base = operand.items[0];
    Value value{};
    if (base.kind == Operand::Kind::number) {
        value = constant_of(base.number.bits, 8);
    } else if (!find_symbol(base.name, value)) {
        Slot slot = from(Type::b32);
        slot.wider = true;
        value = value_of(base, slot);
    }
    instruction.src[sources++] = value.place;
    if (is_first) {
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

void KernelParser::place_dynamic_shared() {
    if (!kernel_.has_dynamic_shared) return;
    kernel_.shared_bytes = aligned(kernel_.shared_bytes, 16);
    for (Constant& constant : kernel_.constants)
        if (constant.variable == kDynamicShared) {
            constant.bits += kernel_.shared_bytes;
            constant.variable = -1;
        }
}

uint32_t KernelParser::place(uint32_t bytes) {
    const uint32_t place = kernel_.register_bytes;
    kernel_.register_bytes += std::max<uint32_t>(bytes * kLanes, 64);
    return place;
}

KernelParser::Value KernelParser::register_of(Register& declared, std::string_view name, const Slot& slot) {
    if (!fits(declared.type, slot))
        fail("register " + std::string(name) + " has another type than the opcode");
    const uint32_t bytes = static_cast<uint32_t>(size_of(declared.type));
    if (declared.place < 0) declared.place = static_cast<int32_t>(place(bytes));
    return {static_cast<uint32_t>(declared.place), static_cast<uint8_t>(bytes)};
}

KernelParser::Value KernelParser::value_of(const Operand& operand, const Slot& slot) {
    if (operand.kind == Operand::Kind::number) return constant_of(operand.number, slot.type);
    if (operand.kind != Operand::Kind::name) fail("an operand must be a register or a number");
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        const auto found = scope->find(std::string(operand.name));
        if (found != scope->end()) return register_of(found->second, operand.name, slot);
    }
    Value value{};
    if (find_special(operand.name, value)) {
        if (size_of(slot.type) != 4) fail(std::string(operand.name) + " has 32 bits");
        return value;
    }
    if (!find_symbol(operand.name, value)) fail("name '" + std::string(operand.name) + "' is not known");
    if (size_of(slot.type) == 8) return value;
    fail("the address of " + std::string(operand.name) + " has 64 bits");
}

KernelParser::Value KernelParser::constant_of(const Number& number, Type type) {
    const bool right_kind = number.kind == NumberKind::integer
                                ? !is_float(type) || type == Type::f16x2 || type == Type::f16
                            : number.kind == NumberKind::float32 ? type == Type::f32 || type == Type::b32
                                                                 : type == Type::f64 || type == Type::b64;
    if (!right_kind) fail("a number has another type than the opcode");
    if (type == Type::pred) return constant_of(number.bits != 0 ? 0xFFFFFFFFu : 0, 4);
    return constant_of(number.bits, static_cast<uint8_t>(std::max(size_of(type), 2)));
}

KernelParser::Value KernelParser::constant_of(uint64_t bits, uint8_t bytes, int variable) {
    const auto [entry, is_new] = constants_.try_emplace({bits, {bytes, variable}}, 0);
    if (is_new) {
        entry->second = place(bytes);
        kernel_.constants.push_back({entry->second, bytes, bits, variable});
    }
    return {entry->second, bytes};
}

bool KernelParser::find_special(std::string_view name, Value& value) {
    for (const auto& [text, special] : kSpecials) {
        if (text != name) continue;
        const auto [entry, is_new] = specials_.try_emplace(special, 0);
        if (is_new) {
            entry->second = place(4);
            kernel_.specials.push_back({entry->second, special});
        }
        value = {entry->second, 4};
        return true;
    }
    return false;
}

bool KernelParser::find_symbol(std::string_view name, Value& value) {
    for (const auto* names : {&parameters_, &local_, &shared_})
        if (const auto found = names->find(name); found != names->end()) {
            value = constant_of(found->second, 8);
            return true;
        }
    if (const auto found = names_.variables.find(name); found != names_.variables.end()) {
        value = constant_of(0, 8, found->second);
        return true;
    }
    const auto found = names_.shared.find(name);
    if (found == names_.shared.end()) return false;
    if (found->second.is_dynamic) {
        kernel_.has_dynamic_shared = true;
        value = constant_of(0, 8, kDynamicShared);
        return true;
    }
    const uint32_t offset = aligned(kernel_.shared_bytes, found->second.alignment);
    kernel_.shared_bytes = offset + found->second.bytes;
    shared_[std::string(name)] = offset;
    value = constant_of(offset, 8);
    return true;
}

}  // namespace sige::ptx

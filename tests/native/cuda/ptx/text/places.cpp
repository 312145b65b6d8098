#include "cuda/ptx/text/places.h"

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

}  // namespace

void Places::fail(const std::string& message) const {
    throw SyntaxError(line_, kernel_.name + ": " + message);
}

void Places::declare_parameter(const Declaration& declaration) {
    const uint32_t offset = aligned(kernel_.parameter_bytes, declaration.alignment);
    kernel_.parameters.push_back({std::string(declaration.name), offset, declaration.bytes()});
    symbols_[std::string(declaration.name)] = offset;
    kernel_.parameter_bytes = offset + declaration.bytes();
}

void Places::declare_memory(const Declaration& declaration, bool is_shared) {
    uint32_t& total = is_shared ? kernel_.shared_bytes : kernel_.local_bytes;
    const uint32_t offset = aligned(total, declaration.alignment);
    symbols_[std::string(declaration.name)] = offset;
    total = offset + declaration.bytes();
}

void Places::finish() {
    if (!kernel_.has_dynamic_shared) return;
    kernel_.shared_bytes = aligned(kernel_.shared_bytes, 16);
    for (Constant& constant : kernel_.constants)
        if (constant.variable == kDynamicShared) {
            constant.bits += kernel_.shared_bytes;
            constant.variable = -1;
        }
}

uint32_t Places::reserve(uint32_t bytes) {
    const uint32_t at = kernel_.register_bytes;
    kernel_.register_bytes += std::max<uint32_t>(bytes * kLanes, 64);
    return at;
}

Place Places::register_of(Register& declared, std::string_view name, const Slot& slot) {
    if (!fits(declared.type, slot))
        fail("register " + std::string(name) + " has another type than the opcode");
    const uint32_t bytes = static_cast<uint32_t>(size_of(declared.type));
    if (declared.at < 0) declared.at = static_cast<int32_t>(reserve(bytes));
    return {static_cast<uint32_t>(declared.at), static_cast<uint8_t>(bytes)};
}

Place Places::value_of(const Operand& operand, const Slot& slot) {
    if (operand.kind == Operand::Kind::number) return constant(operand.number, slot.type);
    if (operand.kind != Operand::Kind::name) fail("an operand must be a register or a number");
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        const auto found = scope->find(std::string(operand.name));
        if (found != scope->end()) return register_of(found->second, operand.name, slot);
    }
    Place value;
    if (find_special(operand.name, value)) {
        if (size_of(slot.type) != 4) fail(std::string(operand.name) + " has 32 bits");
        return value;
    }
    if (!find_symbol(operand.name, value)) fail("name '" + std::string(operand.name) + "' is not known");
    if (size_of(slot.type) == 8) return value;
    fail("the address of " + std::string(operand.name) + " has 64 bits");
}

Place Places::constant(const Number& number, Type type) {
    const bool right_kind = number.kind == NumberKind::integer
                                ? !is_float(type) || type == Type::f16x2 || type == Type::f16
                            : number.kind == NumberKind::float32 ? type == Type::f32 || type == Type::b32
                                                                 : type == Type::f64 || type == Type::b64;
    if (!right_kind) fail("a number has another type than the opcode");
    if (type == Type::pred) return constant(number.bits != 0 ? 0xFFFFFFFFu : 0, 4);
    return constant(number.bits, static_cast<uint8_t>(std::max(size_of(type), 2)));
}

Place Places::constant(uint64_t bits, uint8_t bytes, int variable) {
    const auto [entry, is_new] = constants_.try_emplace({bits, {bytes, variable}}, 0);
    if (is_new) {
        entry->second = reserve(bytes);
        kernel_.constants.push_back({entry->second, bytes, bits, variable});
    }
    return {entry->second, bytes};
}

bool Places::find_special(std::string_view name, Place& value) {
    for (const auto& [text, special] : kSpecials) {
        if (text != name) continue;
        const auto [entry, is_new] = specials_.try_emplace(special, 0);
        if (is_new) {
            entry->second = reserve(4);
            kernel_.specials.push_back({entry->second, special});
        }
        value = {entry->second, 4};
        return true;
    }
    return false;
}

bool Places::find_symbol(std::string_view name, Place& value) {
    if (const auto found = symbols_.find(name); found != symbols_.end()) {
        value = constant(found->second, 8);
        return true;
    }
    if (const auto found = names_.variables.find(name); found != names_.variables.end()) {
        value = constant(0, 8, found->second);
        return true;
    }
    const auto found = names_.shared.find(name);
    if (found == names_.shared.end()) return false;
    if (found->second.is_dynamic) {
        kernel_.has_dynamic_shared = true;
        value = constant(0, 8, kDynamicShared);
        return true;
    }
    const uint32_t offset = aligned(kernel_.shared_bytes, found->second.alignment);
    kernel_.shared_bytes = offset + found->second.bytes;
    symbols_[std::string(name)] = offset;
    value = constant(offset, 8);
    return true;
}

}  // namespace sige::ptx

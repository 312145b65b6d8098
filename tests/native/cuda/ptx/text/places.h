// Gives registers, numbers and variables of a kernel their places in a warp's register file.
#pragma once

#include <map>
#include <unordered_map>

#include "cuda/ptx/isa/opcode.h"
#include "cuda/ptx/text/variables.h"

namespace sige::ptx {

struct SharedVariable {
    uint32_t alignment;
    uint32_t bytes;
    bool is_dynamic;
};

// What kernels of a module may name.
struct ModuleNames {
    std::map<std::string_view, int> variables;
    std::map<std::string_view, SharedVariable> shared;
};

struct Place {
    uint32_t at = 0;
    uint8_t bytes = 0;  // of a lane
};

// Functions throw SyntaxError with the line that was set last.
class Places final {
  public:
    Places(Kernel& kernel, const ModuleNames& names) : kernel_(kernel), names_(names) {}

    void set_line(int line) { line_ = line; }
    // Registers of an inner scope hide those of outer ones.
    void open_scope() { scopes_.emplace_back(); }
    void close_scope() { scopes_.pop_back(); }
    bool has_scope() const { return !scopes_.empty(); }
    void declare_register(const std::string& name, Type type) { scopes_.back()[name] = {type}; }
    void declare_parameter(const Declaration& declaration);
    void declare_memory(const Declaration& declaration, bool is_shared);

    // A register or a number where a type is asked for.
    Place value_of(const Operand& operand, const Slot& slot);
    Place constant(uint64_t bits, uint8_t bytes, int variable = -1);
    // The address of a variable; false if the name is none.
    bool find_symbol(std::string_view name, Place& value);
    // After all instructions: where dynamic shared memory begins is known.
    void finish();

  private:
    struct Register {
        Type type;
        int32_t at = -1;  // given at first use
    };

    Place register_of(Register& declared, std::string_view name, const Slot& slot);
    Place constant(const Number& number, Type type);
    bool find_special(std::string_view name, Place& value);
    uint32_t reserve(uint32_t bytes);
    [[noreturn]] void fail(const std::string& message) const;

    Kernel& kernel_;
    const ModuleNames& names_;
    std::vector<std::unordered_map<std::string, Register>> scopes_;
    std::map<std::string, uint32_t, std::less<>> symbols_;  // offsets in their spaces
    std::map<std::pair<uint64_t, std::pair<uint8_t, int>>, uint32_t> constants_;
    std::map<Special, uint32_t> specials_;
    int line_ = 0;
};

}  // namespace sige::ptx

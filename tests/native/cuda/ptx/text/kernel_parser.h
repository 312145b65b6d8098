// Reads one kernel and places its registers.
#pragma once

#include <map>
#include <set>
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

class KernelParser final {
  public:
    KernelParser(Reader& reader, const ModuleNames& names) : reader_(reader), names_(names) {}
    // After ".entry".
    Kernel run();

  private:
    struct Register {
        Type type;
        int32_t place = -1;  // given at first use
    };
    struct Value {
        uint32_t place;
        uint8_t bytes;
    };
    using Scope = std::unordered_map<std::string, Register>;

    void read_parameters();
    void read_bounds();
    void read_body();
    void read_statement();
    void read_directive(std::string_view word);
    void declare_registers();
    void declare_memory(std::string_view space);
    void read_instruction();
    void read_predicate(Instruction& instruction);
    const Opcode& find_opcode(std::string_view text, const std::vector<Operand>& operands,
                              bool two_results) const;
    std::vector<Operand> read_operands(bool& two_results);
    void place_operands(Instruction& instruction, const Opcode& opcode, const std::vector<Operand>& operands);
    void place_address(Instruction& instruction, const Operand& operand, bool is_first, size_t& sources);
    void note_sizes(Instruction& instruction, const Opcode& opcode, const Slot& slot, uint8_t register_bytes);
    void note_granule(const Instruction& instruction, const Opcode& opcode);
    void resolve_labels();
    void place_dynamic_shared();

    Value value_of(const Operand& operand, const Slot& slot);
    Value register_of(Register& declared, std::string_view name, const Slot& slot);
    Value constant_of(const Number& number, Type type);
    Value constant_of(uint64_t bits, uint8_t bytes, int variable = -1);
    bool find_special(std::string_view name, Value& value);
    bool find_symbol(std::string_view name, Value& value);
    uint32_t place(uint32_t bytes);
    [[noreturn]] void fail(const std::string& message) const;

    Reader& reader_;
    const ModuleNames& names_;
    Kernel kernel_;
    std::vector<Scope> scopes_;
    std::map<std::string, uint32_t, std::less<>> labels_;
    std::vector<std::pair<size_t, std::string>> branches_;
    std::map<std::string, uint32_t, std::less<>> parameters_, shared_, local_;
    std::set<std::string, std::less<>> dynamic_;
    std::map<std::pair<uint64_t, std::pair<uint8_t, int>>, uint32_t> constants_;
    std::map<Special, uint32_t> specials_;
    int statement_line_ = 0;
};

}  // namespace sige::ptx

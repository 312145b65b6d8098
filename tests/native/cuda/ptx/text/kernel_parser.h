// Reads one kernel and places its registers.
#pragma once

#include <map>

#include "cuda/ptx/isa/opcode.h"
#include "cuda/ptx/text/places.h"

namespace sige::ptx {

class KernelParser final {
  public:
    KernelParser(Reader& reader, const ModuleNames& names) : reader_(reader), places_(kernel_, names) {}
    // After ".entry".
    Kernel run();

  private:
    // Operands of an instruction that have their places.
    struct Filled {
        size_t results = 0, sources = 0, addresses = 0;
    };

    void read_parameters();
    void read_bounds();
    void read_body();
    void read_statement();
    void read_directive(std::string_view word);
    void declare_registers();
    void read_instruction();
    void read_predicate(Instruction& instruction);
    const Opcode& find_opcode(std::string_view text, const std::vector<Operand>& operands,
                              bool two_results) const;
    std::vector<Operand> read_operands(bool& two_results);
    void place_operands(Instruction& instruction, const Opcode& opcode, const std::vector<Operand>& operands);
    void place_registers(Instruction& instruction, const Opcode& opcode, const Slot& slot,
                         const Operand& operand, Filled& filled);
    void place_immediate(Instruction& instruction, const Operand& operand, const Filled& filled);
    void place_address(Instruction& instruction, const Operand& operand, Filled& filled);
    void note_sizes(Instruction& instruction, const Opcode& opcode, const Slot& slot, uint8_t register_bytes);
    void note_granule(const Instruction& instruction, const Opcode& opcode);
    void resolve_labels();
    [[noreturn]] void fail(const std::string& message) const;

    Reader& reader_;
    Kernel kernel_;
    Places places_;
    std::map<std::string, uint32_t, std::less<>> labels_;
    std::vector<std::pair<size_t, std::string>> branches_;
    int statement_line_ = 0;
};

}  // namespace sige::ptx

#include "cuda_backend/tests/pressure.h"

#include <algorithm>
#include <bitset>
#include <map>
#include <sstream>
#include <vector>

namespace sige::test {
namespace {

constexpr size_t kMost = 8192;  // registers of a kernel's text
using Registers = std::bitset<kMost>;

struct Instruction {
    Registers defined, used;
    std::string target;  // of a branch
    bool goes_on = true;
    bool is_guarded = false;
};

struct Body {
    std::vector<Instruction> instructions;
    std::map<std::string, size_t> labels;
    std::vector<int> widths;  // of each register
};

bool begins(const std::string& text, const char* with) {
    return text.rfind(with, 0) == 0;
}

bool has_result(const std::string& opcode) {
    for (const char* without : {"st.", "bra", "bar.", "cp.async", "ret", "red.", "membar", "fence", "exit"})
        if (begins(opcode, without)) return false;
    return true;
}

// Reads a body line by line.
class Reader final {
  public:
    Body read(const std::string& kernel) {
        std::istringstream lines(kernel.substr(kernel.find("\n{")));
        for (std::string line; std::getline(lines, line) && line != "}";)
            add(line.substr(0, line.find("//")));
        return std::move(body_);
    }

  private:
    void add(std::string line) {
        line.erase(0, line.find_first_not_of(" \t{"));
        const size_t end = line.find_last_not_of(" \t;}");
        line.erase(end == std::string::npos ? 0 : end + 1);
        if (line.empty() || line[0] == '.') return;
        if (line.back() == ':') {
            line.pop_back();
            body_.labels[line] = body_.instructions.size();
            return;
        }
        add_instruction(line);
    }

    void add_instruction(std::string line) {
        Instruction made;
        if (line[0] == '@') {
            const size_t space = line.find(' ');
            made.is_guarded = true;
            made.used |= registers(line.substr(0, space));
            line.erase(0, line.find_first_not_of(" \t", space));
        }
        const size_t split = line.find_first_of(" \t");
        const std::string opcode = line.substr(0, split),
                          operands = split == std::string::npos ? "" : line.substr(split + 1);
        if (begins(opcode, "bra")) made.target = operands.substr(operands.find('$'));
        made.goes_on = made.is_guarded || !(begins(opcode, "bra") || begins(opcode, "ret"));
        const size_t first = operands.find_first_not_of(" \t"),
                     rest = first != std::string::npos && operands[first] == '{' ? operands.find('}')
                                                                                 : operands.find(',');
        if (has_result(opcode)) {
            made.defined = registers(operands.substr(0, rest));
            if (rest != std::string::npos) made.used |= registers(operands.substr(rest));
        } else {
            made.used |= registers(operands);
        }
        body_.instructions.push_back(std::move(made));
    }

    Registers registers(const std::string& text) {
        Registers found;
        for (size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1)) {
            const size_t end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 1),
                                        text.size()),
                         last = std::min(text.find_first_not_of("0123456789", end), text.size());
            // A special register, such as %tid.x, has no number.
            if (last > end) found.set(number(text.substr(at + 1, end - at - 1), text.substr(at, last - at)));
        }
        return found;
    }

    size_t number(const std::string& kind, const std::string& name) {
        const auto [found, is_new] = numbers_.try_emplace(name, body_.widths.size());
        if (is_new) body_.widths.push_back(kind == "p" ? 0 : kind == "rd" || kind == "fd" ? 2 : 1);
        return found->second;
    }

    Body body_;
    std::map<std::string, size_t> numbers_;
};

int width(const Registers& live, const std::vector<int>& widths) {
    int sum = 0;
    for (size_t i = 0; i < widths.size(); ++i) sum += live[i] ? widths[i] : 0;
    return sum;
}

}  // namespace

int register_pressure(const std::string& kernel) {
    const Body body = Reader().read(kernel);
    const size_t count = body.instructions.size();
    // What is live before each instruction, found backwards until nothing more is.
    std::vector<Registers> live(count + 1);
    int most = 0;
    for (bool changed = true; changed;) {
        changed = false;
        most = 0;
        for (size_t i = count; i-- > 0;) {
            const Instruction& at = body.instructions[i];
            Registers after;
            if (at.goes_on) after |= live[i + 1];
            if (!at.target.empty()) after |= live[body.labels.at(at.target)];
            const Registers before = (at.is_guarded ? after : after & ~at.defined) | at.used;
            changed = changed || before != live[i];
            live[i] = before;
            most = std::max(most, width(after | at.defined, body.widths));
        }
    }
    return most;
}

}  // namespace sige::test

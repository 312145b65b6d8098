// Every opcode of the list, against values.
#include <algorithm>
#include <map>

#include "cuda/ptx/isa/opcode.h"
#include "cuda/tests/cases/cases.h"
#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

using ptx::Role;
using ptx::Slot;
using ptx::Type;

// A register of a type of the text: %p, %h, %w or %d and a number.
std::string register_of(Type type, size_t number) {
    const char* const name = type == Type::pred        ? "%p"
                             : ptx::size_of(type) <= 2 ? "%h"
                             : ptx::size_of(type) == 4 ? "%w"
                                                       : "%d";
    return name + std::to_string(number);
}

std::string suffix_of(Type type) {
    return type == Type::pred || ptx::size_of(type) == 4 ? "32" : ptx::size_of(type) <= 2 ? "16" : "64";
}

struct Texts {
    std::string load, operands, store;
};

// Fills the sources, names the operands in their order, and stores the results from a place on.
class Writer final {
  public:
    Texts write(const ptx::Opcode& opcode, size_t place) {
        for (const Slot& slot : opcode.slots) {
            std::string list;
            for (int k = 0; k < slot.count; ++k) {
                const std::string name =
                    slot.role == Role::result ? result(slot.type, place) : source(slot.type);
                list += (k == 0 ? "" : ", ") + name;
            }
            texts_.operands +=
                (texts_.operands.empty() ? "" : ", ") + (slot.count > 1 ? "{" + list + "}" : list);
        }
        return texts_;
    }

  private:
    std::string source(Type type) {
        const std::string name = register_of(type, 1 + sources_);
        const std::string from = "[%in+" + std::to_string(8 * sources_++) + "];\n";
        if (type == Type::pred)
            texts_.load += "ld.global.u32 %w30, " + from + "setp.ne.u32 " + name + ", %w30, 0;\n";
        else
            texts_.load += "ld.global.b" + suffix_of(type) + " " + name + ", " + from;
        return name;
    }

    // Results begin as a pattern of the case's second run.
    std::string result(Type type, size_t place) {
        const std::string name = register_of(type, 5 + results_);
        const std::string at = "[%d30+" + std::to_string(8 * (place + results_++)) + "], ";
        if (type == Type::pred) {
            texts_.load += "setp.eq.u32 " + name + ", %w0, %w0;\n";
            texts_.store += "selp.u32 %w30, 1, 0, " + name + ";\nst.global.u32 " + at + "%w30;\n";
        } else {
            texts_.load += "mov.b" + suffix_of(type) + " " + name + ", 77;\n";
            texts_.store += "st.global.b" + suffix_of(type) + " " + at + name + ";\n";
        }
        return name;
    }

    Texts texts_;
    size_t sources_ = 0, results_ = 0;
};

// The opcode alone: braces that tell rows apart are no part of it.
std::string opcode_text(const std::string& row) {
    return row.substr(0, row.find(' '));
}

constexpr size_t kPlaces = 16;

// All lanes carry the opcode out, then the odd ones alone: the others keep what they had.
void check_case(const Case& c) {
    const Context context(c.opcode);
    const ptx::Opcode* opcode = ptx::opcodes().find(c.opcode);
    CHECK(opcode != nullptr);
    if (opcode == nullptr) return;
    const std::string op = opcode_text(c.opcode);
    const Texts first = Writer().write(*opcode, 0), second = Writer().write(*opcode, kPlaces / 2);
    const std::string body =
        "mov.u32 %w0, 0; mul.wide.u32 %d30, %t, 128; add.s64 %d30, %d30, %out;\n"
        "and.b32 %w31, %t, 1; setp.eq.u32 %p9, %w31, 1;\n" +
        first.load + op + " " + first.operands + ";\n" + first.store + second.load + "@%p9 " + op + " " +
        second.operands + ";\n" + second.store;
    const std::vector<uint64_t> out = run_lanes<uint64_t>(body, c.sources, kPlaces * 32);
    for (size_t lane = 0; lane < 32; ++lane)
        for (size_t r = 0; r < c.results.size(); ++r) {
            const bool is_predicate = opcode->slots[0].type == Type::pred;
            CHECK_EQUAL(out[lane * kPlaces + r], c.results[r]);
            CHECK_EQUAL(out[lane * kPlaces + kPlaces / 2 + r], lane % 2 == 1  ? c.results[r]
                                                               : is_predicate ? 1
                                                                              : 77);
        }
}

void check_cases(const std::vector<Case>& cases) {
    for (const Case& c : cases) check_case(c);
}

}  // namespace

// In one test each, so that the last one knows what the others had.
TEST(ptx_opcodes, integers) {
    check_cases(integer_cases());
}
TEST(ptx_opcodes, floats) {
    check_cases(float_cases());
}
TEST(ptx_opcodes, halves) {
    check_cases(half_cases());
}
TEST(ptx_opcodes, bits) {
    check_cases(bit_cases());
}
TEST(ptx_opcodes, selections) {
    check_cases(select_cases());
}
TEST(ptx_opcodes, conversions) {
    check_cases(convert_cases());
}
TEST(ptx_opcodes, moves) {
    check_cases(move_cases());
}

// Tests run in the order of their names: this one is the last of its group.
TEST(ptx_opcodes, zz_none_is_left_out) {
    for (const std::string& text : ptx::opcodes().texts())
        report(seen_opcodes().contains(text), __FILE__, __LINE__, "no test runs " + text);
}

}  // namespace sige::test

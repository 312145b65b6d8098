#include <bit>
#include <limits>
#include <string>

#include "cuda/tests/cases/cases.h"

namespace sige::test {
namespace {

struct Truth {
    const char* name;
    bool less, equal, greater, unordered;
};
constexpr Truth kIntegerTruths[] = {
    {"eq", false, true, false, false}, {"ne", true, false, true, false},  {"lt", true, false, false, false},
    {"le", true, true, false, false},  {"gt", false, false, true, false}, {"ge", false, true, true, false},
};
constexpr Truth kFloatTruths[] = {
    {"equ", false, true, false, true}, {"neu", true, false, true, true},   {"ltu", true, false, false, true},
    {"leu", true, true, false, true},  {"gtu", false, false, true, true},  {"geu", false, true, true, true},
    {"num", true, true, true, false},  {"nan", false, false, false, true},
};

void add(std::vector<Case>& cases, const Truth& truth, const std::string& suffix, uint64_t small,
         uint64_t large) {
    const char* const opcode = keep(std::string("setp.") + truth.name + "." + suffix);
    cases.push_back({opcode, {small, large}, {truth.less}});
    cases.push_back({opcode, {large, large}, {truth.equal}});
    cases.push_back({opcode, {large, small}, {truth.greater}});
}

void add_floats(std::vector<Case>& cases, const std::string& suffix, uint64_t small, uint64_t large,
                uint64_t none) {
    const auto add_all = [&](const Truth& truth) {
        add(cases, truth, suffix, small, large);
        cases.push_back(
            {keep(std::string("setp.") + truth.name + "." + suffix), {none, large}, {truth.unordered}});
    };
    for (const Truth& truth : kIntegerTruths) add_all(truth);
    for (const Truth& truth : kFloatTruths) add_all(truth);
}

}  // namespace

const char* keep(std::string text) {
    static auto& kept = *new std::vector<std::string*>;
    kept.push_back(new std::string(std::move(text)));
    return kept.back()->c_str();
}

std::vector<Case> select_cases() {
    std::vector<Case> cases;
    for (const Truth& truth : kIntegerTruths) {
        add(cases, truth, "u16", 1, 0xFFFE);
        add(cases, truth, "s16", 0xFFFE, 1);
        add(cases, truth, "u32", 1, 0xFFFFFFFE);
        add(cases, truth, "s32", 0xFFFFFFFE, 1);
        add(cases, truth, "u64", 1, ~uint64_t{1});
        add(cases, truth, "s64", ~uint64_t{1}, 1);
    }
    for (const char* suffix : {"b16", "b32", "b64"})
        for (const Truth& truth : {kIntegerTruths[0], kIntegerTruths[1]}) add(cases, truth, suffix, 1, 2);
    add_floats(cases, "f32", std::bit_cast<uint32_t>(-1.0f), std::bit_cast<uint32_t>(2.0f), 0x7FC00000);
    add_floats(cases, "f64", std::bit_cast<uint64_t>(-1.0), std::bit_cast<uint64_t>(2.0), 0x7FF8000000000000);
    add_floats(cases, "f16", 0xBC00, 0x4000, 0x7E00);
    for (const char* suffix :
         {"b16", "u16", "s16", "f16", "b32", "u32", "s32", "f32", "b64", "u64", "s64", "f64"}) {
        const char* const opcode = keep(std::string("selp.") + suffix);
        cases.push_back({opcode, {0x1234, 0x4321, 1}, {0x1234}});
        cases.push_back({opcode, {0x1234, 0x4321, 0}, {0x4321}});
    }
    return cases;
}

}  // namespace sige::test

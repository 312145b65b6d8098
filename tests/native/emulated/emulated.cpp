#include "emulated/emulated.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/system/cpu_features.h"

namespace sige::test {
namespace {

struct State {
    std::vector<EmulatedRow> rows;
    bool preferred = false;
};

State& state() {
    static State instance;
    return instance;
}

}  // namespace

EmulatedRegistration::EmulatedRegistration(const EmulatedRow& row) {
    state().rows.push_back(row);
}

const EmulatedRow* find_emulated(const char* name) {
    for (const EmulatedRow& row : state().rows)
        if (std::strcmp(row.name, name) == 0 && has_isa(row.needs)) return &row;
    return nullptr;
}

int emulated_count() {
    return static_cast<int>(std::count_if(state().rows.begin(), state().rows.end(),
                                          [](const EmulatedRow& row) { return has_isa(row.needs); }));
}

void prefer_emulated() {
    state().preferred = true;
}

bool prefers_emulated() {
    return state().preferred;
}

}  // namespace sige::test

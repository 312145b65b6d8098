#include "cuda/ptx/machine/warp.h"

#include <algorithm>
#include <cstdio>

namespace sige::ptx {
namespace {

std::string text_of(uint32_t x, uint32_t y, uint32_t z) {
    char text[40];
    std::snprintf(text, sizeof text, "(%u, %u, %u)", x, y, z);
    return text;
}

// Puts lanes where others may stand already; keeps the order.
void insert(std::vector<Group>& groups, Group group) {
    const auto place = std::lower_bound(groups.begin(), groups.end(), group.pc,
                                        [](const Group& a, uint32_t pc) { return a.pc < pc; });
    if (place != groups.end() && place->pc == group.pc)
        place->mask |= group.mask;
    else
        groups.insert(place, group);
}

Group take(std::vector<Group>& groups, size_t index) {
    const Group group = groups[index];
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(index));
    return group;
}

// The next place where other lanes wait to be met.
uint32_t next_above(const std::vector<Group>& groups, uint32_t pc) {
    for (const Group& group : groups)
        if (group.pc > pc) return group.pc;
    return ~0u;
}

uint32_t active(Warp& warp, const Instruction& instruction, uint32_t mask) {
    if (instruction.predicate < 0) return mask;
    const uint32_t predicate = warp.mask_at(instruction.predicate);
    return mask & (instruction.negated ? ~predicate : predicate);
}

// The lanes that must come together at an instruction.
uint32_t members_of(Warp& warp, const Instruction& instruction, uint32_t mask) {
    if (instruction.members < 0) return kAllLanes;
    const uint32_t* members = warp.at<uint32_t>(static_cast<uint32_t>(instruction.members));
    const uint32_t expected = members[__builtin_ctz(mask)];
    each_lane(mask, [&](int lane) {
        if (members[lane] != expected)
            fail(warp, instruction, lane, FaultKind::divergence, "names other lanes than lanes beside it");
        if ((expected >> lane & 1) == 0)
            fail(warp, instruction, lane, FaultKind::divergence, "does not name itself among the lanes");
    });
    return expected;
}

// Runs an instruction that lanes carry out together, if all of them are here.
bool run_converged(Warp& warp, const Group& group) {
    const Instruction& instruction = warp.kernel->code[group.pc];
    const uint32_t mask = active(warp, instruction, group.mask);
    if (mask == 0) return true;
    const uint32_t members = members_of(warp, instruction, mask);
    const auto fail_for = [&](uint32_t lanes, const char* message) {
        fail(warp, instruction, __builtin_ctz(lanes), FaultKind::divergence, message);
    };
    if ((members & ~warp.alive) != 0)
        fail_for(members & ~warp.alive, "has ended or never was, and others wait for it here");
    if ((members & ~mask & group.mask) != 0)
        fail_for(members & ~mask & group.mask, "passes by its predicate, and others wait for it here");
    if ((members & ~mask) != 0) return false;
    instruction.execute(warp, instruction, mask);
    return true;
}

// Runs lanes until they wait, end, part or meet others. While they are alone they go on at once.
void run(Warp& warp, Group group) {
    const Instruction* const code = warp.kernel->code.data();
    std::vector<Group>& others = warp.groups;
    const uint32_t stop = next_above(others, group.pc);
    while (group.mask != 0) {
        uint32_t pc = group.pc;
        for (; code[pc].flow == Flow::plain && pc != stop; ++pc) {
            const uint32_t lanes = active(warp, code[pc], group.mask);
            if (lanes != 0) code[pc].execute(warp, code[pc], lanes);
        }
        warp.executed += pc - group.pc + 1;
        if (warp.executed > warp.block->options->budget)
            fail(warp, code[pc], __builtin_ctz(group.mask), FaultKind::runaway, "does not come to an end");
        group.pc = pc;
        if (pc == stop) break;
        const Instruction& instruction = code[pc];
        const uint32_t lanes = active(warp, instruction, group.mask);
        if (instruction.flow == Flow::branch) {
            if (lanes != 0 && lanes != group.mask) {
                insert(others, {instruction.target, lanes});
                group.mask &= ~lanes;
            }
            group.pc = lanes == group.mask ? instruction.target : pc + 1;
        } else if (instruction.flow == Flow::exit) {
            warp.alive &= ~lanes;
            group.mask &= ~lanes;
            ++group.pc;
        } else if (instruction.flow == Flow::converged && others.empty() && run_converged(warp, group)) {
            ++group.pc;
        } else {
            break;
        }
        if (!others.empty()) break;
    }
    if (group.mask != 0) insert(others, group);
}

[[noreturn]] void fail_apart(const Warp& warp) {
    const Group& group = warp.groups.front();
    const Instruction& instruction = warp.kernel->code[group.pc];
    const std::string what = instruction.flow == Flow::barrier ? "waits at a barrier" : "waits for its warp";
    const std::string where = warp.groups.size() == 1
                                  ? " for lanes that have ended"
                                  : ", and other lanes wait at line " +
                                        std::to_string(warp.kernel->sources[warp.groups[1].pc].line);
    fail(warp, instruction, __builtin_ctz(group.mask), FaultKind::divergence, what + where);
}

// Runs the lanes at the lowest place that can go on, so that lanes meet again where a branch's ways do. False
// if none can.
bool run_some(Warp& warp) {
    for (size_t i = 0; i < warp.groups.size(); ++i) {
        const Group group = warp.groups[i];
        const Instruction& instruction = warp.kernel->code[group.pc];
        if (instruction.flow == Flow::barrier) {
            warp.at_barrier = group.mask == warp.alive;
            if (warp.at_barrier) return true;
        } else if (instruction.flow != Flow::converged) {
            run(warp, take(warp.groups, i));
            return true;
        } else if (run_converged(warp, group)) {
            take(warp.groups, i);
            insert(warp.groups, {group.pc + 1, group.mask});
            return true;
        }
    }
    return false;
}

}  // namespace

std::string BlockState::text() const {
    return text_of(index.x, index.y, index.z);
}

void fail(const Warp& warp, const Instruction& instruction, int lane, FaultKind kind,
          const std::string& message) {
    const Kernel& kernel = *warp.kernel;
    const Source& source = kernel.sources[static_cast<size_t>(&instruction - kernel.code.data())];
    const Dim3& block = warp.block->launch->block;
    const uint32_t thread = static_cast<uint32_t>(warp.thread_of(lane));
    throw Fault(kind, "kernel " + kernel.name + ", block " + warp.block->text() + ", thread " +
                          text_of(thread % block.x, thread / block.x % block.y, thread / block.x / block.y) +
                          " " + message + ": line " + std::to_string(source.line) + ": " + source.text);
}

void advance(Warp& warp) {
    while (warp.alive != 0 && !warp.at_barrier)
        if (!run_some(warp)) fail_apart(warp);
}

void pass_barrier(Warp& warp) {
    warp.at_barrier = false;
    ++warp.groups.front().pc;
}

}  // namespace sige::ptx

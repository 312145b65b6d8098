// Barriers, and what lanes of a warp tell each other.
#include "cuda/ptx/machine/warp.h"

#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

enum class Shuffle { up, down, butterfly, index };

// The lane that a lane reads, and whether it is one of its segment.
template <Shuffle kMode>
std::pair<int, bool> source_lane(int lane, uint32_t operand, uint32_t bounds) {
    const int b = static_cast<int>(operand & 31), clamp = static_cast<int>(bounds & 31);
    const int segment = static_cast<int>(bounds >> 8 & 31);
    const int last = (lane & segment) | (clamp & ~segment), first = lane & segment;
    int source = 0;
    bool inside = false;
    switch (kMode) {
        case Shuffle::up:
            source = lane - b;
            inside = source >= last;
            break;
        case Shuffle::down:
            source = lane + b;
            inside = source <= last;
            break;
        case Shuffle::butterfly:
            source = lane ^ b;
            inside = source <= last;
            break;
        case Shuffle::index:
            source = first | (b & ~segment);
            inside = source <= last;
    }
    return {inside ? source : lane, inside};
}

template <Shuffle kMode, bool kTellsInside>
void shuffle(Warp& warp, const Instruction& i, uint32_t mask) {
    uint32_t given[kLanes];
    std::memcpy(given, warp.at<uint32_t>(i.src[0]), sizeof given);
    uint32_t* const d = warp.at<uint32_t>(i.dst[0]);
    const uint32_t *const operand = warp.at<uint32_t>(i.src[1]), *const bounds = warp.at<uint32_t>(i.src[2]);
    uint32_t inside_bits = 0;
    uint32_t out[kLanes];
    each_lane(mask, [&](int lane) {
        const auto [source, inside] = source_lane<kMode>(lane, operand[lane], bounds[lane]);
        if ((mask >> source & 1) == 0)
            fail(warp, i, lane, FaultKind::divergence,
                 "reads a register of lane " + std::to_string(source) + ", which is not here");
        out[lane] = given[source];
        inside_bits |= static_cast<uint32_t>(inside) << lane;
    });
    each_lane(mask, [&](int lane) { d[lane] = out[lane]; });
    if (kTellsInside) set_predicate(warp, i.dst[1], mask, inside_bits);
}

void ballot(Warp& warp, const Instruction& i, uint32_t mask) {
    const uint32_t bits = *warp.at<uint32_t>(i.src[0]) & mask;
    uint32_t* const d = warp.at<uint32_t>(i.dst[0]);
    each_lane(mask, [&](int lane) { d[lane] = bits; });
}

void any(Warp& warp, const Instruction& i, uint32_t mask) {
    set_predicate(warp, i.dst[0], mask, (*warp.at<uint32_t>(i.src[0]) & mask) != 0 ? kAllLanes : 0);
}

void all(Warp& warp, const Instruction& i, uint32_t mask) {
    set_predicate(warp, i.dst[0], mask, (*warp.at<uint32_t>(i.src[0]) & mask) == mask ? kAllLanes : 0);
}

template <class T, auto F>
void reduce(Warp& warp, const Instruction& i, uint32_t mask) {
    const T* const s = warp.at<T>(i.src[0]);
    T value = s[__builtin_ctz(mask)];
    each_lane(mask & (mask - 1), [&](int lane) { value = static_cast<T>(F(value, s[lane])); });
    T* const d = warp.at<T>(i.dst[0]);
    each_lane(mask, [&](int lane) { d[lane] = value; });
}

constexpr auto kAdd = [](auto a, auto b) { return a + b; };
constexpr auto kMin = [](auto a, auto b) { return b < a ? b : a; };
constexpr auto kMax = [](auto a, auto b) { return a < b ? b : a; };
constexpr auto kAnd = [](auto a, auto b) { return a & b; };
constexpr auto kOr = [](auto a, auto b) { return a | b; };

void synchronize_warp(Warp& warp, const Instruction&, uint32_t mask) {
    if (mask == warp.alive) warp.block->shared.order_warp(warp.index);
}

void active_mask(Warp& warp, const Instruction& i, uint32_t mask) {
    uint32_t* const d = warp.at<uint32_t>(i.dst[0]);
    each_lane(mask, [&](int lane) { d[lane] = mask; });
}

// Orders memory for other blocks, which here see all stores at once.
void fence(Warp&, const Instruction&, uint32_t) {}

void add_converged(OpcodeTable& table, const std::string& text, std::vector<Slot> slots, Execute* execute) {
    slots.push_back({Role::members});
    table.add(text, std::move(slots), execute).flow = Flow::converged;
}

template <Shuffle kMode>
void add_shuffle(OpcodeTable& table, const std::string& mode) {
    add_converged(table, "shfl.sync." + mode + ".b32", {to(b32), from(b32), from(b32), from(b32)},
                  shuffle<kMode, false>);
    // Two results, which a stroke parts, are told by the row's name.
    add_converged(table, "shfl.sync." + mode + ".b32 |", {to(b32), to(pred), from(b32), from(b32), from(b32)},
                  shuffle<kMode, true>);
}

}  // namespace

void add_warp_opcodes(OpcodeTable& table) {
    add_shuffle<Shuffle::up>(table, "up");
    add_shuffle<Shuffle::down>(table, "down");
    add_shuffle<Shuffle::butterfly>(table, "bfly");
    add_shuffle<Shuffle::index>(table, "idx");
    add_converged(table, "vote.sync.ballot.b32", {to(b32), from(pred)}, ballot);
    add_converged(table, "vote.sync.any.pred", {to(pred), from(pred)}, any);
    add_converged(table, "vote.sync.all.pred", {to(pred), from(pred)}, all);
    add_converged(table, "redux.sync.add.u32", {to(u32), from(u32)}, reduce<uint32_t, kAdd>);
    add_converged(table, "redux.sync.add.s32", {to(s32), from(s32)}, reduce<uint32_t, kAdd>);
    add_converged(table, "redux.sync.min.u32", {to(u32), from(u32)}, reduce<uint32_t, kMin>);
    add_converged(table, "redux.sync.max.u32", {to(u32), from(u32)}, reduce<uint32_t, kMax>);
    add_converged(table, "redux.sync.min.s32", {to(s32), from(s32)}, reduce<int32_t, kMin>);
    add_converged(table, "redux.sync.max.s32", {to(s32), from(s32)}, reduce<int32_t, kMax>);
    add_converged(table, "redux.sync.and.b32", {to(b32), from(b32)}, reduce<uint32_t, kAnd>);
    add_converged(table, "redux.sync.or.b32", {to(b32), from(b32)}, reduce<uint32_t, kOr>);
    add_converged(table, "bar.warp.sync", {}, synchronize_warp);
    table.add("activemask.b32", {to(b32)}, active_mask);
    for (const char* text :
         {"membar.gl", "membar.cta", "membar.sys", "fence.acq_rel.gpu", "fence.acq_rel.cta"})
        table.add(text, {}, fence);
    for (const char* text : {"bar.sync", "barrier.sync", "barrier.sync.aligned"})
        table.add(text, {{Role::immediate}}, nullptr).flow = Flow::barrier;
    for (const char* text : {"bra", "bra.uni"}) table.add(text, {}, nullptr).flow = Flow::branch;
    for (const char* text : {"ret", "exit"}) table.add(text, {}, nullptr).flow = Flow::exit;
}

}  // namespace sige::ptx

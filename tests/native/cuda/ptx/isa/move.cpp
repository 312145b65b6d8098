// Moves between registers, packing and unpacking of vectors, and addresses of state spaces.
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kSame = [](auto a) { return a; };
template <uint64_t kWindow>
constexpr auto kToWindow = [](uint64_t a) { return a + kWindow; };
template <uint64_t kWindow>
constexpr auto kFromWindow = [](uint64_t a) { return a - kWindow; };

void move_predicate(Warp& warp, const Instruction& i, uint32_t mask) {
    set_predicate(warp, i.dst[0], mask, *warp.at<uint32_t>(i.src[0]));
}

template <class Whole, class Part>
void pack(Warp& warp, const Instruction& i, uint32_t mask) {
    Whole* const d = warp.at<Whole>(i.dst[0]);
    constexpr int kParts = sizeof(Whole) / sizeof(Part);
    const Part* parts[kParts];
    for (int k = 0; k < kParts; ++k) parts[k] = warp.at<Part>(i.src[static_cast<size_t>(k)]);
    for_lanes(mask, [&](int lane) {
        Whole value = 0;
        for (int k = 0; k < kParts; ++k)
            value |= static_cast<Whole>(parts[k][lane]) << (k * sizeof(Part) * 8);
        d[lane] = value;
    });
}

template <class Whole, class Part>
void unpack(Warp& warp, const Instruction& i, uint32_t mask) {
    const Whole* const s = warp.at<Whole>(i.src[0]);
    constexpr int kParts = sizeof(Whole) / sizeof(Part);
    for (int k = 0; k < kParts; ++k) {
        Part* const d = warp.at<Part>(i.dst[static_cast<size_t>(k)]);
        for_lanes(mask, [&](int lane) { d[lane] = static_cast<Part>(s[lane] >> (k * sizeof(Part) * 8)); });
    }
}

}  // namespace

void add_move_opcodes(OpcodeTable& table) {
    const auto move = [&](const char* suffix, Type type, Execute* execute) {
        table.add(std::string("mov.") + suffix, {to(type), from(type)}, execute);
    };
    move("pred", pred, move_predicate);
    for (const auto& [suffix, type] : {std::pair{"b16", b16}, {"u16", u16}, {"s16", s16}, {"f16", f16}})
        move(suffix, type, unary<uint16_t, uint16_t, kSame>);
    for (const auto& [suffix, type] : {std::pair{"b32", b32}, {"u32", u32}, {"s32", s32}, {"f32", f32}})
        move(suffix, type, unary<uint32_t, uint32_t, kSame>);
    for (const auto& [suffix, type] : {std::pair{"b64", b64}, {"u64", u64}, {"s64", s64}, {"f64", f64}})
        move(suffix, type, unary<uint64_t, uint64_t, kSame>);
    // The braces of an operand are part of the row's name here, since they choose what is done.
    table.add("mov.b32 {2}=", {to(b16, 2), from(b32)}, unpack<uint32_t, uint16_t>);
    table.add("mov.b32 ={2}", {to(b32), from(b16, 2)}, pack<uint32_t, uint16_t>);
    table.add("mov.b64 {2}=", {to(b32, 2), from(b64)}, unpack<uint64_t, uint32_t>);
    table.add("mov.b64 ={2}", {to(b64), from(b32, 2)}, pack<uint64_t, uint32_t>);
    table.add("mov.b64 {4}=", {to(b16, 4), from(b64)}, unpack<uint64_t, uint16_t>);
    table.add("mov.b64 ={4}", {to(b64), from(b16, 4)}, pack<uint64_t, uint16_t>);

    const std::vector<Slot> address{to(u64), from(u64)};
    for (const char* space : {"global", "const"}) {
        table.add(std::string("cvta.") + space + ".u64", address, unary<uint64_t, uint64_t, kSame>);
        table.add(std::string("cvta.to.") + space + ".u64", address, unary<uint64_t, uint64_t, kSame>);
    }
    table.add("cvta.shared.u64", address, unary<uint64_t, uint64_t, kToWindow<kSharedWindow>>);
    table.add("cvta.to.shared.u64", address, unary<uint64_t, uint64_t, kFromWindow<kSharedWindow>>);
    table.add("cvta.local.u64", address, unary<uint64_t, uint64_t, kToWindow<kLocalWindow>>);
    table.add("cvta.to.local.u64", address, unary<uint64_t, uint64_t, kFromWindow<kLocalWindow>>);
}

}  // namespace sige::ptx

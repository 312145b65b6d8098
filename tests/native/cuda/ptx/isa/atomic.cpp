// Atomic operations. Blocks run beside each other on the host, hence real atomics on global memory.
#include <atomic>

#include "cuda/ptx/isa/access.h"
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr auto kAdd = [](auto a, auto b) { return a + b; };
constexpr auto kMin = [](auto a, auto b) { return b < a ? b : a; };
constexpr auto kMax = [](auto a, auto b) { return a < b ? b : a; };
constexpr auto kAnd = [](auto a, auto b) { return a & b; };
constexpr auto kOr = [](auto a, auto b) { return a | b; };
constexpr auto kXor = [](auto a, auto b) { return a ^ b; };
constexpr auto kExchange = [](auto, auto b) { return b; };

template <class T>
Pointers resolve_atomic(Warp& warp, const Instruction& i, uint32_t mask) {
    const Addresses addresses = addresses_of(warp, i, i.src[0], i.address, i.offset);
    Pointers pointers;
    resolve(warp, i, mask, addresses, {SharedMemory::Access::atomic, i.space, sizeof(T)}, pointers);
    return pointers;
}

template <class T, auto F, bool kReturns>
void update(Warp& warp, const Instruction& i, uint32_t mask) {
    const Pointers pointers = resolve_atomic<T>(warp, i, mask);
    const T* const operand = warp.at<T>(i.src[1]);
    each_lane(mask, [&](int lane) {
        std::atomic_ref<T> place(*reinterpret_cast<T*>(pointers[static_cast<size_t>(lane)]));
        T old = place.load();
        while (!place.compare_exchange_weak(old, static_cast<T>(F(old, operand[lane])))) {
        }
        if (kReturns) warp.at<T>(i.dst[0])[lane] = old;
    });
}

template <class T>
void compare_and_swap(Warp& warp, const Instruction& i, uint32_t mask) {
    const Pointers pointers = resolve_atomic<T>(warp, i, mask);
    const T *const expected = warp.at<T>(i.src[1]), *const wanted = warp.at<T>(i.src[2]);
    T* const d = warp.at<T>(i.dst[0]);
    each_lane(mask, [&](int lane) {
        std::atomic_ref<T> place(*reinterpret_cast<T*>(pointers[static_cast<size_t>(lane)]));
        T old = expected[lane];
        place.compare_exchange_strong(old, wanted[lane]);
        d[lane] = old;
    });
}

struct Named {
    const char* text;
    Space space;
};
constexpr Named kSpaces[] = {{"", Space::generic}, {".global", Space::global}, {".shared", Space::shared}};

void place(Opcode& row, Space space) {
    row.space = space;
    row.touches_shared = space != Space::global;
}

template <class T, auto F>
void add(OpcodeTable& table, const std::string& text, Type type) {
    for (const Named& named : kSpaces) {
        place(table.add(std::string("atom") + named.text + text, {to(type), {Role::address}, from(type)},
                        update<T, F, true>),
              named.space);
        place(table.add(std::string("red") + named.text + text, {{Role::address}, from(type)},
                        update<T, F, false>),
              named.space);
    }
}

template <class T>
void add_compare(OpcodeTable& table, const std::string& suffix, Type type) {
    for (const Named& named : kSpaces)
        place(table.add(std::string("atom") + named.text + ".cas." + suffix,
                        {to(type), {Role::address}, from(type), from(type)}, compare_and_swap<T>),
              named.space);
}

}  // namespace

void add_atomic_opcodes(OpcodeTable& table) {
    add<uint32_t, kAdd>(table, ".add.u32", u32);
    add<uint32_t, kAdd>(table, ".add.s32", s32);
    add<uint64_t, kAdd>(table, ".add.u64", u64);
    add<float, kAdd>(table, ".add.f32", f32);
    add<double, kAdd>(table, ".add.f64", f64);
    add<uint32_t, kMin>(table, ".min.u32", u32);
    add<uint32_t, kMax>(table, ".max.u32", u32);
    add<int32_t, kMin>(table, ".min.s32", s32);
    add<int32_t, kMax>(table, ".max.s32", s32);
    add<uint32_t, kAnd>(table, ".and.b32", b32);
    add<uint32_t, kOr>(table, ".or.b32", b32);
    add<uint32_t, kXor>(table, ".xor.b32", b32);
    add<uint32_t, kExchange>(table, ".exch.b32", b32);
    add<uint64_t, kExchange>(table, ".exch.b64", b64);
    add_compare<uint32_t>(table, "b32", b32);
    add_compare<uint64_t>(table, "b64", b64);
}

}  // namespace sige::ptx

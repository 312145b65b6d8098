// Loads and stores of all spaces, of one to four elements.
#include "cuda/ptx/isa/access.h"
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

template <class Element, class Register>
void fill(Warp& warp, const Instruction& i, uint32_t mask, const Pointers& pointers) {
    for (size_t k = 0; k < i.count; ++k) {
        Register* const d = warp.at<Register>(i.dst[k]);
        for_lanes(mask, [&](int lane) {
            Element element;
            std::memcpy(&element, pointers[static_cast<size_t>(lane)] + k * sizeof element, sizeof element);
            d[lane] = static_cast<Register>(element);
        });
    }
}

template <class Unsigned, class Signed, class Register>
void fill_extended(Warp& warp, const Instruction& i, uint32_t mask, const Pointers& pointers) {
    if (i.extends_sign)
        fill<Signed, Register>(warp, i, mask, pointers);
    else
        fill<Unsigned, Register>(warp, i, mask, pointers);
}

template <class Unsigned, class Signed>
void fill_registers(Warp& warp, const Instruction& i, uint32_t mask, const Pointers& pointers) {
    switch (i.width) {
        case 2:
            return fill_extended<Unsigned, Signed, uint16_t>(warp, i, mask, pointers);
        case 4:
            return fill_extended<Unsigned, Signed, uint32_t>(warp, i, mask, pointers);
        default:
            return fill_extended<Unsigned, Signed, uint64_t>(warp, i, mask, pointers);
    }
}

void load(Warp& warp, const Instruction& i, uint32_t mask) {
    const Addresses addresses = addresses_of(warp, i, i.src[0], i.address, i.offset);
    Pointers pointers;
    resolve(warp, i, mask, addresses, {SharedMemory::Access::load, i.space, uint32_t{i.bytes} * i.count},
            pointers);
    switch (i.bytes) {
        case 1:
            return fill_registers<uint8_t, int8_t>(warp, i, mask, pointers);
        case 2:
            return fill_registers<uint16_t, int16_t>(warp, i, mask, pointers);
        case 4:
            return fill_registers<uint32_t, int32_t>(warp, i, mask, pointers);
        default:
            return fill<uint64_t, uint64_t>(warp, i, mask, pointers);
    }
}

template <class Element>
void put(Warp& warp, const Instruction& i, uint32_t mask, const Pointers& pointers) {
    for (size_t k = 0; k < i.count; ++k) {
        const std::byte* const s = warp.at<std::byte>(i.src[k + 1]);
        const size_t stride = i.width;
        for_lanes(mask, [&](int lane) {
            std::memcpy(pointers[static_cast<size_t>(lane)] + k * sizeof(Element),
                        s + static_cast<size_t>(lane) * stride, sizeof(Element));
        });
    }
}

void store(Warp& warp, const Instruction& i, uint32_t mask) {
    const Addresses addresses = addresses_of(warp, i, i.src[0], i.address, i.offset);
    Pointers pointers;
    resolve(warp, i, mask, addresses, {SharedMemory::Access::store, i.space, uint32_t{i.bytes} * i.count},
            pointers);
    switch (i.bytes) {
        case 1:
            return put<uint8_t>(warp, i, mask, pointers);
        case 2:
            return put<uint16_t>(warp, i, mask, pointers);
        case 4:
            return put<uint32_t>(warp, i, mask, pointers);
        default:
            return put<uint64_t>(warp, i, mask, pointers);
    }
}

struct Named {
    const char* text;
    Space space;
};

constexpr Named kLoads[] = {
    {"ld", Space::generic},          {"ld.volatile", Space::generic},
    {"ld.global", Space::global},    {"ld.global.nc", Space::global},
    {"ld.global.ca", Space::global}, {"ld.global.cg", Space::global},
    {"ld.global.cs", Space::global}, {"ld.volatile.global", Space::global},
    {"ld.shared", Space::shared},    {"ld.volatile.shared", Space::shared},
    {"ld.local", Space::local},      {"ld.param", Space::param},
    {"ld.const", Space::constant},
};
constexpr Named kStores[] = {
    {"st", Space::generic},          {"st.volatile", Space::generic},
    {"st.global", Space::global},    {"st.global.cg", Space::global},
    {"st.global.cs", Space::global}, {"st.volatile.global", Space::global},
    {"st.shared", Space::shared},    {"st.volatile.shared", Space::shared},
    {"st.local", Space::local},
};
constexpr std::pair<const char*, Type> kTypes[] = {
    {"b8", b8},   {"u8", u8},   {"s8", s8},   {"b16", b16}, {"u16", u16}, {"s16", s16}, {"b32", b32},
    {"u32", u32}, {"s32", s32}, {"f32", f32}, {"b64", b64}, {"u64", u64}, {"s64", s64}, {"f64", f64},
};
constexpr std::pair<const char*, int> kVectors[] = {{"", 1}, {".v2", 2}, {".v4", 4}};

bool may_be_shared(Space space) {
    return space == Space::shared || space == Space::generic;
}

}  // namespace

void add_memory_opcodes(OpcodeTable& table) {
    for (const auto& [vector, count] : kVectors)
        for (const auto& [suffix, type] : kTypes) {
            if (count * size_of(type) > 16) continue;
            const std::string rest = std::string(vector) + "." + suffix;
            for (const Named& named : kLoads) {
                Opcode& row =
                    table.add(named.text + rest, {{Role::result, type, count, true}, {Role::address}}, load);
                row.space = named.space;
                row.touches_shared = may_be_shared(named.space);
            }
            for (const Named& named : kStores) {
                Opcode& row =
                    table.add(named.text + rest, {{Role::address}, {Role::source, type, count, true}}, store);
                row.space = named.space;
                row.touches_shared = may_be_shared(named.space);
            }
        }
}

}  // namespace sige::ptx

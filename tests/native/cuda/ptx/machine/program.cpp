#include "cuda/ptx/machine/program.h"

#include <string_view>

namespace sige::ptx {

int size_of(Type type) {
    switch (type) {
        case Type::b8:
        case Type::u8:
        case Type::s8:
            return 1;
        case Type::b16:
        case Type::u16:
        case Type::s16:
        case Type::f16:
        case Type::bf16:
            return 2;
        case Type::b64:
        case Type::u64:
        case Type::s64:
        case Type::f64:
            return 8;
        default:
            return 4;
    }
}

bool is_float(Type type) {
    switch (type) {
        case Type::f16:
        case Type::bf16:
        case Type::f32:
        case Type::f16x2:
        case Type::bf16x2:
        case Type::f64:
            return true;
        default:
            return false;
    }
}

bool is_untyped(Type type) {
    return type == Type::b8 || type == Type::b16 || type == Type::b32 || type == Type::b64;
}

bool parse_type(std::string_view suffix, Type& type) {
    static constexpr std::pair<std::string_view, Type> kTypes[] = {
        {"pred", Type::pred}, {"b8", Type::b8},       {"u8", Type::u8},         {"s8", Type::s8},
        {"b16", Type::b16},   {"u16", Type::u16},     {"s16", Type::s16},       {"f16", Type::f16},
        {"bf16", Type::bf16}, {"b32", Type::b32},     {"u32", Type::u32},       {"s32", Type::s32},
        {"f32", Type::f32},   {"f16x2", Type::f16x2}, {"bf16x2", Type::bf16x2}, {"b64", Type::b64},
        {"u64", Type::u64},   {"s64", Type::s64},     {"f64", Type::f64},
    };
    for (const auto& [name, value] : kTypes)
        if (name == suffix) {
            type = value;
            return true;
        }
    return false;
}

}  // namespace sige::ptx

// The types of a message in the letters of Objective-C's @encode, for what the backend sends and what the
// double answers alike.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

namespace sige::objc_double {

using Selector = const std::string*;
using Integer = int64_t;
using UInteger = uint64_t;
using Bool = signed char;

class Object;
struct Size3 {
    UInteger x, y, z;
};

template <class T>
std::string type_letter() {
    if constexpr (std::is_void_v<T>)
        return "v";
    else if constexpr (std::is_same_v<T, const char*>)
        return "*";
    else if constexpr (std::is_same_v<T, Bool>)
        return "c";
    else if constexpr (std::is_same_v<T, Integer>)
        return "q";
    else if constexpr (std::is_same_v<T, UInteger>)
        return "Q";
    else if constexpr (std::is_same_v<T, double>)
        return "d";
    else if constexpr (std::is_same_v<T, const void*>)
        return "r^v";
    else if constexpr (std::is_same_v<T, void*>)
        return "@";  // also memory, which travels alike
    else if constexpr (std::is_pointer_v<T> && std::is_pointer_v<std::remove_pointer_t<T>>)
        return "^@";
    else if constexpr (std::is_pointer_v<T>)
        return "@";
    else if constexpr (sizeof(T) == 3 * sizeof(UInteger))
        return "{MTLSize=QQQ}";
    else
        static_assert(!sizeof(T), "a type without a letter");
}

// The result's, then the arguments', without those of the object and the selector.
template <class Result, class... Arguments>
std::string types_of() {
    return (type_letter<Result>() + ... + type_letter<Arguments>());
}

}  // namespace sige::objc_double

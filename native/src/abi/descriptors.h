// Descriptors of callers that were compiled with other versions of the headers, see sige/types.h.
#pragma once

#include <algorithm>
#include <cstring>

#include "core/error.h"

namespace sige {

// Every version of a descriptor has struct_size and something behind it.
inline void require_struct_size(uint32_t struct_size, const char* name) {
    SIGE_REQUIRE(struct_size >= 2 * sizeof(uint32_t),
                 "%s: struct_size is %u, expected the size of the struct", name, struct_size);
}

// What a caller describes: fields that it does not know are 0.
template <class Descriptor>
Descriptor read_descriptor(const Descriptor* descriptor, const char* name) {
    SIGE_REQUIRE(descriptor != nullptr, "%s is null", name);
    const size_t given = descriptor->struct_size;
    require_struct_size(descriptor->struct_size, name);
    const char* bytes = reinterpret_cast<const char*>(descriptor);
    for (size_t i = sizeof(Descriptor); i < given; ++i)
        if (bytes[i] != 0)
            fail(SIGE_STATUS_UNSUPPORTED,
                 "%s: has %zu bytes with a field set behind the %zu that this library knows", name, given,
                 sizeof(Descriptor));
    Descriptor known{};
    std::memcpy(&known, descriptor, std::min(given, sizeof known));
    return known;
}

// Answers into a caller's descriptor as far as it goes; fields that the library does not know become 0.
template <class Descriptor>
void write_descriptor(const Descriptor& value, Descriptor* descriptor) {
    const uint32_t wanted = descriptor->struct_size;
    std::memset(static_cast<void*>(descriptor), 0, wanted);
    std::memcpy(static_cast<void*>(descriptor), &value, std::min<size_t>(wanted, sizeof value));
    descriptor->struct_size = wanted;
}

template <class Descriptor>
void require_answer(const Descriptor* descriptor, const char* name) {
    SIGE_REQUIRE(descriptor != nullptr, "%s is null", name);
    require_struct_size(descriptor->struct_size, name);
}

}  // namespace sige

// Descriptors of callers that were compiled with other versions of the headers, see sige/sige.h.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>

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
                 "%s: has %llu bytes with a field set behind the %llu that this library knows", name,
                 static_cast<unsigned long long>(given), static_cast<unsigned long long>(sizeof(Descriptor)));
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

// Answers into a caller's array, or not at all where it is null: the struct_size of its first row is the
// distance from one row to the next.
template <class Row>
void write_rows(std::span<const Row> values, const char* name, Row* rows, uint64_t capacity) {
    if (rows == nullptr && capacity == 0) return;
    require_answer(rows, name);
    const uint32_t distance = rows->struct_size;
    SIGE_REQUIRE(distance % alignof(Row) == 0, "%s: struct_size is %u, expected a multiple of %u", name,
                 distance, static_cast<unsigned>(alignof(Row)));
    SIGE_REQUIRE(capacity >= values.size(), "%s has room for %llu rows, expected %llu", name,
                 static_cast<unsigned long long>(capacity), static_cast<unsigned long long>(values.size()));
    char* at = reinterpret_cast<char*>(rows);
    for (const Row& value : values) {
        Row* row = reinterpret_cast<Row*>(at);
        row->struct_size = distance;
        write_descriptor(value, row);
        at += distance;
    }
}

}  // namespace sige

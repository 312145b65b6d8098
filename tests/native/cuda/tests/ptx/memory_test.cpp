// Loads, stores and atomics of every space and size.
#include "cuda/ptx/isa/opcode.h"
#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

struct Element {
    const char* suffix;
    size_t bytes;
    bool is_signed;
    const char* registers;  // that hold one
    const char* wide;       // of the type that they are stored with
};
constexpr Element kElements[] = {
    {"b8", 1, false, "%h", "b16"},  {"u8", 1, false, "%h", "b16"},  {"s8", 1, true, "%h", "b16"},
    {"b16", 2, false, "%h", "b16"}, {"u16", 2, false, "%h", "b16"}, {"s16", 2, true, "%h", "b16"},
    {"b32", 4, false, "%w", "b32"}, {"u32", 4, false, "%w", "b32"}, {"s32", 4, true, "%w", "b32"},
    {"f32", 4, false, "%f", "f32"}, {"b64", 8, false, "%d", "b64"}, {"u64", 8, false, "%d", "b64"},
    {"s64", 8, true, "%d", "b64"},  {"f64", 8, false, "%g", "f64"},
};

std::string list_of(const Element& element, size_t count) {
    std::string list;
    for (size_t k = 0; k < count; ++k)
        list += (k == 0 ? "" : ", ") + std::string(element.registers) + std::to_string(k);
    return count == 1 ? list : "{" + list + "}";
}

// The bytes 0x80, 0x81, ... of each lane.
std::vector<uint8_t> pattern() {
    std::vector<uint8_t> bytes(32 * 16);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(0x80 + i);
    return bytes;
}

constexpr const char* kMemory =
    ".const .align 16 .b8 table[16] = {128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, "
    "142, 143};\n"
    ".shared .align 16 .b8 tile[512];\n";
// %d10: sixteen bytes of each lane in the space; filled by four words of the pattern.
constexpr const char* kCopyIn =
    "mul.wide.u32 %d11, %t, 16; add.s64 %d12, %d11, %in; ld.global.v4.b32 {%w10, %w11, %w12, %w13}, "
    "[%d12];\n";

struct Place {
    const char* text;
    std::string setup;  // leaves the address in %d10
    bool same_for_all_lanes;
};

std::vector<Place> load_places() {
    const std::string local = ".local .align 16 .b8 depot[16]; mov.u64 %d10, depot;";
    const std::string shared = "mov.u64 %d10, tile; add.s64 %d10, %d10, %d11;";
    const std::string global = "add.s64 %d10, %in, %d11;";
    const std::string put = "v4.b32 [%d10], {%w10, %w11, %w12, %w13};";
    return {
        {"ld", global, false},
        {"ld.volatile", global, false},
        {"ld.global", global, false},
        {"ld.global.nc", global, false},
        {"ld.global.ca", global, false},
        {"ld.global.cg", global, false},
        {"ld.global.cs", global, false},
        {"ld.volatile.global", global, false},
        {"ld.shared", shared + "st.shared." + put, false},
        {"ld.volatile.shared", shared + "st.shared." + put, false},
        {"ld.local", local + "st.local." + put, false},
        {"ld.const", "mov.u64 %d10, table;", true},
    };
}

uint64_t element_at(const std::vector<uint8_t>& bytes, size_t at, const Element& element) {
    uint64_t bits = 0;
    std::memcpy(&bits, bytes.data() + at, element.bytes);
    // A byte fills a register of sixteen bits.
    if (element.bytes == 1 && element.is_signed && bits >= 0x80) bits |= 0xFF00;
    return bits;
}

void check_load(const Place& place, const Element& element, size_t count) {
    const std::string op =
        std::string(place.text) + (count == 1 ? "" : ".v" + std::to_string(count)) + "." + element.suffix;
    const Context context(op);
    std::string body = kCopyIn + place.setup + "\n" + op + " " + list_of(element, count) + ", [%d10];\n" +
                       "mul.wide.u32 %d13, %t, 32; add.s64 %d13, %d13, %out;\n";
    for (size_t k = 0; k < count; ++k)
        body += std::string("st.global.") + element.wide + " [%d13+" + std::to_string(8 * k) + "], " +
                element.registers + std::to_string(k) + ";\n";
    const std::vector<uint8_t> in = pattern();
    const std::vector<uint64_t> out = run_lanes<uint64_t>(body, in, 32 * 4, {}, kMemory);
    for (size_t lane = 0; lane < 32; ++lane)
        for (size_t k = 0; k < count; ++k) {
            const size_t from = (place.same_for_all_lanes ? 0 : lane * 16) + k * element.bytes;
            CHECK_EQUAL(out[lane * 4 + k], element_at(in, from, element));
        }
}

struct StorePlace {
    const char* text;
    const char* setup;
    const char* get;  // what reads the sixteen bytes back
};
constexpr StorePlace kStorePlaces[] = {
    {"st", "add.s64 %d10, %out, %d11;", nullptr},
    {"st.volatile", "add.s64 %d10, %out, %d11;", nullptr},
    {"st.global", "add.s64 %d10, %out, %d11;", nullptr},
    {"st.global.cg", "add.s64 %d10, %out, %d11;", nullptr},
    {"st.global.cs", "add.s64 %d10, %out, %d11;", nullptr},
    {"st.volatile.global", "add.s64 %d10, %out, %d11;", nullptr},
    {"st.shared", "mov.u64 %d10, tile; add.s64 %d10, %d10, %d11; st.shared.v4.b32 [%d10], {0, 0, 0, 0};",
     "ld.shared"},
    {"st.volatile.shared",
     "mov.u64 %d10, tile; add.s64 %d10, %d10, %d11; st.shared.v4.b32 [%d10], {0, 0, 0, 0};", "ld.shared"},
    {"st.local", ".local .align 16 .b8 depot[16]; mov.u64 %d10, depot; st.local.v4.b32 [%d10], {0, 0, 0, 0};",
     "ld.local"},
};

void check_store(const StorePlace& place, const Element& element, size_t count) {
    const std::string vector = count == 1 ? "" : ".v" + std::to_string(count);
    const std::string op = place.text + vector + "." + element.suffix;
    const Context context(op);
    std::string body = std::string(kCopyIn) + place.setup + "\nld.global" + vector + "." + element.suffix +
                       " " + list_of(element, count) + ", [%d12];\n" + op + " [%d10], " +
                       list_of(element, count) + ";\n";
    if (place.get != nullptr)
        body += std::string(place.get) + ".v4.b32 {%w14, %w15, %w16, %w17}, [%d10];\n" +
                "add.s64 %d14, %out, %d11; st.global.v4.b32 [%d14], {%w14, %w15, %w16, %w17};\n";
    const std::vector<uint8_t> in = pattern(), out = run_lanes<uint8_t>(body, in, 32 * 16, {}, kMemory);
    for (size_t i = 0; i < out.size(); ++i) CHECK_EQUAL(out[i], i % 16 < count * element.bytes ? in[i] : 0);
}

template <class F>
void for_sizes(F function) {
    for (const Element& element : kElements)
        for (const size_t count : {1, 2, 4})
            if (count * element.bytes <= 16) function(element, count);
}

// Each lane's value goes to one place; the sum, largest, ... of all is there in the end.
void check_atomic(const std::string& op, const char* registers, const std::string& type, uint64_t start,
                  const std::vector<uint64_t>& given, uint64_t expected) {
    const std::string wide = type.substr(1), reg = registers;
    for (const std::string space : {"", ".global", ".shared"})
        for (const bool returns : {true, false}) {
            const std::string text = (returns ? "atom" : "red") + space + op + "." + type;
            const Context context(text);
            const bool is_shared = space == ".shared";
            const std::string address = is_shared ? "mov.u64 %d10, tile;" : "mov.u64 %d10, %out;";
            std::string body = "mul.wide.u32 %d11, %t, 8; add.s64 %d11, %d11, %in;\n" + address +
                               "ld.global." + type + " " + reg + "1, [%d11+8]; ld.global." + type + " " +
                               reg + "2, [%in]; setp.ne.u32 %p1, %t, 0;\n@!%p1 st" + space + "." + type +
                               " [%d10], " + reg + "2;\nbar.warp.sync -1;\n" + text + " " +
                               (returns ? reg + "3, " : "") + "[%d10], " + reg + "1;\nbar.warp.sync -1;\n";
            if (is_shared)
                body += "ld.shared." + type + " " + reg + "4, [%d10]; @!%p1 st.global." + type + " [%out], " +
                        reg + "4;\n";
            std::vector<uint64_t> in{start};
            for (size_t lane = 0; lane < 32; ++lane) in.push_back(given[lane % given.size()]);
            CHECK_EQUAL((run_lanes<uint64_t>(body, in, 1, {}, kMemory)[0]), expected);
        }
}

}  // namespace

TEST(ptx_opcodes, loads) {
    for (const Place& place : load_places())
        for_sizes([&](const Element& element, size_t count) { check_load(place, element, count); });
}

TEST(ptx_opcodes, stores) {
    for (const StorePlace& place : kStorePlaces)
        for_sizes([&](const Element& element, size_t count) { check_store(place, element, count); });
}

// A parameter is read where it lies; the pointer %in, of which each size takes the first bytes.
TEST(ptx_opcodes, loads_of_parameters) {
    for_sizes([](const Element& element, size_t count) {
        const std::string op =
            std::string("ld.param") + (count == 1 ? "" : ".v" + std::to_string(count)) + "." + element.suffix;
        const Context context(op);
        const std::string put = std::string("st.global") + (count == 1 ? "" : ".v" + std::to_string(count)) +
                                "." + element.suffix;
        const std::string body = "st.global.u64 [%out+16], %in; st.global.u64 [%out+24], %out;\n" + op + " " +
                                 list_of(element, count) + ", [snippet_param_0];\n" + put + " [%out], " +
                                 list_of(element, count) + ";\n";
        Run run;
        run.block = {1, 1, 1};
        const std::vector<uint8_t> out = run_lanes<uint8_t, uint8_t>(body, {0}, 32, run);
        for (size_t i = 0; i < count * element.bytes; ++i) CHECK_EQUAL(out[i], out[16 + i]);
    });
}

TEST(ptx_opcodes, atomics) {
    const auto f = [](float value) {
        uint32_t bits;
        std::memcpy(&bits, &value, 4);
        return uint64_t{bits};
    };
    const auto d = [](double value) {
        uint64_t bits;
        std::memcpy(&bits, &value, 8);
        return bits;
    };
    check_atomic(".add", "%w", "u32", 5, {1, 2}, 53);
    check_atomic(".add", "%w", "s32", 5, {0xFFFFFFFF}, 0xFFFFFFE5);
    check_atomic(".add", "%d", "u64", 5, {uint64_t{1} << 40}, (uint64_t{32} << 40) + 5);
    check_atomic(".add", "%f", "f32", f(0.5f), {f(1), f(2)}, f(48.5f));
    check_atomic(".add", "%g", "f64", d(0.5), {d(1), d(2)}, d(48.5));
    check_atomic(".min", "%w", "u32", 50, {40, 0xFFFFFFFF}, 40);
    check_atomic(".max", "%w", "u32", 50, {40, 0xFFFFFFFF}, 0xFFFFFFFF);
    check_atomic(".min", "%w", "s32", 50, {40, 0xFFFFFFFF}, 0xFFFFFFFF);
    check_atomic(".max", "%w", "s32", 50, {70, 0xFFFFFFFF}, 70);
    check_atomic(".and", "%w", "b32", 0xFF, {0x1F, 0xF3}, 0x13);
    check_atomic(".or", "%w", "b32", 0x100, {0x1F, 0xF3}, 0x1FF);
    check_atomic(".xor", "%w", "b32", 0x100, {0x1F, 0}, 0x100);
    check_atomic(".exch", "%w", "b32", 0x100, {7}, 7);
    check_atomic(".exch", "%d", "b64", 0x100, {uint64_t{7} << 40}, uint64_t{7} << 40);
}

// The lanes take the place in turn: the first one finds zero, the others what it left.
TEST(ptx_opcodes, atomics_compare) {
    for (const std::string space : {"", ".global", ".shared"})
        for (const std::string bits : {"32", "64"}) {
            const std::string reg = bits == "32" ? "%w" : "%d", op = "atom" + space + ".cas.b" + bits;
            const Context context(op);
            const std::string body = (space == ".shared" ? "mov.u64 %d10, tile;" : "mov.u64 %d10, %out;") +
                                     std::string("setp.eq.u32 %p1, %t, 0;\n@%p1 st") + space + ".u" + bits +
                                     " [%d10], 0;\nbar.warp.sync -1;\n" + op + " " + reg +
                                     "3, [%d10], 0, 9;\n" +
                                     "mul.wide.u32 %d11, %t, 8; add.s64 %d11, %d11, %out; st.global.u" +
                                     bits + " [%d11+8], " + reg + "3;\n";
            const std::vector<uint64_t> out = run_lanes<uint64_t, uint8_t>(body, {0}, 33, {}, kMemory);
            CHECK_EQUAL(out[1], 0);
            for (size_t lane = 1; lane < 32; ++lane) CHECK_EQUAL(out[1 + lane], 9);
        }
}

}  // namespace sige::test

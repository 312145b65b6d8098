// A module of PTX after decoding: flat arrays of instructions whose operands are places in a warp's register
// file.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sige::ptx {

struct Warp;
struct Instruction;

constexpr int kLanes = 32;
constexpr uint32_t kAllLanes = ~0u;

// Carries out an instruction for the lanes of a mask.
using Execute = void(Warp& warp, const Instruction& instruction, uint32_t mask);

enum class Type : uint8_t {
    pred,
    b8,
    u8,
    s8,
    b16,
    u16,
    s16,
    f16,
    bf16,
    b32,
    u32,
    s32,
    f32,
    f16x2,
    bf16x2,
    b64,
    u64,
    s64,
    f64
};
// Bytes of a value; a predicate is one bit of a mask of four bytes.
int size_of(Type type);
bool is_float(Type type);
// Whether any type of the same size may be in it.
bool is_untyped(Type type);
// The type that a suffix such as "f32" names, or false.
bool parse_type(std::string_view suffix, Type& type);

enum class Space : uint8_t { generic, global, shared, local, param, constant };

// What an instruction does to the order in which a warp runs.
enum class Flow : uint8_t {
    plain,
    branch,
    exit,
    barrier,    // waits for the warps of the block
    converged,  // runs once all lanes that it names are here
};

struct Instruction {
    Execute* execute = nullptr;
    Flow flow = Flow::plain;
    Space space = Space::generic;
    bool negated = false;  // the predicate
    uint8_t bytes = 0;     // of an element in memory
    uint8_t count = 1;     // elements of a vector, matrices of ldmatrix
    uint8_t width = 0;     // bytes of a register that a load fills or a store reads
    uint8_t address = 8;   // bytes of a register that holds an address
    uint8_t variant = 0;   // a choice of the opcode's row
    bool extends_sign = false;
    int32_t predicate = -1;  // place of a mask, or -1
    int32_t members = -1;    // place of the mask of lanes that must take part, or -1 for all
    uint32_t target = 0;     // of a branch
    std::array<uint32_t, 4> dst{};
    std::array<uint32_t, 10> src{};
    int64_t offset = 0;         // from an address, or an immediate number
    int32_t second_offset = 0;  // from the second address of a copy
};

// Where an instruction stands in the text, for faults.
struct Source {
    int line = 0;
    std::string text;
};

// A number that every lane sees; the address of a module's variable is added where it names one.
struct Constant {
    uint32_t place;
    uint8_t bytes;
    uint64_t bits;
    int variable = -1;
};

enum class Special : uint8_t {
    tid_x,
    tid_y,
    tid_z,
    ntid_x,
    ntid_y,
    ntid_z,
    ctaid_x,
    ctaid_y,
    ctaid_z,
    nctaid_x,
    nctaid_y,
    nctaid_z,
    laneid,
    warpid,
    lanemask_eq,
    lanemask_le,
    lanemask_lt,
    lanemask_ge,
    lanemask_gt
};

struct SpecialRegister {
    uint32_t place;
    Special special;
};

struct Parameter {
    std::string name;
    uint32_t offset;
    uint32_t bytes;
};

struct Kernel {
    std::string name;
    std::vector<Instruction> code;
    std::vector<Source> sources;
    std::vector<Constant> constants;
    std::vector<SpecialRegister> specials;
    std::vector<Parameter> parameters;
    std::map<std::string, int, std::less<>> opcodes;  // how often each one stands in the text
    uint32_t register_bytes = 0;                      // of a warp
    uint32_t parameter_bytes = 0;
    uint32_t shared_bytes = 0;    // of variables whose size the text tells
    uint32_t local_bytes = 0;     // of a thread
    uint32_t granule = 16;        // the smallest piece of shared memory that an instruction touches
    uint32_t max_threads = 1024;  // of a block
    bool has_dynamic_shared = false;
};

// A variable in global or constant memory.
struct Variable {
    std::string name;
    uint32_t alignment;
    bool read_only;
    std::vector<std::byte> initial;
    bool is_initialized;
};

struct Module {
    std::map<std::string, Kernel, std::less<>> kernels;
    std::vector<Variable> variables;
};

}  // namespace sige::ptx

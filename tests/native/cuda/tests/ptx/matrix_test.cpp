// Products of matrices, and the loads that feed them, against sums written out from the documentation's maps
// of lanes.
#include <bit>

#include "cuda/ptx/isa/half.h"
#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

// Small whole numbers: every product and sum is exact in any order.
int factor(size_t row, size_t column, int seed) {
    return static_cast<int>((row * 5 + column * 3 + static_cast<size_t>(seed)) % 7) - 3;
}

using Narrow = uint32_t (*)(float);
uint32_t to_half(float value) {
    return ptx::half_of(value);
}
uint32_t to_bf16(float value) {
    return ptx::bf16_of(value);
}
uint32_t to_tf32(float value) {
    return std::bit_cast<uint32_t>(value);
}

// An instruction for A of 16 x depth and B of depth x 8, with elements of a size.
struct Product {
    const char* opcode;
    size_t depth, bytes;
    Narrow narrow;
};
constexpr Product kProducts[] = {
    {"mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", 16, 2, to_half},
    {"mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32", 16, 2, to_bf16},
    {"mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32", 8, 2, to_half},
    {"mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32", 8, 4, to_tf32},
    {"mma.sync.aligned.m16n8k4.row.col.f32.tf32.tf32.f32", 4, 4, to_tf32},
};

// Element e of lane l: rows are l / 4, and eight lower for odd registers; a register holds columns beside
// each other, the upper half of the columns comes after both rows.
struct Position {
    size_t row, column;
};
Position position_in_a(const Product& p, size_t lane, size_t e) {
    const size_t per_register = 4 / p.bytes, reg = e / per_register, in_register = e % per_register;
    return {lane / 4 + reg % 2 * 8, lane % 4 * per_register + in_register + reg / 2 * 4 * per_register};
}
Position position_in_b(const Product& p, size_t lane, size_t e) {
    const size_t per_register = 4 / p.bytes, reg = e / per_register, in_register = e % per_register;
    return {lane % 4 * per_register + in_register + reg * 4 * per_register, lane / 4};
}
Position position_in_c(size_t lane, size_t e) {
    return {lane / 4 + e / 2 * 8, lane % 4 * 2 + e % 2};
}

// Words of all fragments of a lane: A, B, C.
std::vector<uint32_t> fragments_of(const Product& p) {
    const size_t a_words = 16 * p.depth * p.bytes / 128, b_words = a_words / 2, per_register = 4 / p.bytes;
    std::vector<uint32_t> words;
    for (size_t lane = 0; lane < 32; ++lane) {
        const auto put = [&](size_t count, auto position_of, int seed) {
            for (size_t word = 0; word < count; ++word) {
                uint32_t bits = 0;
                for (size_t e = 0; e < per_register; ++e) {
                    const Position at = position_of(p, lane, word * per_register + e);
                    bits |= p.narrow(static_cast<float>(factor(at.row, at.column, seed)))
                            << (8 * p.bytes * e);
                }
                words.push_back(bits);
            }
        };
        put(a_words, position_in_a, 1);
        put(b_words, position_in_b, 2);
        for (size_t e = 0; e < 4; ++e) {
            const Position at = position_in_c(lane, e);
            words.push_back(std::bit_cast<uint32_t>(static_cast<float>(factor(at.row, at.column, 3))));
        }
    }
    return words;
}

float expected_at(const Product& p, const Position& at) {
    int sum = factor(at.row, at.column, 3);
    for (size_t k = 0; k < p.depth; ++k) sum += factor(at.row, k, 1) * factor(k, at.column, 2);
    return static_cast<float>(sum);
}

std::string registers(const char* name, size_t begin, size_t count) {
    std::string list = "{";
    for (size_t i = 0; i < count; ++i)
        list += (i == 0 ? "" : ", ") + std::string(name) + std::to_string(begin + i);
    return list + "}";
}

void check_product(const Product& p) {
    const Context context(p.opcode);
    const size_t a_words = 16 * p.depth * p.bytes / 128, b_words = a_words / 2, all = a_words + b_words + 4;
    std::string body = "mul.wide.u32 %d1, %t, " + std::to_string(4 * all) + "; add.s64 %d1, %d1, %in;\n";
    for (size_t i = 0; i < a_words + b_words; ++i)
        body += "ld.global.u32 %w" + std::to_string(i) + ", [%d1+" + std::to_string(4 * i) + "];\n";
    for (size_t i = 0; i < 4; ++i)
        body += "ld.global.f32 %f" + std::to_string(i) + ", [%d1+" +
                std::to_string(4 * (a_words + b_words + i)) + "];\n";
    const auto operand = [](size_t begin, size_t count) {
        return count == 1 ? "{%w" + std::to_string(begin) + "}" : registers("%w", begin, count);
    };
    body += std::string(p.opcode) + " {%f0, %f1, %f2, %f3}, " + operand(0, a_words) + ", " +
            operand(a_words, b_words) +
            ", {%f0, %f1, %f2, %f3};\nmul.wide.u32 %d2, %t, 16; add.s64 %d2, %d2, %out; st.global.v4.f32 "
            "[%d2], {%f0, %f1, %f2, %f3};\n";
    const std::vector<float> found = run_lanes<float>(body, fragments_of(p), 128);
    for (size_t lane = 0; lane < 32; ++lane)
        for (size_t e = 0; e < 4; ++e)
            CHECK_EQUAL(found[lane * 4 + e], expected_at(p, position_in_c(lane, e)));
}

}  // namespace

TEST(ptx_opcodes, products_of_matrices) {
    for (const Product& product : kProducts) check_product(product);
}

// The units do not see the last bits of a TF32 factor.
TEST(ptx_opcodes, products_of_tf32_cut_their_factors) {
    const std::string body =
        "mov.f32 %f0, 0f00000000; mov.b32 %w0, 0f3F800FFF; mov.b32 %w1, 0f3F800000;\n"
        "mma.sync.aligned.m16n8k4.row.col.f32.tf32.tf32.f32 {%f1, %f2, %f3, %f4}, {%w0, %w0}, {%w1}, {%f0, "
        "%f0, %f0, %f0};\n"
        "st.global.f32 [%at], %f1;\n";
    CHECK_EQUAL((run_lanes<float, uint32_t>(body, {0}, 32)[0]), 4.0f);
}

// Matrix m lies in rows 8 m to 8 m + 7 of sixteen bytes; its element at row r and column c is 64 m + 8 r + c.
TEST(ptx_opcodes, loads_of_matrices) {
    for (const size_t matrices : {1, 2, 4})
        for (const bool transposed : {false, true}) {
            const std::string op = "ldmatrix.sync.aligned.m8n8.x" + std::to_string(matrices) +
                                   (transposed ? ".trans" : "") + ".shared.b16";
            const Context context(op);
            std::vector<uint16_t> in(256);
            for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<uint16_t>(i);
            const std::string list = registers("%w", 10, matrices);
            std::string body =
                "mov.u64 %d1, tile; mul.wide.u32 %d2, %t, 16; add.s64 %d3, %d2, %in; add.s64 %d4, %d2, %d1; "
                "cvt.u32.u64 %w1, %d4;\n"
                "ld.global.v4.u32 {%w2, %w3, %w4, %w5}, [%d3]; st.shared.v4.u32 [%w1], {%w2, %w3, %w4, %w5}; "
                "bar.warp.sync -1;\n" +
                op + " " + list + ", [%w1];\nadd.s64 %d5, %d2, %out;\n";
            for (size_t m = 0; m < matrices; ++m)
                body +=
                    "st.global.u32 [%d5+" + std::to_string(4 * m) + "], %w" + std::to_string(10 + m) + ";\n";
            const std::vector<uint16_t> out =
                run_lanes<uint16_t>(body, in, 32 * 8, {}, ".shared .align 16 .b8 tile[512];\n");
            for (size_t lane = 0; lane < 32; ++lane)
                for (size_t m = 0; m < matrices; ++m)
                    for (size_t e = 0; e < 2; ++e) {
                        const size_t row = lane / 4, column = lane % 4 * 2 + e;
                        const size_t element = transposed ? column * 8 + row : row * 8 + column;
                        CHECK_EQUAL(out[lane * 8 + m * 2 + e], 64 * m + element);
                    }
        }
}

}  // namespace sige::test

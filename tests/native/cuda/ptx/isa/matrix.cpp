// Products of matrices by a warp. A register of 32 lanes, read as a row of numbers, is an 8 x 8 matrix of
// float16 whose row is four lanes wide: lane 4 r + c holds columns 2 c and 2 c + 1 of row r. The fragments of
// mma and ldmatrix are made of such matrices.
#include "cuda/ptx/isa/access.h"
#include "cuda/ptx/isa/half.h"
#include "cuda/ptx/isa/lanes.h"
#include "cuda/ptx/isa/opcode.h"

namespace sige::ptx {
namespace {

using enum Type;

constexpr int kRows = 16, kColumns = 8;

// C of 16 x 8: registers 0 and 1 are the even and odd columns of the upper half, 2 and 3 those of the lower
// one.
struct Accumulator {
    float at[kRows][kColumns];

    void load(Warp& warp, const uint32_t* places) {
        for (int r = 0; r < 4; ++r) {
            const float* const lanes = warp.at<float>(places[r]);
            for (int lane = 0; lane < kLanes; ++lane)
                at[lane / 4 + r / 2 * 8][lane % 4 * 2 + r % 2] = lanes[lane];
        }
    }
    void store(Warp& warp, const uint32_t* places) const {
        for (int r = 0; r < 4; ++r) {
            float* const lanes = warp.at<float>(places[r]);
            for (int lane = 0; lane < kLanes; ++lane)
                lanes[lane] = at[lane / 4 + r / 2 * 8][lane % 4 * 2 + r % 2];
        }
    }
};

template <int kDepth>
void multiply(const float (&a)[kRows][kDepth], const float (&b)[kDepth][kColumns], Accumulator& c) {
    for (int row = 0; row < kRows; ++row) {
        float sum[kColumns];
        std::memcpy(sum, c.at[row], sizeof sum);
        for (int k = 0; k < kDepth; ++k) {
            const float factor = a[row][k];
            for (int column = 0; column < kColumns; ++column)
                sum[column] = std::fma(factor, b[k][column], sum[column]);
        }
        std::memcpy(c.at[row], sum, sizeof sum);
    }
}

// Sources: A in registers 0 to 3 (upper left, lower left, upper right, lower right), B in 4 and 5, C in 6
// to 9.
template <float (*kValue)(uint16_t)>
void multiply_16(Warp& warp, const Instruction& i, uint32_t) {
    float a[kRows][16], b[16][kColumns];
    for (size_t q = 0; q < 4; ++q) {
        const uint16_t* const m = warp.at<uint16_t>(i.src[q]);
        for (size_t r = 0; r < 8; ++r)
            for (size_t c = 0; c < 8; ++c) a[r + q % 2 * 8][c + q / 2 * 8] = kValue(m[r * 8 + c]);
    }
    for (size_t q = 0; q < 2; ++q) {
        const uint16_t* const m = warp.at<uint16_t>(i.src[4 + q]);
        for (size_t n = 0; n < 8; ++n)
            for (size_t k = 0; k < 8; ++k) b[k + q * 8][n] = kValue(m[n * 8 + k]);
    }
    Accumulator c;
    c.load(warp, &i.src[6]);
    multiply(a, b, c);
    c.store(warp, i.dst.data());
}

// The units read the sign, the exponent and ten bits of the fraction.
inline float tf32_value(uint32_t bits) {
    return std::bit_cast<float>(bits & ~0x1FFFu);
}

// m16n8k8: lane 4 r + c holds column c of row r; kDepth 4 has no right half.
template <int kDepth>
void multiply_tf32(Warp& warp, const Instruction& i, uint32_t) {
    float a[kRows][kDepth], b[kDepth][kColumns];
    constexpr size_t kHalves = kDepth / 4;
    for (size_t q = 0; q < 2 * kHalves; ++q) {
        const uint32_t* const m = warp.at<uint32_t>(i.src[q]);
        for (size_t lane = 0; lane < kLanes; ++lane)
            a[lane / 4 + q % 2 * 8][lane % 4 + q / 2 * 4] = tf32_value(m[lane]);
    }
    for (size_t q = 0; q < kHalves; ++q) {
        const uint32_t* const m = warp.at<uint32_t>(i.src[2 * kHalves + q]);
        for (size_t lane = 0; lane < kLanes; ++lane) b[lane % 4 + q * 4][lane / 4] = tf32_value(m[lane]);
    }
    Accumulator c;
    c.load(warp, &i.src[3 * kHalves]);
    multiply(a, b, c);
    c.store(warp, i.dst.data());
}

// m16n8k8 of float16: A in two registers, B in one.
void multiply_8(Warp& warp, const Instruction& i, uint32_t) {
    float a[kRows][8], b[8][kColumns];
    for (size_t q = 0; q < 2; ++q) {
        const uint16_t* const m = warp.at<uint16_t>(i.src[q]);
        for (size_t e = 0; e < 64; ++e) a[e / 8 + q * 8][e % 8] = float_of_half(m[e]);
    }
    const uint16_t* const m = warp.at<uint16_t>(i.src[2]);
    for (size_t e = 0; e < 64; ++e) b[e % 8][e / 8] = float_of_half(m[e]);
    Accumulator c;
    c.load(warp, &i.src[3]);
    multiply(a, b, c);
    c.store(warp, i.dst.data());
}

// Lanes 8 m to 8 m + 7 give the addresses of the rows of matrix m.
template <int kMatrices, bool kTransposed>
void load_matrices(Warp& warp, const Instruction& i, uint32_t) {
    const Addresses addresses = addresses_of(warp, i, i.src[0], i.address, i.offset);
    Pointers pointers{};
    const uint32_t mask = kMatrices == 4 ? kAllLanes : (1u << kMatrices * 8) - 1;
    resolve(warp, i, mask, addresses, {SharedMemory::Access::collective_load, Space::shared, 16}, pointers);
    for (size_t m = 0; m < kMatrices; ++m) {
        uint16_t matrix[8][8];
        for (size_t row = 0; row < 8; ++row) std::memcpy(matrix[row], pointers[m * 8 + row], 16);
        uint16_t* const d = warp.at<uint16_t>(i.dst[m]);
        for (size_t row = 0; row < 8; ++row)
            for (size_t column = 0; column < 8; ++column)
                d[row * 8 + column] = kTransposed ? matrix[column][row] : matrix[row][column];
    }
}

void add_product(OpcodeTable& table, const char* text, int a, int b, Type in, Execute* execute) {
    table.add(text, {to(f32, 4), from(in, a), from(in, b), from(f32, 4)}, execute).flow = Flow::converged;
}

template <int kMatrices>
void add_loads(OpcodeTable& table) {
    const std::string begin = "ldmatrix.sync.aligned.m8n8.x" + std::to_string(kMatrices);
    const std::vector<Slot> slots{to(b32, kMatrices), {Role::address}};
    for (const bool transposed : {false, true}) {
        Opcode& row =
            table.add(begin + (transposed ? ".trans" : "") + ".shared.b16", slots,
                      transposed ? load_matrices<kMatrices, true> : load_matrices<kMatrices, false>);
        row.flow = Flow::converged;
        row.space = Space::shared;
    }
}

}  // namespace

void add_matrix_opcodes(OpcodeTable& table) {
    add_product(table, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", 4, 2, f16x2,
                multiply_16<float_of_half>);
    add_product(table, "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32", 4, 2, bf16x2,
                multiply_16<float_of_bf16>);
    add_product(table, "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32", 2, 1, f16x2, multiply_8);
    add_product(table, "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32", 4, 2, b32, multiply_tf32<8>);
    add_product(table, "mma.sync.aligned.m16n8k4.row.col.f32.tf32.tf32.f32", 2, 1, b32, multiply_tf32<4>);
    add_loads<1>(table);
    add_loads<2>(table);
    add_loads<4>(table);
}

}  // namespace sige::ptx

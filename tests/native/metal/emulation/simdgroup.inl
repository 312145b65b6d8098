// Barriers, operations over the lanes of a simdgroup, and its matrices.

enum class mem_flags { mem_none, mem_device, mem_threadgroup };

inline void threadgroup_barrier(mem_flags) {
    sige::simt::barrier();
}
inline void simdgroup_barrier(mem_flags) {
    sige::simt::meet(nullptr, [](void**) {});
}

// What a lane brings to an operation, and what it takes away. Undefined is what a lane that is not there
// would have brought.
template <class T>
struct Exchange {
    T in, out;
    uint partner;
};

template <class T>
T simd_shuffle_xor(T value, ushort mask) {
    Exchange<T> own{value, value, sige::simt::current_thread().lane ^ mask};
    sige::simt::meet(&own, [](void** slots) {
        for (uint lane = 0; lane < sige::simt::kLanes; ++lane) {
            auto* taker = static_cast<Exchange<T>*>(slots[lane]);
            if (taker == nullptr) continue;
            auto* giver = static_cast<Exchange<T>*>(slots[taker->partner % sige::simt::kLanes]);
            if (giver == nullptr) sige::simt::fault("a lane reads from one that has ended");
            taker->out = giver->in;
        }
    });
    return own.out;
}

// As a tree, which is how GPUs add: the order differs from lane to lane in no other way.
inline float simd_sum(float value) {
    for (ushort mask = 16; mask > 0; mask /= 2) value += simd_shuffle_xor(value, mask);
    return value;
}
inline float simd_max(float value) {
    for (ushort mask = 16; mask > 0; mask /= 2) value = max(value, simd_shuffle_xor(value, mask));
    return value;
}
inline uint simd_prefix_exclusive_sum(uint value) {
    Exchange<uint> own{value, 0, 0};
    sige::simt::meet(&own, [](void** slots) {
        uint sum = 0;
        for (uint lane = 0; lane < sige::simt::kLanes; ++lane) {
            auto* taker = static_cast<Exchange<uint>*>(slots[lane]);
            if (taker == nullptr) continue;
            taker->out = sum;
            sum += taker->in;
        }
    });
    return own.out;
}

// A lane holds two of the 64 elements, which two is nobody's business: here those of row lane / 4 from column
// 2 (lane % 4) on.
template <class T, int kColumns, int kRows>
struct simdgroup_matrix {
    T own[2];
};
using simdgroup_float8x8 = simdgroup_matrix<float, 8, 8>;
using simdgroup_half8x8 = simdgroup_matrix<half, 8, 8>;

template <class T, int kColumns, int kRows>
simdgroup_matrix<T, kColumns, kRows> make_filled_simdgroup_matrix(T value) {
    return {{value, value}};
}

// Element i of the lane that runs, from the address of element (0, 0).
inline ulong matrix_offset(int i, ulong elements_per_row, bool transpose) {
    const uint lane = sige::simt::current_thread().lane;
    const ulong row = lane / 4, column = lane % 4 * 2 + static_cast<ulong>(i);
    return transpose ? column * elements_per_row + row : row * elements_per_row + column;
}

template <class T>
void simdgroup_load(simdgroup_matrix<T, 8, 8>& matrix, const T* src, ulong elements_per_row,
                    ulong2 origin = ulong2(0, 0), bool transpose = false) {
    src += origin.y * elements_per_row + origin.x;
    for (int i = 0; i < 2; ++i) matrix.own[i] = src[matrix_offset(i, elements_per_row, transpose)];
}
template <class T>
void simdgroup_store(simdgroup_matrix<T, 8, 8> matrix, T* dst, ulong elements_per_row) {
    for (int i = 0; i < 2; ++i) dst[matrix_offset(i, elements_per_row, false)] = matrix.own[i];
}

// Factors of either type are multiplied and summed as float32.
template <class Factor>
struct Product {
    float* sum;
    const Factor *left, *right;
    const float* before;
};

template <class Factor>
void multiply_matrices(void** slots) {
    float left[8][8], right[8][8];
    for (uint lane = 0; lane < sige::simt::kLanes; ++lane) {
        const auto* product = static_cast<const Product<Factor>*>(slots[lane]);
        if (product == nullptr) sige::simt::fault("a product of matrices lacks lanes");
        for (uint i = 0; i < 2; ++i) {
            left[lane / 4][lane % 4 * 2 + i] = static_cast<float>(product->left[i]);
            right[lane / 4][lane % 4 * 2 + i] = static_cast<float>(product->right[i]);
        }
    }
    for (uint row = 0; row < 8; ++row) {
        float sums[8];
        for (uint column = 0; column < 8; ++column)
            sums[column] =
                static_cast<const Product<Factor>*>(slots[row * 4 + column / 2])->before[column % 2];
        for (uint k = 0; k < 8; ++k)
            for (uint column = 0; column < 8; ++column)
                sums[column] = std::fma(left[row][k], right[k][column], sums[column]);
        for (uint column = 0; column < 8; ++column)
            static_cast<const Product<Factor>*>(slots[row * 4 + column / 2])->sum[column % 2] = sums[column];
    }
}

// sum = left * right + before; sum may be before.
template <class Factor>
void simdgroup_multiply_accumulate(simdgroup_float8x8& sum, const simdgroup_matrix<Factor, 8, 8>& left,
                                   const simdgroup_matrix<Factor, 8, 8>& right,
                                   const simdgroup_float8x8& before) {
    Product<Factor> own{sum.own, left.own, right.own, before.own};
    sige::simt::meet(&own, multiply_matrices<Factor>);
}

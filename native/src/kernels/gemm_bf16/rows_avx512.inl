// Rounding, packing and collecting of gemm_bf16.h on AVX512-BF16.

static inline __m512i rounded(__m512 low, __m512 high) {
    return reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low));
}

void pack_bf16(const PackBf16Args& a) {
    // Value j of the first row, then of the second, from the two rows side by side.
    const __m512i pairs = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23,
                                           7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    Bf16* dst = a.dst;
    int64_t k = 0;
    for (; k + 2 <= a.k; k += 2, dst += 2 * kPanel) {
        const float* row = a.panel + k * kPanel;
        const __m512i both = rounded(_mm512_loadu_ps(row), _mm512_loadu_ps(row + kPanel));
        _mm512_storeu_si512(dst, _mm512_permutexvar_epi16(pairs, both));
    }
    for (; k < bf16_padded(a.k); k += 2, dst += 2 * kPanel) {
        const __m512 last = k < a.k ? _mm512_loadu_ps(a.panel + k * kPanel) : _mm512_setzero_ps();
        _mm512_storeu_si512(dst, _mm512_permutexvar_epi16(pairs, rounded(last, _mm512_setzero_ps())));
    }
}

static inline __m512 first_of(const float* src, int64_t count) {
    if (count <= 0) return _mm512_setzero_ps();
    if (count >= 16) return _mm512_loadu_ps(src);
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), src);
}

void round_row_bf16(const RoundRowArgs& a) {
    int64_t i = 0;
    for (; i + kBf16Depth <= a.count; i += kBf16Depth)
        _mm512_storeu_si512(a.dst + i, rounded(_mm512_loadu_ps(a.src + i), _mm512_loadu_ps(a.src + i + 16)));
    if (i < a.count)
        _mm512_storeu_si512(
            a.dst + i, rounded(first_of(a.src + i, a.count - i), first_of(a.src + i + 16, a.count - i - 16)));
}

void collect_rows_bf16(const CollectRowsArgs& a) {
    Bf16* group = a.block + a.at * kBf16Rows;
    for (int32_t first = 0; first < a.rows; first += kBf16Rows, group += a.k * kBf16Rows) {
        const int32_t rows = a.rows - first < kBf16Rows ? a.rows - first : kBf16Rows;
        for (int32_t row = 0; row < rows; ++row) {
            const Bf16* src = a.src[first + row] + a.offset;
            Bf16* dst = group + row * kBf16Depth;
            for (int64_t k = 0; k < a.count; k += kBf16Depth, dst += kBf16Rows * kBf16Depth)
                _mm512_store_si512(dst, _mm512_loadu_si512(src + k));
        }
    }
}

// winograd.h over Vec: a vector of channels at a time, first the columns, then the rows of a tile. A 6x6 tile
// does not fit sixteen registers, so the half-transformed tile waits on the stack.

// One-dimensional B^T of F(4x4): twelve operations on six values.
static inline void input_line_4(const Vec (&d)[6], Vec (&t)[6]) {
    const Vec four = set1(4.0f), minus_four = set1(-4.0f), minus_five = set1(-5.0f), two = set1(2.0f);
    const Vec a = fma(minus_four, d[2], d[4]), b = fma(minus_four, d[1], d[3]);
    const Vec e = sub(d[4], d[2]), g = mul(two, sub(d[3], d[1]));
    t[0] = fma(four, d[0], fma(minus_five, d[2], d[4]));
    t[1] = add(a, b);
    t[2] = sub(a, b);
    t[3] = add(e, g);
    t[4] = sub(e, g);
    t[5] = fma(four, d[1], fma(minus_five, d[3], d[5]));
}

// One-dimensional A^T of F(4x4).
static inline void output_line_4(const Vec (&m)[6], Vec (&t)[4]) {
    const Vec p = add(m[1], m[2]), q = sub(m[1], m[2]), r = add(m[3], m[4]), s = sub(m[3], m[4]);
    t[0] = add(m[0], add(p, r));
    t[1] = fma(set1(2.0f), s, q);
    t[2] = fma(set1(4.0f), r, p);
    t[3] = add(fma(set1(8.0f), s, q), m[5]);
}

static inline void input_line_2(const Vec (&d)[4], Vec (&t)[4]) {
    t[0] = sub(d[0], d[2]);
    t[1] = add(d[1], d[2]);
    t[2] = sub(d[2], d[1]);
    t[3] = sub(d[1], d[3]);
}

static inline void output_line_2(const Vec (&m)[4], Vec (&t)[2]) {
    t[0] = add(m[0], add(m[1], m[2]));
    t[1] = sub(sub(m[1], m[2]), m[3]);
}

template <int kSide, class Access, class Line>
static inline void input_channels(const WinogradInputArgs& a, int64_t c, const Access& access,
                                  const Line& line) {
    Vec half[kSide][kSide];
    for (int x = 0; x < kSide; ++x) {
        Vec d[kSide], t[kSide];
        for (int y = 0; y < kSide; ++y) d[y] = access.read(a.pixels[y * kSide + x] + c);
        line(d, t);
        for (int y = 0; y < kSide; ++y) half[y][x] = t[y];
    }
    float* dst = a.dst + c;
    for (int y = 0; y < kSide; ++y) {
        Vec t[kSide];
        line(half[y], t);
        for (int x = 0; x < kSide; ++x) access.write(dst + (y * kSide + x) * a.k_stride, t[x]);
    }
}

template <int kSide, class Line>
static inline void input_tile(const WinogradInputArgs& a, const Line& line) {
    int64_t c = 0;
    for (; c + kLanes <= a.channels; c += kLanes) input_channels<kSide>(a, c, WholeVec{}, line);
    if (c < a.channels) input_channels<kSide>(a, c, FirstLanes{static_cast<int>(a.channels - c)}, line);
}

template <int kTile, class Line>
static inline void output_tile(const WinogradOutputArgs& a, const Line& line) {
    constexpr int kSide = kTile + 2;
    for (int lane = 0; lane < kPanel; lane += kLanes) {
        Vec half[kTile][kSide];
        for (int x = 0; x < kSide; ++x) {
            Vec m[kSide], t[kTile];
            for (int y = 0; y < kSide; ++y) m[y] = load(a.products + (y * kSide + x) * a.k_stride + lane);
            line(m, t);
            for (int y = 0; y < kTile; ++y) half[y][x] = t[y];
        }
        for (int y = 0; y < kTile; ++y) {
            Vec t[kTile];
            line(half[y], t);
            for (int x = 0; x < kTile; ++x) store(a.dst + (y * kTile + x) * kPanel + lane, t[x]);
        }
    }
}

void winograd_input_f32_2x2(const WinogradInputArgs& a) {
    input_tile<4>(a, [](const Vec(&d)[4], Vec(&t)[4]) { input_line_2(d, t); });
}
void winograd_input_f32_4x4(const WinogradInputArgs& a) {
    input_tile<6>(a, [](const Vec(&d)[6], Vec(&t)[6]) { input_line_4(d, t); });
}
void winograd_output_f32_2x2(const WinogradOutputArgs& a) {
    output_tile<2>(a, [](const Vec(&m)[4], Vec(&t)[2]) { output_line_2(m, t); });
}
void winograd_output_f32_4x4(const WinogradOutputArgs& a) {
    output_tile<4>(a, [](const Vec(&m)[6], Vec(&t)[4]) { output_line_4(m, t); });
}

// One-dimensional G of F(4x4).
static inline void weights_line_4(const Vec (&g)[3], Vec (&t)[6]) {
    const Vec a = mul(set1(-1.0f / 6.0f), add(g[0], g[2])), b = mul(set1(-1.0f / 6.0f), g[1]);
    const Vec c = fma(set1(1.0f / 24.0f), g[0], mul(set1(1.0f / 6.0f), g[2])),
              d = mul(set1(1.0f / 12.0f), g[1]);
    t[0] = mul(set1(0.25f), g[0]);
    t[1] = add(a, b);
    t[2] = sub(a, b);
    t[3] = add(c, d);
    t[4] = sub(c, d);
    t[5] = g[2];
}

static inline void weights_line_2(const Vec (&g)[3], Vec (&t)[4]) {
    const Vec half = set1(0.5f), a = mul(half, add(g[0], g[2])), b = mul(half, g[1]);
    t[0] = g[0];
    t[1] = add(a, b);
    t[2] = sub(a, b);
    t[3] = g[2];
}

template <class Weights, int kSide, class Line>
static inline void transform_weights(const WinogradWeightsArgs& a, const Line& line) {
    const auto* direct = static_cast<const typename Weights::Value*>(a.direct);
    for (int64_t at = 0; at < static_cast<int64_t>(a.channels) * kPanel; at += kLanes) {
        Vec half[kSide][3];
        for (int x = 0; x < 3; ++x) {
            const auto* column = direct + x * a.tap_stride + at;
            const Vec g[3] = {Weights::read(column), Weights::read(column + 3 * a.tap_stride),
                              Weights::read(column + 6 * a.tap_stride)};
            Vec t[kSide];
            line(g, t);
            for (int i = 0; i < kSide; ++i) half[i][x] = t[i];
        }
        for (int i = 0; i < kSide; ++i) {
            Vec t[kSide];
            line(half[i], t);
            for (int j = 0; j < kSide; ++j) store(a.dst + (i * kSide + j) * a.product_stride + at, t[j]);
        }
    }
}

template <class Weights>
static inline void weights_2(const WinogradWeightsArgs& a) {
    transform_weights<Weights, 4>(a, [](const Vec(&g)[3], Vec(&t)[4]) { weights_line_2(g, t); });
}
template <class Weights>
static inline void weights_4(const WinogradWeightsArgs& a) {
    transform_weights<Weights, 6>(a, [](const Vec(&g)[3], Vec(&t)[6]) { weights_line_4(g, t); });
}

void winograd_weights_f32_2x2(const WinogradWeightsArgs& a) {
    weights_2<Float32Weights>(a);
}
void winograd_weights_f32_4x4(const WinogradWeightsArgs& a) {
    weights_4<Float32Weights>(a);
}
void winograd_weights_f16_2x2(const WinogradWeightsArgs& a) {
    weights_2<Float16Weights>(a);
}
void winograd_weights_f16_4x4(const WinogradWeightsArgs& a) {
    weights_4<Float16Weights>(a);
}
void winograd_weights_bf16_2x2(const WinogradWeightsArgs& a) {
    weights_2<BFloat16Weights>(a);
}
void winograd_weights_bf16_4x4(const WinogradWeightsArgs& a) {
    weights_4<BFloat16Weights>(a);
}

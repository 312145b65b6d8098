// Element-wise functions over the lanes of a vector. Included inside an instruction set's namespace, after
// its Vec.

// exp(x) for x in [-87, 88]: Cody-Waite reduction and a degree-6 polynomial, below 2 ulp. NaN gives NaN.
static inline Vec exp_in_range_(Vec x) {
    const Vec n = round_nearest(mul(x, set1(1.44269504088896341f)));
    const Vec high = fma(n, set1(-0.693359375f), x);
    const Vec r = fma(n, set1(2.12194440e-4f), high);
    Vec p = set1(1.9875691500e-4f);
    p = fma(p, r, set1(1.3981999507e-3f));
    p = fma(p, r, set1(8.3334519073e-3f));
    p = fma(p, r, set1(4.1665795894e-2f));
    p = fma(p, r, set1(1.6666665459e-1f));
    p = fma(p, r, set1(5.0000001201e-1f));
    p = fma(p, mul(r, r), add(r, set1(1.0f)));
    return mul(p, exp2_integral(n));
}

// As exp_in_range_, x clamped to the range.
static inline Vec exp_(Vec x) {
    return exp_in_range_(min(max(x, set1(-87.0f)), set1(88.0f)));
}

static inline Vec silu_(Vec x) {
    return keep_nan(x, div(x, add(set1(1.0f), exp_(sub(zero(), x)))));
}

// tanh(x): an odd polynomial below |x| = 0.625, where 1 - 2 / (exp(2x) + 1) would cancel; 1 beyond 9.
static inline Vec tanh_(Vec x) {
    const Vec s = mul(x, x);
    Vec p = set1(-5.70498872745e-3f);
    p = fma(p, s, set1(2.06390887954e-2f));
    p = fma(p, s, set1(-5.37397155531e-2f));
    p = fma(p, s, set1(1.33314422036e-1f));
    p = fma(p, s, set1(-3.33332819422e-1f));
    const Vec small = fma(mul(p, s), x, x);
    const Vec e = exp_(add(x, x));
    const Vec large = sub(set1(1.0f), div(set1(2.0f), add(e, set1(1.0f))));
    const Vec magnitude = max(x, sub(zero(), x));
    const Vec chosen = if_positive(sub(magnitude, set1(0.625f)), large, small);
    return keep_nan(x, chosen);
}

// x Phi(x) = max(x, 0) - |x| Phi(-|x|), where nothing cancels. Phi(-a) = exp(-a^2 / 2) t p(t), t = 1 / (1 +
// 0.27 a): the form of Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26, with a polynomial
// fitted at Chebyshev nodes of 0 <= a <= 14, whose relative error is below 2^-24. Past 14 the tail is 0 in
// float32.
static inline Vec gelu_(Vec x) {
    const Vec a = min(max(x, sub(zero(), x)), set1(14.0f));
    const Vec t = div(set1(1.0f), fma(a, set1(0.27f), set1(1.0f)));
    Vec p = set1(0.0291070282f);
    p = fma(p, t, set1(-0.12724212f));
    p = fma(p, t, set1(0.171444687f));
    p = fma(p, t, set1(-0.0712139169f));
    p = fma(p, t, set1(0.109277206f));
    p = fma(p, t, set1(0.0714060626f));
    p = fma(p, t, set1(0.101980367f));
    p = fma(p, t, set1(0.107518603f));
    p = fma(p, t, set1(0.107722093f));
    const Vec tail = mul(mul(mul(a, t), p), exp_(mul(a, mul(a, set1(-0.5f)))));
    return keep_nan(x, sub(max(x, zero()), tail));
}

static inline Vec quick_gelu_(Vec x) {
    return keep_nan(x, div(x, add(set1(1.0f), exp_(mul(x, set1(-1.702f))))));
}

struct Identity {
    Vec operator()(Vec x) const { return x; }
};
struct Relu {
    // The operand order passes a NaN on.
    Vec operator()(Vec x) const { return max(zero(), x); }
};
struct LeakyRelu {
    Vec slope;
    Vec operator()(Vec x) const { return if_positive(x, x, mul(x, slope)); }
};
struct Silu {
    Vec operator()(Vec x) const { return silu_(x); }
};
struct Tanh {
    Vec operator()(Vec x) const { return tanh_(x); }
};
struct Gelu {
    Vec operator()(Vec x) const { return gelu_(x); }
};
struct QuickGelu {
    Vec operator()(Vec x) const { return quick_gelu_(x); }
};

// Calls body with the functor of an activation: the choice is made once per row block, not per value.
template <class Body>
static inline void with_activation(sige_activation activation, float slope, const Body& body) {
    switch (activation) {
        case SIGE_ACTIVATION_RELU:
            body(Relu{});
            break;
        case SIGE_ACTIVATION_LEAKY_RELU:
            body(LeakyRelu{set1(slope)});
            break;
        case SIGE_ACTIVATION_SILU:
            body(Silu{});
            break;
        case SIGE_ACTIVATION_TANH:
            body(Tanh{});
            break;
        case SIGE_ACTIVATION_GELU:
            body(Gelu{});
            break;
        case SIGE_ACTIVATION_QUICK_GELU:
            body(QuickGelu{});
            break;
        default:
            body(Identity{});
            break;
    }
}

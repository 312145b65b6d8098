// Functions of numbers, as MSL defines them without fast math.

inline float fma(float a, float b, float c) {
    return std::fma(a, b, c);
}
inline float fabs(float x) {
    return std::fabs(x);
}
inline float rint(float x) {
    return std::rint(x);
}
inline float sqrt(float x) {
    return std::sqrt(x);
}
inline float ldexp(float x, int exponent) {
    return std::ldexp(x, exponent);
}
inline bool isinf(float x) {
    return std::fabs(x) == INFINITY;
}
inline bool isinf(half x) {
    return isinf(static_cast<float>(x));
}
// The other one where one is NaN.
inline float max(float a, float b) {
    return std::fmax(a, b);
}

template <class To, class From>
To as_type(From from) {
    static_assert(sizeof(To) == sizeof(From), "as_type keeps the size");
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

// Groups run one after the other: a plain addition is atomic.
struct atomic_uint {
    uint value;
};
enum memory_order { memory_order_relaxed };
inline uint atomic_fetch_add_explicit(atomic_uint* object, uint operand, memory_order) {
    const uint before = object->value;
    object->value += operand;
    return before;
}

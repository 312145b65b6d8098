// Vectors with the constructors and members that the kernels use.

template <class T>
struct vec2 {
    T x, y;
    vec2() = default;
    vec2(T x_, T y_) : x(x_), y(y_) {}
};
template <class T>
struct vec3 {
    T x, y, z;
    vec3() = default;
    vec3(T x_, T y_, T z_) : x(x_), y(y_), z(z_) {}
};
template <class T>
struct alignas(4 * sizeof(T)) vec4 {
    T x, y, z, w;
    vec4() = default;
    vec4(T x_, T y_, T z_, T w_) : x(x_), y(y_), z(z_), w(w_) {}
};
using float4 = vec4<float>;
using uint2 = vec2<uint>;
using uint3 = vec3<uint>;
using ulong2 = vec2<ulong>;

template <class T>
constexpr bool kIsFloat = std::is_same_v<T, float> || std::is_same_v<T, half> || std::is_same_v<T, float4>;

// The Winograd transforms, see kernels/winograd/winograd.h.
#include "kernels/winograd/winograd.h"

#include "harness/kernels.h"
#include "harness/values/weights.h"

namespace sige::test {
namespace {

// Largest sum of magnitudes of a row of the transform, over both dimensions: no value passes it when the
// inputs are in [-1, 1].
double gain(const double* matrix, int rows, int columns) {
    double largest = 0;
    for (int i = 0; i < rows; ++i) {
        double sum = 0;
        for (int j = 0; j < columns; ++j) sum += std::fabs(matrix[i * columns + j]);
        largest = std::max(largest, sum);
    }
    return largest * largest;
}

// Each of the two one-dimensional passes rounds at most `side` times.
double tolerance_of(const double* matrix, int rows, int side) {
    return 2 * side * kUnit * gain(matrix, rows, side);
}

void check_input(WinogradInputFunction function, WinogradInputFunction reference, int tile, int channels) {
    const Context context(format("channels %d", channels));
    const int side = winograd_input_side(tile), products = winograd_products(tile);
    Random random(static_cast<uint64_t>(channels));
    std::vector<float> memory(static_cast<size_t>(products * channels));
    random.fill(memory);
    std::vector<const float*> pixels;
    for (int i = 0; i < products; ++i) pixels.push_back(memory.data() + (i * 7 % products) * channels);
    const int64_t stride = channels + 5, end = (products - 1) * stride + channels;
    GuardedArray found(end), expected(end);
    function(WinogradInputArgs{pixels.data(), channels, found.data(), stride});
    reference(WinogradInputArgs{pixels.data(), channels, expected.data(), stride});
    const double tolerance = tolerance_of(winograd_matrices(tile).bt, side, side);
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < end; ++i) differences.near_at(i, found[i], expected[i], tolerance);
    found.check_guards(end);
}

void check_output(WinogradOutputFunction function, WinogradOutputFunction reference, int tile) {
    const int side = winograd_input_side(tile), products = winograd_products(tile);
    const int64_t stride = kPanel + 3;
    Random random(static_cast<uint64_t>(tile));
    std::vector<float> memory(static_cast<size_t>(products * stride));
    random.fill(memory);
    const int64_t end = tile * tile * kPanel;
    GuardedArray found(end), expected(end);
    function(WinogradOutputArgs{memory.data(), stride, found.data()});
    reference(WinogradOutputArgs{memory.data(), stride, expected.data()});
    const double tolerance = tolerance_of(winograd_matrices(tile).at, tile, side);
    Differences differences(__FILE__, __LINE__);
    for (int64_t i = 0; i < end; ++i) differences.near_at(i, found[i], expected[i], tolerance);
    found.check_guards(end);
}

// A^T ((G g G^T) * (B^T d B)) A of one channel and filter in float64, against the correlation that it stands
// for.
void check_identity(int tile) {
    const WinogradMatrices& m = winograd_matrices(tile);
    const int side = winograd_input_side(tile);
    Random random(3);
    std::vector<double> d(static_cast<size_t>(side * side)), g(9), products(static_cast<size_t>(side * side));
    for (double& value : d) value = random.uniform(-1, 1);
    for (double& value : g) value = random.uniform(-1, 1);
    const auto sandwich = [](const double* left, const double* middle, int inner, int i, int j) {
        double sum = 0;
        for (int y = 0; y < inner; ++y)
            for (int x = 0; x < inner; ++x)
                sum += left[i * inner + y] * middle[y * inner + x] * left[j * inner + x];
        return sum;
    };
    for (int i = 0; i < side; ++i)
        for (int j = 0; j < side; ++j)
            products[static_cast<size_t>(i * side + j)] =
                sandwich(m.g, g.data(), 3, i, j) * sandwich(m.bt, d.data(), side, i, j);
    for (int y = 0; y < tile; ++y)
        for (int x = 0; x < tile; ++x) {
            double expected = 0;
            for (int ky = 0; ky < 3; ++ky)
                for (int kx = 0; kx < 3; ++kx)
                    expected += g[static_cast<size_t>(ky * 3 + kx)] *
                                d[static_cast<size_t>((y + ky) * side + x + kx)];
            CHECK_NEAR(sandwich(m.at, products.data(), side, y, x), expected, 1e-12);
        }
}

KernelTable<WinogradWeightsFunction> weights_table(int tile, sige_dtype type) {
    if (type == SIGE_DTYPE_F16)
        return tile == 2 ? winograd_f16_weights_2_table() : winograd_f16_weights_4_table();
    if (type == SIGE_DTYPE_BF16)
        return tile == 2 ? winograd_bf16_weights_2_table() : winograd_bf16_weights_4_table();
    return tile == 2 ? winograd_weights_2_table() : winograd_weights_4_table();
}

// Against the reference's transform of what the weights are as float32.
void check_weights(WinogradWeightsFunction function, int tile, sige_dtype type, int channels) {
    const Context context(format("tile %d channels %d", tile, channels));
    const int products = winograd_products(tile), width = channels * kPanel;
    // Taps are further apart than the channels that are transformed: a slice of a panel.
    const int64_t tap_stride = width + 3 * kPanel, stride = width + 4, end = (products - 1) * stride + width;
    std::vector<float> values(static_cast<size_t>(9 * tap_stride));
    Random(5).fill(values);
    const TypedWeights direct(type, values);
    GuardedArray found(end), expected(end);
    function(WinogradWeightsArgs{direct.data(), tap_stride, channels, found.data(), stride});
    weights_table(tile, SIGE_DTYPE_F32)
        .back()
        .kernel(WinogradWeightsArgs{direct.values().data(), tap_stride, channels, expected.data(), stride});
    // Rows of G have a 1-norm of at most 1.5; each of the two passes rounds a few times.
    const double tolerance = 16 * kUnit * 1.5 * 1.5;
    Differences differences(__FILE__, __LINE__);
    for (int p = 0; p < products; ++p)
        for (int i = 0; i < width; ++i)
            differences.near_at(p * stride + i, found[p * stride + i],
                                static_cast<double>(expected[p * stride + i]), tolerance);
    found.check_guards(end);
}

}  // namespace

TEST(winograd, input_transform) {
    for (int tile : {2, 4})
        for_each_row(tile == 2 ? winograd_input_2_table() : winograd_input_4_table(),
                     [&](WinogradInputFunction function, WinogradInputFunction ref) {
                         for (int channels : kLengths) check_input(function, ref, tile, channels);
                     });
}

TEST(winograd, output_transform) {
    for (int tile : {2, 4})
        for_each_row(tile == 2 ? winograd_output_2_table() : winograd_output_4_table(),
                     [&](WinogradOutputFunction function, WinogradOutputFunction ref) {
                         check_output(function, ref, tile);
                     });
}

TEST(winograd, matrices_make_a_correlation) {
    check_identity(2);
    check_identity(4);
}

TEST(winograd, weight_transform) {
    for (int tile : {2, 4})
        for (sige_dtype type : kWeightTypes)
            for_each_row(weights_table(tile, type),
                         [&](WinogradWeightsFunction function, WinogradWeightsFunction) {
                             for (int channels : {1, 3, 8}) check_weights(function, tile, type, channels);
                         });
}

}  // namespace sige::test

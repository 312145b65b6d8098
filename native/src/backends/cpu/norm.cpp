// Normalisation statistics. Sums are taken over blocks of pixels whose bounds are fixed, then added in order:
// the result does not depend on the thread count.
#include <cmath>
#include <vector>

#include "backends/cpu/pixels.h"
#include "backends/cpu/queue.h"

namespace sige::cpu {
namespace {

constexpr int64_t kBlock = 256;

// Calls add(pixels pointers) over the pixels of one image; `at` gives a pixel's address.
template <class Address>
void add_sums(NormSumsFunction kernel, int64_t first, int64_t last, int32_t channels, double sign,
              const Address& at, double* sums) {
    const float* pointers[kBlock];
    const int count = static_cast<int>(last - first);
    for (int i = 0; i < count; ++i) pointers[i] = at(first + i);
    kernel(NormSumsArgs{pointers, count, channels, sign, sums});
}

// Adds the blocks' partial sums [blocks, c, 2] of one tensor to those of the concatenation.
void collect(const double* partial, int64_t blocks, int32_t channels, double* sums) {
    for (int64_t block = 0; block < blocks; ++block, partial += 2 * channels)
        for (int64_t i = 0; i < 2 * channels; ++i) sums[i] += partial[i];
}

struct Statistics {
    double mean, variance;
};

Statistics statistics(double sum, double squares, double count) {
    const double mean = sum / count;
    return {mean, std::max(squares / count - mean * mean, 0.0)};
}

// A channel of an adaptive normalisation's [n, 1, 1, c]; 0 without one.
double of_image(const Tensor& tensor, int32_t n, int32_t c) {
    return tensor ? static_cast<double>(data<float>(tensor)[n * tensor.image_stride() + c]) : 0.0;
}

void write_affine(const NormCall& call, int32_t n, int32_t c, const Statistics& s) {
    const float weight = call.weight == nullptr ? 1.0f : data<float>(call.weight)[c];
    const float bias = call.bias == nullptr ? 0.0f : data<float>(call.bias)[c];
    const double scale = weight / std::sqrt(s.variance + static_cast<double>(call.eps));
    const double gain = 1.0 + of_image(call.image_scale, n, c), offset = of_image(call.image_shift, n, c);
    const int64_t at = static_cast<int64_t>(n) * call.channels() + c;
    data<float>(call.scale)[at] = static_cast<float>(scale * gain);
    data<float>(call.shift)[at] = static_cast<float>((bias - s.mean * scale) * gain + offset);
}

// Turns sums into scale and shift. A mean is taken over `images` images and `width` channels at once.
void finish(const NormCall& call) {
    const int32_t channels = call.channels();
    const int32_t width = call.kind == SIGE_NORM_GROUP ? channels / call.groups : 1;
    const int32_t images = call.kind == SIGE_NORM_BATCH ? call.src.n : 1;
    const double* sums = data<double>(call.sums);
    const double count = static_cast<double>(call.src.pixels()) * width * images;
    for (int32_t n = 0; n < call.src.n; n += images)
        for (int32_t c = 0; c < channels; c += width) {
            double sum = 0, squares = 0;
            for (int32_t i = n; i < n + images; ++i)
                for (int32_t j = c; j < c + width; ++j) {
                    sum += sums[2 * (static_cast<int64_t>(i) * channels + j)];
                    squares += sums[2 * (static_cast<int64_t>(i) * channels + j) + 1];
                }
            const Statistics s = statistics(sum, squares, count);
            for (int32_t i = n; i < n + images; ++i)
                for (int32_t j = c; j < c + width; ++j) write_affine(call, i, j, s);
        }
}

// Adds sign times the sums of one tensor's pixels to `sums` [n, all channels, 2] from `channel` on.
template <class Address>
void add_tensor(Context context, const Tensor& tensor, int64_t pixels, double sign, const Address& address,
                int32_t all_channels, int32_t channel, double* sums) {
    const int64_t blocks = (pixels + kBlock - 1) / kBlock;
    const int64_t width = 2 * static_cast<int64_t>(tensor.c);
    double* partial = context.shared.get<double>(static_cast<uint64_t>(tensor.n * blocks * width));
    std::fill(partial, partial + tensor.n * blocks * width, 0.0);
    for_pixel_blocks(context.pool, tensor.n, pixels, kBlock, [&](int32_t n, int64_t first, int64_t last) {
        add_sums(
            context.kernels.norm_sums, first, last, tensor.c, sign, [&](int64_t i) { return address(n, i); },
            partial + (n * blocks + first / kBlock) * width);
    });
    for (int64_t n = 0; n < tensor.n; ++n)
        collect(partial + n * blocks * width, blocks, tensor.c, sums + 2 * (n * all_channels + channel));
}

void add_whole(Context context, const NormCall& call, const Tensor& tensor, int32_t channel) {
    const float* base = data<float>(tensor);
    add_tensor(
        context, tensor, tensor.pixels(), 1.0,
        [&](int32_t n, int64_t i) { return base + n * tensor.image_stride() + i * tensor.pixel_stride; },
        call.channels(), channel, data<double>(call.sums));
}

void replace_active(Context context, const NormCall& call, const Tensor& tensor, int32_t channel,
                    const ActiveSet& set, Rows old_rows) {
    const float* base = data<float>(tensor);
    const float* old_base = data<float>(old_rows);
    const std::vector<Pixel>& pixels = set.pixels();
    const int64_t count = set.count();
    double* sums = data<double>(call.sums);
    add_tensor(
        context, tensor, count, 1.0,
        [&](int32_t n, int64_t i) {
            const Pixel p = pixels[static_cast<size_t>(i)];
            return base + n * tensor.image_stride() +
                   (static_cast<int64_t>(p.y) * tensor.w + p.x) * tensor.pixel_stride;
        },
        call.channels(), channel, sums);
    add_tensor(
        context, tensor, count, -1.0,
        [&](int32_t n, int64_t i) { return old_base + (n * count + i) * tensor.c; }, call.channels(), channel,
        sums);
}

}  // namespace

void HostQueue::run(const NormCall& call) {
    double* sums = data<double>(call.sums);
    std::fill(sums, sums + 2 * static_cast<int64_t>(call.src.n) * call.channels(), 0.0);
    add_whole(context(), call, call.src, 0);
    if (call.src2) add_whole(context(), call, call.src2, call.src.c);
    finish(call);
}

void HostQueue::run(const NormUpdateCall& call) {
    const NormCall& norm = call.norm;
    if (call.active->count() > 0) {
        replace_active(context(), norm, norm.src, 0, *call.active, call.old_rows);
        if (norm.src2) replace_active(context(), norm, norm.src2, norm.src.c, *call.active, call.old_rows2);
    }
    finish(norm);
}

}  // namespace sige::cpu

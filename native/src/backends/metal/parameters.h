// What the host tells the kernels, in structures that both compile. The kernels' text begins with this file;
// it knows C++14 and no header but Metal's.
#pragma once

#if defined(__METAL_VERSION__)
#include <metal_stdlib>
#else
#include <cstdint>
#endif

namespace sige {
namespace parameters {

// As sige_activation.
enum Activation { kNone = 0, kRelu = 1, kLeakyRelu = 2, kSilu = 3, kTanh = 4, kGelu = 5, kQuickGelu = 6 };

// Weights lie in panels of so many filters.
enum { kFilters = 16 };

// An active pixel.
struct Place {
    int32_t y, x;
};

// The pixels of an image that a call works on: those that a table lists, or all, row by row.
struct Pixels {
    int32_t count;
    int32_t w;
    int32_t is_listed;
    int32_t reserved;
};

// A tensor whose first element its buffer is bound at. Strides are in elements, which are float16, or else
// what the kernel takes.
struct View {
    int64_t image_stride;
    int64_t pixel_stride;
    int32_t h, w;
    int32_t is_half;
    int32_t reserved;
};

// Scale and shift of channels, then an activation; image_stride is 0 where images share them.
struct Affine {
    int64_t image_stride;
    int32_t has_scale, has_shift;
    int32_t activation;
    float slope;
};

// Of the kernels that make each pixel from the same pixel of their sources, or from those around it.
struct Pixelwise {
    View a, b, c, dst;
    Affine affine;
    Pixels pixels;
    int32_t channels;
    int32_t has_c;  // a third source, or weight of a layer normalisation
    int32_t has_bias;
    float eps;
};

enum Added { kNothing = 0, kTensor = 1, kRows = 2 };

// Of gather and scatter; rows are [images, pixels, channels].
struct Move {
    View tensor, added;  // rows have the tensor's type
    Affine affine;
    Pixels pixels;
    int32_t channels;
    int32_t what_is_added;  // to scattered rows, an Added
    int32_t rows_of_image;  // of scatter_gather: pixels that were written
    int32_t reserved;
};

// Of copies between tensors that hold the rectangle from (y, x) of a picture.
struct CopyPixels {
    View src, dst;
    Pixels pixels;
    Place src_origin, dst_origin, first;
    int32_t channels;
    int32_t counts_overflows;
};

struct CopyMemory {
    int64_t count;
};

struct Mask {
    View a, b;
    int32_t h, w, to_h, to_w;
    int32_t channels, images;
    int32_t radius, block, halo;
    float limit;  // eps of a difference, threshold of a threshold
};

struct TimeEmbedding {
    View src, dst;
    int32_t images, half_channels;
    int32_t sines_first;
    float step;
};

// Partial sums are [images, blocks, channels] of float4: sum and sum of squares, each in two parts.
struct NormSums {
    View src;
    Pixels pixels;
    int32_t channels;
    int32_t blocks;
    int32_t block;  // pixels of one
    int32_t reserved;
};

struct NormCollect {
    int32_t images, channels, all_channels, channel;
    int32_t blocks;
    int32_t is_added;  // to what the sums hold
    int32_t is_negative;
};

struct NormFinish {
    View image_scale, image_shift;
    int64_t pixels;
    int32_t channels, images;
    int32_t width, batch;  // channels and images that share a mean
    int32_t has_weight, has_bias, has_image_scale, has_image_shift;
    float eps;
    int32_t reserved;
};

// What a group has of an attention. A head of Stable Diffusion has 40, 80 or 160 channels.
enum {
    kAttentionThreads = 128,
    kAttentionSimdgroups = kAttentionThreads / 32,
    kAttentionQueries = 8 * kAttentionSimdgroups,
    kAttentionKeys = 32,   // of a block
    kAttentionSlice = 32,  // channels of queries and keys that are multiplied at once, a lane each
    kAttentionValues = 80  // channels of values
};

struct Attention {
    View query, key, value, dst;
    Pixels pixels;
    int32_t keys;
    int32_t width, value_width;  // channels of a head
    int32_t is_causal;
    float scale;
    int32_t reserved;
};

// A tensor that a convolution sees through a nearest resampling by 2^scale.
struct Source {
    View view;
    int32_t channels;
    int32_t scale;
    int32_t h, w;  // as it is seen
};

struct Convolution {
    Source src, src2, residual, modulated;
    View dst, image_bias;
    Affine prologue, normalisation;
    Pixels pixels;
    int32_t images;
    int32_t ic, oc;  // of a filter; of dst
    int32_t kh, kw, stride, pad_top, pad_left;
    int32_t panels;
    int32_t parts;     // panels of a unit: 2 with gamma and beta
    int32_t is_split;  // whether gamma reads src alone and beta src2
    int32_t has_prologue, has_src2, has_residual, has_image_bias, has_modulated;
    int32_t classes;  // of a label map
    int32_t activation;
    float slope;
    int32_t slices;  // into which the sums of a filter are cut
};

}  // namespace parameters
}  // namespace sige

// What kernels are launched with: plain structs that the host fills and a kernel takes by value.
#pragma once

#include "sige/types.h"

namespace sige::cuda {

struct Place2 {
    int y, x;
};

// The pixels that a launch works on, of each of some images: those of a list, or all of [count / w, w]. A
// pixel is shared by 1 << lanes_log2 neighbouring threads.
struct PixelGrid {
    const Place2* list;
    long long count;
    int w, images;
    int lanes_log2;
};

// An element that is a float or a half, as its place says; device/values.h reads and writes it.
struct Real;

// Where pixels lie, strides in elements: in a tensor, or as rows in the order of the launch.
template <class T>
struct Place {
    T* base;
    long long image_stride, pixel_stride;
    int by_rank;
    int is_half;  // of Real
};

// Null for none. image_stride is the distance of two images' scales and shifts: 0, or the channels.
struct AffineArgs {
    const float* scale;
    const float* shift;
    long long image_stride;
    sige_activation activation;
    float slope;
};

// dst = affine(src)
struct MapAffineArgs {
    PixelGrid grid;
    Place<const Real> src;
    Place<Real> dst;
    AffineArgs affine;
    int c;
};

// dst = a + b; a alone where b is null.
struct MapAddArgs {
    PixelGrid grid;
    Place<const Real> a, b;
    Place<Real> dst;
    int c;
};

// dst = src * activation(gate)
struct MapGateArgs {
    PixelGrid grid;
    Place<const Real> src, gate;
    Place<Real> dst;
    int c;
    sige_activation activation;
    float slope;
};

// dst = activation(affine(src) * (1 + gamma) + beta); gamma may be null. Of one pixel an image: stride 0.
struct MapModulateArgs {
    PixelGrid grid;
    Place<const Real> src, gamma, beta;
    Place<Real> dst;
    AffineArgs affine;
    int c;
};

struct AveragePoolArgs {
    PixelGrid grid;
    Place<const Real> src;
    int src_w;
    Place<Real> dst;
    AffineArgs affine;
    int c;
};

template <class T>
struct ResizeArgs {
    PixelGrid grid;
    Place<const T> src;
    int src_h, src_w, dst_h, dst_w;
    Place<T> dst;
    int c;
};

// Pieces of a transfer, each from a multiple of 16 bytes on behind `arrived`, where their list lies.
struct SpreadPiece {
    unsigned char* dst;
    long long first, bytes;
};
struct SpreadArgs {
    const unsigned char* arrived;
};

struct OneHotArgs {
    PixelGrid grid;
    Place<const unsigned char> labels;
    Place<Real> dst;
    int c;
};

// dst = src, every bit of it.
struct MoveHalvesArgs {
    PixelGrid grid;
    Place<const unsigned short> src;
    Place<unsigned short> dst;
    int c;
};

// A pixel that `written` holds comes from rows, any other from recorded. The grid's is the wanted set.
struct ScatterGatherArgs {
    PixelGrid grid;
    const Place2* written;
    int written_count;
    Place<const Real> rows, recorded;
    Place<Real> dst;
    AffineArgs affine;
    int c;
};

// Tensors that hold regions: base is where pixel (0, 0) of the picture would be, w what they hold of a row.
template <class From, class To>
struct CopyPixelsArgs {
    PixelGrid grid;
    int origin_y, origin_x;  // of the grid's pixels in the picture
    Place<const From> src;
    int src_w;
    Place<To> dst;
    int dst_w;
    int c;
    unsigned long long* overflows;  // null for no counting
};

struct LayerNormArgs {
    PixelGrid grid;
    Place<const Real> src;
    Place<Real> dst;
    const float* weight;
    const float* bias;
    int c;
    float eps;
};

struct TimeEmbeddingArgs {
    const float* src;
    long long src_stride;
    float* dst;
    long long dst_stride;
    int images, half;
    float step;  // of the exponents
    int sines_first;
};

template <class T>
struct MaskDifferenceArgs {
    PixelGrid grid;  // of one image
    Place<const T> a, b;
    int images, c;
    float eps;
    unsigned char* mask;
};

struct MaskDilateArgs {
    const unsigned char* src;
    int h, w, radius;
    unsigned char* dst;
};

struct MaskDownsampleArgs {
    const float* src;
    int src_h, src_w;
    float* dst;
    int dst_h, dst_w;
};

// largest: bits of the largest value above 0, or 0.
struct MaskThresholdArgs {
    const float* src;
    long long count;
    float threshold;
    int* largest;
    unsigned char* dst;
};

struct MaskReduceArgs {
    const unsigned char* mask;
    int h, w, block, halo;
    int* blocks;
    int* count;
};

// Sums and sums of squares of kNormBlock pixels at a time, partial [images, blocks, c, 2].
constexpr int kNormBlock = 256;
struct NormPartialArgs {
    PixelGrid grid;
    Place<const Real> src;
    int c;
    double* partial;
};

// sums[n, channel + i, 2] += sign * the blocks' partial sums in order; = for a first time.
struct NormCollectArgs {
    const double* partial;
    long long blocks;
    int images, c, channel, all_channels;
    double sign;
    int is_first;
    double* sums;
};

// Scale and shift from sums. A mean is taken over `width` channels, of one image or of all.
struct NormFinishArgs {
    const double* sums;
    int images, c, width, over_images;
    double count;
    float eps;
    const float* weight;
    const float* bias;
    const float* image_scale;
    const float* image_shift;
    long long image_scale_stride, image_shift_stride;
    float* scale;
    float* shift;
};

// Tensors seen as [images, pixels, heads * width].
struct AttentionArgs {
    PixelGrid grid;  // the queries
    Place<const Real> query, key, value;
    Place<Real> dst;
    int keys, heads, width, value_width;
    float scale;
    int is_causal;
    // Whether four channels at once can be read: of queries and keys, and of values.
    int takes_four, value_takes_four;
};

// A tensor that a convolution sees through a nearest resampling: pixel (y, x) is held pixel
// (y >> up << down, x >> up << down).
struct SourceArgs {
    Place<const Real> held;
    int w;  // of what is held
    int up, down;
    int c;
    int takes_four;  // whether four channels at once can be read
};

constexpr int kPanelWidth = 16;  // filters of a panel of packed weights

// One run of a convolution. Weights are [panels, taps, ic, kPanelWidth], with modulation gamma's and beta's
// panels in turn; those of depthwise filters [taps, panels * kPanelWidth]. Biases are [panels * kPanelWidth].
struct ConvolutionArgs {
    PixelGrid grid;  // of dst
    SourceArgs src[2];
    const unsigned char* labels;  // in place of src[0], whose strides hold
    int sources;
    int h, w;  // of the sources as the filters see them
    int kernel, stride, pad_top, pad_left;
    int ic;
    AffineArgs prologue;
    const void* weights;
    const float* bias;
    int panels;
    int is_modulation, is_split;
    SourceArgs added;  // the residual, or what is modulated; base null for none
    AffineArgs modulated_affine;
    const float* image_bias;
    long long image_bias_stride;
    sige_activation activation;
    float slope;
    Place<Real> dst;
    int dst_c;
    // A sum over the filters' elements may be cut in pieces that blocks of their own make: partial sums are
    // [splits, rows, panels * kPanelWidth].
    int splits;
    float* partial;
};

// The channels of rounded operands come in whole multiples of a step of the matrix products.
constexpr int kMatrixDepth = 32;

// What a tile of matrix.cu takes of shared memory, which comes with the launch: stages of operands, or the
// sums in the end. Pads keep the rows that ldmatrix reads at once in different banks.
constexpr int kMatrixPad = 8;
constexpr unsigned matrix_tile_bytes(int rows, int columns, int stages) {
    const int operands =
        stages * 2 * (rows * (kMatrixDepth + kMatrixPad) + kMatrixDepth * (columns + kMatrixPad));
    return static_cast<unsigned>(operands > rows * columns * 4 ? operands : rows * columns * 4);
}

// Pixels of one source after the prologue, rounded to 16 bits: the run's first source. dst is [images, h, w,
// width], from the source's channels on, which are `padded` with zeros. Written is what the filters read at
// the grid's pixels.
struct RoundSourceArgs {
    ConvolutionArgs run;
    unsigned short* dst;
    int padded, width;
};

// Weights as the matrix kernels take them, rounded: [panels, taps, padded channels, kPanelWidth].
struct RoundWeightsArgs {
    const void* src;
    unsigned short* dst;
    int panels, taps, ic;
    int c[2], padded[2];  // channels of each source; of one alone with SPLIT, whose parts read one each
};

// A source of 16 bits, seen as SourceArgs is: rounded, or as it lies. Zeros stand for channels from c on, in
// eights.
struct MatrixSource {
    const unsigned short* base;
    long long image_stride, pixel_stride;
    int w, up, down, c;
};

// A run over operands of 16 bits. Steps go through `padded` channels of each source; weights have
// `weight_channels` of them, zeros standing for the others, of `weight_ic` of a filter.
struct MatrixArgs {
    ConvolutionArgs run;
    MatrixSource source[2];
    const unsigned short* weights;
    int padded[2], weight_channels[2], weight_ic;
};

// F(4x4, 3x3): a tile of 4 x 4 results takes 6 x 6 source pixels, and 36 products of transformed values.
constexpr int kWinogradTile = 4, kWinogradSide = 6, kWinogradProducts = kWinogradSide * kWinogradSide;
// Of blocks whose warps take a tile each, a channel a lane.
constexpr int kWinogradThreads = 256, kWarp = 32;

// Some tiles of a run by F(4x4, 3x3), `columns` in a row and `of_image` in an image. Transformed are sources
// [products, tiles, depth], weights [products, panels, depth, kPanelWidth] and sums [products, tiles, panels
// * kPanelWidth]; depth is the channels of all sources, filled up with zeros.
struct WinogradArgs {
    ConvolutionArgs run;
    long long first;
    int tiles, columns, of_image;
    int depth;
    float* sources;
    const float* weights;
    float* sums;
};

struct WinogradWeightsArgs {
    const void* src;  // [panels, 3 * 3, ic, kPanelWidth]
    float* dst;
    int panels, ic, depth;
};

}  // namespace sige::cuda

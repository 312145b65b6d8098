/**
 * @file
 * Enumerations, handles and descriptors. Part of sige.h; include that.
 */
#ifndef SIGE_TYPES_H
#define SIGE_TYPES_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#if defined(SIGE_BUILD)
#define SIGE_API __declspec(dllexport)
#else
#define SIGE_API __declspec(dllimport)
#endif
#else
#define SIGE_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Numbers that a caller may need at compile time. */
enum sige_constant {
    SIGE_ABI_VERSION = 3,        /**< Version of this interface; compared with sige_abi_version() at load. */
    SIGE_TILE = 4,               /**< Side of an output tile of the policy SIGE_POLICY_TILES, in pixels. */
    SIGE_FORM_AUTO = 0,          /**< In place of a form's id: the cheapest by the cost model. */
    SIGE_MAX_FORMS = 63,         /**< Most forms that a device has: their ids, from 1 on, are bits of a uint64_t. */
    SIGE_MAX_DIMENSION = 1 << 20 /**< Largest height, width, channel or batch count that is accepted. */
};

/** Result of a call. */
typedef int32_t sige_status;
/** Values of sige_status. */
enum sige_status_value {
    SIGE_STATUS_OK = 0,                 /**< The call did what it says. */
    SIGE_STATUS_INVALID_ARGUMENT = 1,   /**< An argument is wrong; the message names it, the expected and the found. */
    SIGE_STATUS_OUT_OF_MEMORY = 2,      /**< Memory could not be had; nothing was changed. */
    SIGE_STATUS_UNSUPPORTED = 3,        /**< This device cannot do this; the message says why. */
    SIGE_STATUS_DEVICE_UNAVAILABLE = 4, /**< The device cannot be used here; the message says why. */
    SIGE_STATUS_INTERNAL = 5            /**< A defect of the engine; the message says where. */
};

/** Kind of a device. */
typedef int32_t sige_device_kind;
/** Values of sige_device_kind. */
enum sige_device_kind_value {
    SIGE_DEVICE_CPU = 0,  /**< The processor; always there. */
    SIGE_DEVICE_CUDA = 1, /**< An NVIDIA GPU, through its driver. */
    SIGE_DEVICE_METAL = 2 /**< An Apple GPU. */
};

/** Instruction set of the CPU backend. */
typedef int32_t sige_isa;
/** Values of sige_isa. */
enum sige_isa_value {
    SIGE_ISA_AUTO = 0,        /**< The best that the processor has. */
    SIGE_ISA_PORTABLE = 1,    /**< The plain reference kernels. */
    SIGE_ISA_AVX2 = 2,        /**< x86-64 with AVX2, FMA and F16C. */
    SIGE_ISA_NEON = 3,        /**< 64-bit ARM. */
    SIGE_ISA_AVX512 = 4,      /**< x86-64 with AVX-512 F, VL, DQ and BW, beside what AVX2 names. */
    SIGE_ISA_AVX512_BF16 = 5, /**< AVX512 with its BF16. */
    SIGE_ISA_AMX = 6,         /**< AVX512_BF16 with AMX's tiles of bfloat16, where the system grants them. */
    SIGE_ISA_NEON_BF16 = 7    /**< 64-bit ARM with BF16. */
};

/** Type of an element. */
typedef int32_t sige_dtype;
/** Values of sige_dtype. */
enum sige_dtype_value {
    SIGE_DTYPE_F32 = 0, /**< IEEE binary32. */
    SIGE_DTYPE_F16 = 1, /**< IEEE binary16. */
    SIGE_DTYPE_U8 = 2,  /**< Unsigned byte; class ids and masks. */
    SIGE_DTYPE_I32 = 3, /**< Signed 32-bit; indices. */
    SIGE_DTYPE_F64 = 4, /**< IEEE binary64; sums of statistics. */
    SIGE_DTYPE_BF16 = 5 /**< The upper half of a binary32; weights alone. */
};

/** Element-wise function. */
typedef int32_t sige_activation;
/** Values of sige_activation. */
enum sige_activation_value {
    SIGE_ACTIVATION_NONE = 0,       /**< x */
    SIGE_ACTIVATION_RELU = 1,       /**< max(x, 0) */
    SIGE_ACTIVATION_LEAKY_RELU = 2, /**< x if x > 0, else slope times x */
    SIGE_ACTIVATION_SILU = 3,       /**< x / (1 + exp(-x)) */
    SIGE_ACTIVATION_TANH = 4,       /**< tanh(x) */
    SIGE_ACTIVATION_GELU = 5,       /**< x Phi(x) = x (1 + erf(x / sqrt(2))) / 2 */
    SIGE_ACTIVATION_QUICK_GELU = 6  /**< x / (1 + exp(-1.702 x)) */
};

/** How a mask becomes a set of active pixels. */
typedef int32_t sige_policy;
/** Values of sige_policy. */
enum sige_policy_value {
    SIGE_POLICY_PIXELS = 0, /**< The pixels of the mask. */
    SIGE_POLICY_TILES = 1   /**< Every 4x4 output tile whose 6x6 input touches the mask: the reference's choice. */
};

/** Whether a convolution's filters modulate another tensor (SPADE). */
typedef int32_t sige_modulation;
/** Values of sige_modulation. */
enum sige_modulation_value {
    SIGE_MODULATION_NONE = 0,  /**< A plain convolution. */
    SIGE_MODULATION_JOINT = 1, /**< Filters are gamma (first half), then beta; both read the concatenated sources. */
    SIGE_MODULATION_SPLIT = 2  /**< As JOINT, but gamma reads src alone and beta src2 alone, in_channels each. */
};

/** Over what a normalisation takes its mean and variance. */
typedef int32_t sige_norm_kind;
/** Values of sige_norm_kind. */
enum sige_norm_kind_value {
    SIGE_NORM_INSTANCE = 0, /**< Each channel of each image. */
    SIGE_NORM_GROUP = 1,    /**< Each group of channels of each image. */
    SIGE_NORM_BATCH = 2     /**< Each channel over the whole batch. */
};

/** Numbers in which an operator multiplies. */
typedef int32_t sige_precision;
/** Values of sige_precision. */
enum sige_precision_value {
    SIGE_PRECISION_F32 = 0,  /**< float32. */
    SIGE_PRECISION_BF16 = 1, /**< Factors may be rounded to bfloat16, where that is faster; sums are float32. */
    SIGE_PRECISION_F16 = 2,  /**< Factors may be rounded to float16, where that is faster; sums are float32. */
    SIGE_PRECISION_TF32 = 3  /**< Factors may be rounded to TF32, which has float16's fraction and float32's range,
                                  where that is faster; sums are float32. */
};

/** In which order the halves of a time embedding come. */
typedef int32_t sige_embedding_order;
/** Values of sige_embedding_order. */
enum sige_embedding_order_value {
    SIGE_EMBEDDING_SIN_COS = 0, /**< Sines, then cosines. */
    SIGE_EMBEDDING_COS_SIN = 1  /**< Cosines, then sines. */
};

/** One of the index tables of an active set. */
typedef int32_t sige_index_table;
/** Values of sige_index_table. */
enum sige_index_table_value {
    SIGE_INDEX_PIXELS = 0,      /**< [count] y * w + x of each active pixel, ascending. */
    SIGE_INDEX_SCATTER_MAP = 1, /**< [h * w] rank of a pixel in SIGE_INDEX_PIXELS, or -1. */
    SIGE_INDEX_NEIGHBOURS = 2,  /**< [count, kernel_h * kernel_w] source pixel under each tap, or -1 for padding. */
    SIGE_INDEX_TILES_OF_2 = 3,  /**< [tiles, 2] top and left of each tile of 2 by 2 pixels that covers an active one. */
    SIGE_INDEX_TILES_OF_4 = 4   /**< [tiles, 2] top and left of each tile of 4 by 4 pixels that covers an active one. */
};

/** A processor or GPU. Opaque. */
typedef struct sige_device sige_device;
/** An ordered stream of work with its own worker threads or GPU stream. Opaque. */
typedef struct sige_queue sige_queue;
/** Memory of a device. Opaque. */
typedef struct sige_buffer sige_buffer;
/** A moment in a queue's work. Opaque. */
typedef struct sige_event sige_event;
/** Calls of a queue that were noted, to be run again and again as one. Opaque. */
typedef struct sige_capture sige_capture;
/** The active pixels of one resolution with their index tables, in host memory. Opaque. */
typedef struct sige_active_set sige_active_set;
/** A convolution with its packed weights. Opaque. */
typedef struct sige_convolution sige_convolution;

/** What is known of a device. */
typedef struct sige_device_info {
    uint32_t struct_size;       /**< sizeof(sige_device_info). */
    int32_t available;          /**< 1 if the device can be opened. */
    sige_isa isa;               /**< CPU: the best instruction set. */
    int32_t logical_processors; /**< CPU: how many threads the processor runs at once. */
    uint64_t memory_bytes;      /**< Memory of the device; 0 if unknown. */
    char name[128];             /**< Name of the device, UTF-8. */
    char reason[256];           /**< Why the device is or is not usable, one sentence, UTF-8. */
    int32_t captures;           /**< 1 if its queues take captures, see sige_capture_begin. */
    int32_t stores_float16;     /**< 1 if its operators read and write tensors of float16, see sige.h. */
} sige_device_info;

/** What is known of a capture. */
typedef struct sige_capture_info {
    uint32_t struct_size; /**< sizeof(sige_capture_info). */
    int32_t
        is_current; /**< 1 if it can be launched: its active sets are on the device, with as many pixels as it was made for. */
} sige_capture_info;

/** Options of a queue of the CPU. */
typedef struct sige_cpu_queue_options {
    uint32_t struct_size;      /**< sizeof(sige_cpu_queue_options). */
    int32_t threads;           /**< Worker threads, the caller's included; 0 for all processors, at most 256. */
    sige_isa isa;              /**< Instruction set; a processor without it is an error. */
    int32_t spin_microseconds; /**< How long an idle worker spins before it sleeps; 0 for 50, negative for none. */
} sige_cpu_queue_options;

/** Options of a queue, those of the device's kind. */
typedef struct sige_queue_options {
    uint32_t struct_size;              /**< sizeof(sige_queue_options). */
    uint32_t reserved;                 /**< 0. */
    const sige_cpu_queue_options* cpu; /**< For the CPU; null for the defaults, and on any other device. */
} sige_queue_options;

/** A piece of an upload. A value, see sige.h. */
typedef struct sige_upload {
    const void* src;  /**< Host memory. */
    sige_buffer* dst; /**< Destination. */
    uint64_t offset;  /**< First byte written. */
    uint64_t bytes;   /**< How many. */
} sige_upload;

/** A view of a buffer as [n, h, w, c]. A value, see sige.h; all zero for none. */
typedef struct sige_tensor {
    sige_buffer* buffer;  /**< Where the elements are. */
    uint64_t offset;      /**< Bytes from the buffer's start to element [0, 0, 0, 0]. */
    sige_dtype dtype;     /**< Type of an element. */
    int32_t n;            /**< Images. */
    int32_t h;            /**< Height in pixels. */
    int32_t w;            /**< Width in pixels. */
    int32_t c;            /**< Channels. */
    int32_t pixel_stride; /**< Elements from one pixel to the next; 0 for c. Larger for a slice of channels. */
    int32_t window_y;     /**< Top of the held region in its whole picture; 0 when the tensor holds all of it. */
    int32_t window_x;     /**< Left of the held region. */
    int32_t window_h;     /**< Height of the whole picture, 0 for h. Outside the region is not zero padding. */
    int32_t window_w;     /**< Width of the whole picture, 0 for w. */
} sige_tensor;

/**
 * Per-channel scale and shift, then an activation: y = activation(x * scale + shift). A value, see sige.h; all zero for the
 * identity.
 */
typedef struct sige_affine {
    sige_buffer* scale;         /**< float32; null for 1. */
    sige_buffer* shift;         /**< float32; null for 0. */
    int32_t per_image;          /**< 0: scale and shift are [c], shared by the batch; 1: they are [n, c]. */
    sige_activation activation; /**< Applied after scale and shift. */
    float slope;                /**< Slope of leaky ReLU. */
    int32_t reserved;           /**< 0. */
} sige_affine;

/** Shape of a convolution. Depthwise when groups equals both channel counts; other groups than 1 are refused. */
typedef struct sige_convolution_desc {
    uint32_t struct_size;       /**< sizeof(sige_convolution_desc). */
    int32_t in_channels;        /**< Channels read. */
    int32_t out_channels;       /**< Filters. */
    int32_t groups;             /**< 0 or 1, or in_channels for depthwise. */
    int32_t kernel_h;           /**< 1 or 3. */
    int32_t kernel_w;           /**< 1 or 3. */
    int32_t stride_h;           /**< 1 or 2; 0 for 1. */
    int32_t stride_w;           /**< 1 or 2; 0 for 1. */
    int32_t pad_top;            /**< Zero rows above, at most kernel_h - 1. */
    int32_t pad_left;           /**< Zero columns on the left. */
    int32_t pad_bottom;         /**< Zero rows below. */
    int32_t pad_right;          /**< Zero columns on the right. */
    sige_modulation modulation; /**< Whether the filters are gamma and beta of a SPADE modulation. */
    sige_dtype weights_dtype;   /**< SIGE_DTYPE_F32, SIGE_DTYPE_F16 or SIGE_DTYPE_BF16. */
    const void* weights;        /**< Host memory [out_channels, in_channels / groups, kernel_h, kernel_w]; copied. Null: see
                                     sige_convolution_create. */
    const float* bias;          /**< Host memory [out_channels], or null; copied. */
    sige_dtype packed_dtype;    /**< What packed weights are kept as, one of the same types, rounded to the nearest
                                     and ties to even; those of depthwise filters are few and always float32. */
    int32_t reserved;           /**< 0. */
} sige_convolution_desc;

/** What a convolution takes from memory. */
typedef struct sige_convolution_info {
    uint32_t struct_size;  /**< sizeof(sige_convolution_info). */
    uint64_t weight_bytes; /**< Packed weights as they are kept, which every form reads; what forms keep comes on top. */
} sige_convolution_info;

/** A form, one of the ways in which a device computes convolutions, as one convolution sees it. */
typedef struct sige_convolution_form {
    uint32_t struct_size; /**< sizeof(sige_convolution_form). */
    int32_t id;           /**< 1 to SIGE_MAX_FORMS; the same for all convolutions of a device, and nothing on another. */
    const char* name;     /**< Such as "direct", UTF-8. Lives as long as the library. */
    const char* refusal;  /**< Why the form computes no run of this convolution, else null. Lives as long as the library. */
    uint64_t kept_bytes;  /**< What weights of the form's own take, kept or not; 0 where it has none. */
    int32_t is_kept;      /**< 1 once they are kept. */
} sige_convolution_form;

/** What the cost model says of one run of a convolution. */
typedef struct sige_convolution_costs {
    uint32_t struct_size; /**< sizeof(sige_convolution_costs). */
    int32_t form;         /**< Id of the form that runs: the cheapest, or the one that is forced. */
    int64_t pixels;       /**< Output pixels of one image that are computed. */
    int64_t macs;         /**< Multiply-adds in direct arithmetic, whole batch. */
    int64_t bytes;        /**< Weights and activations that the form moves. */
    double cost;          /**< Estimated time of one thread, in a unit of the device's own. */
} sige_convolution_costs;

/** What the cost model says of one form for a run. */
typedef struct sige_form_candidate {
    uint32_t struct_size; /**< sizeof(sige_form_candidate). */
    int32_t form;         /**< Id of the form. */
    double cost;          /**< As sige_convolution_costs.cost; 0 where the form refuses. */
    const char* refusal;  /**< Why the form cannot compute the run, else null. Lives as long as the library. */
} sige_form_candidate;

/**
 * One run of a convolution: gather, prologue, convolution, epilogue and scatter in one pass.
 * y = activation(conv(prologue(concat(src, src2))) + bias + image_bias + residual), or with modulation
 * y = activation(affine(modulated) * (1 + gamma) + beta). All tensors are real but image_bias and label maps.
 */
typedef struct sige_convolution_args {
    uint32_t struct_size;   /**< sizeof(sige_convolution_args). */
    int32_t form;           /**< SIGE_FORM_AUTO, or the id of a form to force. */
    sige_tensor src;        /**< First source, real; SIGE_DTYPE_U8 with c = 1 is a label map that stands for its one-hot. */
    sige_tensor src2;       /**< Second source, concatenated behind the first; buffer null for none. */
    int32_t src_scale_log2; /**< s > 0: src is nearest-upsampled by 2^s; s < 0: nearest-downsampled (top-left). */
    int32_t src2_scale_log2;      /**< The same for src2. */
    sige_affine prologue;         /**< On every source channel; padding stays zero. */
    sige_tensor residual;         /**< Added before the activation; buffer null for none. */
    int32_t residual_scale_log2;  /**< As src_scale_log2. */
    int32_t modulated_scale_log2; /**< As src_scale_log2. */
    sige_tensor modulated;        /**< With modulation: the normalised tensor. */
    sige_affine modulated_affine; /**< With modulation: its normalisation; its activation is ignored. */
    sige_activation activation;   /**< Of the result. */
    float slope;                  /**< Slope of leaky ReLU. */
    sige_active_set* active;      /**< Pixels of dst to compute; null for all. */
    sige_tensor dst;              /**< Real [n, h, w, out_channels], or half of it with modulation. Not a source. */
    sige_tensor image_bias; /**< float32 [n, 1, 1, out_channels], added to each pixel of its image; buffer null for none. */
    sige_precision precision; /**< Of the products. */
} sige_convolution_args;

/**
 * A statistics run: mean and variance of a tensor, and the scale and shift that normalise it. With image_scale and image_shift
 * (adaptive normalisation) the scale and shift written are scale * (1 + image_scale) and shift * (1 + image_scale) + image_shift.
 */
typedef struct sige_norm_args {
    uint32_t struct_size;    /**< sizeof(sige_norm_args). */
    sige_norm_kind kind;     /**< Over what the mean is taken. */
    sige_tensor src;         /**< First source, real. */
    sige_tensor src2;        /**< Second source, concatenated behind the first; buffer null for none. */
    int32_t groups;          /**< Groups of the concatenated channels, for SIGE_NORM_GROUP. */
    float eps;               /**< Added to the variance. */
    sige_buffer* weight;     /**< float32 [c], or null for 1. */
    sige_buffer* bias;       /**< float32 [c], or null for 0. */
    sige_buffer* sums;       /**< float64 [n, c, 2]: sum and sum of squares; kept for updates. */
    sige_buffer* scale;      /**< float32 [n, c], written: weight / sqrt(var + eps). */
    sige_buffer* shift;      /**< float32 [n, c], written: bias - mean * scale. */
    sige_tensor image_scale; /**< float32 [n, 1, 1, c], see above; buffer null for 0. */
    sige_tensor image_shift; /**< float32 [n, 1, 1, c], see above; buffer null for 0. */
} sige_norm_args;

/**
 * An attention: each query takes the mean of the values, weighted by softmax(scale * query . key) over all keys of its image and
 * head. Channels of head i of c channels are [i * c / heads, (i + 1) * c / heads). All tensors are real; channel slices will do.
 */
typedef struct sige_attention_args {
    uint32_t struct_size;     /**< sizeof(sige_attention_args). */
    int32_t heads;            /**< Heads; divides every channel count. */
    float scale;              /**< Factor of the products; 0 for 1 / sqrt(channels of a query's head). */
    sige_tensor query;        /**< [n, h, w, heads * d]. */
    sige_tensor key;          /**< [n, kh, kw, heads * d]. */
    sige_tensor value;        /**< [n, kh, kw, heads * dv]. */
    sige_active_set* active;  /**< Queries to compute, pixels of dst; null for all. */
    sige_tensor dst;          /**< [n, h, w, heads * dv]. Not a source. */
    sige_precision precision; /**< Of the products, of TF32 float32; a softmax is float32. */
    int32_t causal; /**< 1: query i, counted row by row, takes keys 0 to i only; there are as many keys as queries. */
} sige_attention_args;

/** The geometry that an index table depends on. */
typedef struct sige_index_geometry {
    uint32_t struct_size; /**< sizeof(sige_index_geometry). */
    int32_t kernel_h;     /**< Kernel height. */
    int32_t kernel_w;     /**< Kernel width. */
    int32_t stride_h;     /**< Stride. */
    int32_t stride_w;     /**< Stride. */
    int32_t pad_top;      /**< Padding above. */
    int32_t pad_left;     /**< Padding on the left. */
    int32_t src_h;        /**< Height of the source before nearest resampling. */
    int32_t src_w;        /**< Width of the source before nearest resampling. */
    int32_t scale_log2;   /**< Nearest resampling of the source, as sige_convolution_args.src_scale_log2. */
} sige_index_geometry;

/** Sizes of an active set. */
typedef struct sige_active_counts {
    uint32_t struct_size;  /**< sizeof(sige_active_counts). */
    int32_t pixels;        /**< Active pixels. */
    int32_t tiles_of_2;    /**< 2x2 tiles that cover them. */
    int32_t tiles_of_4;    /**< 4x4 tiles that cover them. */
    int32_t touched_tiles; /**< What SIGE_POLICY_TILES makes of the mask, whatever the policy: aligned 4x4 tiles. */
    int32_t reserved;      /**< 0. */
    uint64_t bytes;        /**< Memory that the set and its tables hold. */
} sige_active_counts;

#ifdef __cplusplus
}
#endif

#endif

/**
 * @file sige.h
 * Sige: incremental inference for image-generation networks. The engine's only public surface (C99).
 *
 * Source of the method: Li et al., "Efficient Spatially Sparse Inference for Conditional GANs and Diffusion
 * Models", NeurIPS 2022 / T-PAMI.
 *
 * Conventions that hold for every call:
 * - Every call returns a sige_status. Results go to the last parameters and are written only on success.
 * - A failed call leaves a sentence for this thread, see sige_last_error().
 * - Descriptors begin with struct_size; set it to sizeof(the type). Zero in any other field means its default.
 * - Tensors are NHWC: a pixel's channels are contiguous. Offsets are bytes, strides are elements.
 * - Work is put on a queue, in order. A call may return before its work is done; sige_queue_synchronize() waits.
 *   The CPU backend finishes its work before a call returns.
 * - What a call was given must live until the work is done. Destroying a parent before its child is allowed: a child
 *   keeps its parent alive. Destroying null is allowed.
 * - Calls on one queue are serialised. Two queues may be used from two threads at the same time.
 */
#ifndef SIGE_SIGE_H
#define SIGE_SIGE_H

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
    SIGE_ABI_VERSION = 1,   /**< Version of this interface; compared with sige_abi_version() at load. */
    SIGE_TILE = 4,          /**< Side of an output tile of the policy SIGE_POLICY_TILES, in pixels. */
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
    SIGE_DEVICE_CPU = 0,   /**< The processor; always there. */
    SIGE_DEVICE_CUDA = 1,  /**< An NVIDIA GPU, through its driver. */
    SIGE_DEVICE_METAL = 2  /**< An Apple GPU. */
};

/** Instruction set of the CPU backend. */
typedef int32_t sige_isa;
/** Values of sige_isa. */
enum sige_isa_value {
    SIGE_ISA_AUTO = 0,     /**< The best that the processor has. */
    SIGE_ISA_PORTABLE = 1, /**< The plain reference kernels. */
    SIGE_ISA_AVX2 = 2,     /**< x86-64 with AVX2, FMA and F16C. */
    SIGE_ISA_NEON = 3      /**< 64-bit ARM. */
};

/** Type of an element. */
typedef int32_t sige_dtype;
/** Values of sige_dtype. */
enum sige_dtype_value {
    SIGE_DTYPE_F32 = 0, /**< IEEE binary32. */
    SIGE_DTYPE_F16 = 1, /**< IEEE binary16. */
    SIGE_DTYPE_U8 = 2,  /**< Unsigned byte; class ids and masks. */
    SIGE_DTYPE_I32 = 3, /**< Signed 32-bit; indices. */
    SIGE_DTYPE_F64 = 4  /**< IEEE binary64; sums of statistics. */
};

/** Element-wise function. */
typedef int32_t sige_activation;
/** Values of sige_activation. */
enum sige_activation_value {
    SIGE_ACTIVATION_NONE = 0,       /**< x */
    SIGE_ACTIVATION_RELU = 1,       /**< max(x, 0) */
    SIGE_ACTIVATION_LEAKY_RELU = 2, /**< x if x > 0, else slope times x */
    SIGE_ACTIVATION_SILU = 3,       /**< x / (1 + exp(-x)) */
    SIGE_ACTIVATION_TANH = 4        /**< tanh(x) */
};

/** How a mask becomes a set of active pixels. */
typedef int32_t sige_policy;
/** Values of sige_policy. */
enum sige_policy_value {
    SIGE_POLICY_PIXELS = 0, /**< The pixels of the mask. */
    SIGE_POLICY_TILES = 1   /**< Every 4x4 output tile whose 6x6 input touches the mask: the reference's choice. */
};

/** How a convolution is computed. */
typedef int32_t sige_algorithm;
/** Values of sige_algorithm. */
enum sige_algorithm_value {
    SIGE_ALGORITHM_AUTO = 0,       /**< The cheapest by the cost model. */
    SIGE_ALGORITHM_DIRECT = 1,     /**< Indirect GEMM over a list of pixels. */
    SIGE_ALGORITHM_WINOGRAD_2 = 2, /**< Winograd F(2x2, 3x3). */
    SIGE_ALGORITHM_WINOGRAD_4 = 3, /**< Winograd F(4x4, 3x3). */
    SIGE_ALGORITHM_LABELS = 4,     /**< Sum of weight rows chosen by class ids (the source is a label map). */
    SIGE_ALGORITHM_DEPTHWISE = 5   /**< One filter per channel. */
};

/** Over what a normalisation takes its mean and variance. */
typedef int32_t sige_norm_kind;
/** Values of sige_norm_kind. */
enum sige_norm_kind_value {
    SIGE_NORM_INSTANCE = 0, /**< Each channel of each image. */
    SIGE_NORM_GROUP = 1,    /**< Each group of channels of each image. */
    SIGE_NORM_BATCH = 2     /**< Each channel over the whole batch. */
};

/** One of the index tables of an active set. */
typedef int32_t sige_index_table;
/** Values of sige_index_table. */
enum sige_index_table_value {
    SIGE_INDEX_PIXELS = 0,      /**< [count] y * w + x of each active pixel, ascending. */
    SIGE_INDEX_SCATTER_MAP = 1, /**< [h * w] rank of a pixel in SIGE_INDEX_PIXELS, or -1. */
    SIGE_INDEX_NEIGHBOURS = 2,  /**< [count, kernel_h * kernel_w] source pixel under each tap, or -1 for padding. */
    SIGE_INDEX_TILES_2 = 3,     /**< [tiles, 2] top and left of each 2x2 tile that covers an active pixel. */
    SIGE_INDEX_TILES_4 = 4      /**< [tiles, 2] top and left of each 4x4 tile that covers an active pixel. */
};

/** A processor or GPU. Opaque. */
typedef struct sige_device sige_device;
/** An ordered stream of work with its own worker threads or GPU stream. Opaque. */
typedef struct sige_queue sige_queue;
/** Memory of a device. Opaque. */
typedef struct sige_buffer sige_buffer;
/** The active pixels of one resolution with their index tables. Opaque. */
typedef struct sige_active_set sige_active_set;
/** A convolution with its packed weights. Opaque. */
typedef struct sige_convolution sige_convolution;

/** What is known of a device. */
typedef struct sige_device_info {
    uint32_t struct_size;    /**< sizeof(sige_device_info). */
    int32_t available;       /**< 1 if the device can be opened. */
    sige_isa isa;            /**< CPU: the best instruction set. */
    int32_t logical_processors; /**< CPU: how many threads the processor runs at once. */
    uint64_t memory_bytes;   /**< Memory of the device; 0 if unknown. */
    char name[128];          /**< Name of the device, UTF-8. */
    char reason[256];        /**< Why the device is or is not usable, one sentence, UTF-8. */
} sige_device_info;

/** Options of a queue. */
typedef struct sige_queue_options {
    uint32_t struct_size;    /**< sizeof(sige_queue_options). */
    int32_t threads;         /**< CPU: worker threads, the caller's included; 0 for all processors, at most 256. */
    sige_isa isa;            /**< CPU: instruction set; a processor without it is an error. */
    int32_t spin_microseconds; /**< CPU: how long an idle worker spins before it sleeps; 0 for 50, negative for none. */
} sige_queue_options;

/** A view of a buffer as [n, h, w, c]. */
typedef struct sige_tensor {
    uint32_t struct_size;  /**< sizeof(sige_tensor). */
    sige_dtype dtype;      /**< Type of an element. */
    sige_buffer* buffer;   /**< Where the elements are. */
    uint64_t offset;       /**< Bytes from the buffer's start to element [0, 0, 0, 0]. */
    int32_t n;             /**< Images. */
    int32_t h;             /**< Height in pixels. */
    int32_t w;             /**< Width in pixels. */
    int32_t c;             /**< Channels. */
    int32_t pixel_stride;  /**< Elements from one pixel to the next; 0 for c. Larger for a slice of channels. */
    int32_t window_y;      /**< Top of the held region in its whole picture; 0 when the tensor holds all of it. */
    int32_t window_x;      /**< Left of the held region. */
    int32_t window_h;      /**< Height of the whole picture, 0 for h. Outside the region is not zero padding. */
    int32_t window_w;      /**< Width of the whole picture, 0 for w. */
} sige_tensor;

/** Per-channel scale and shift, then an activation: y = activation(x * scale + shift). */
typedef struct sige_affine {
    uint32_t struct_size;       /**< sizeof(sige_affine). */
    sige_activation activation; /**< Applied after scale and shift. */
    float slope;                /**< Slope of leaky ReLU. */
    int32_t per_image;          /**< 0: scale and shift are [c], shared by the batch; 1: they are [n, c]. */
    sige_buffer* scale;         /**< float32; null for 1. */
    sige_buffer* shift;         /**< float32; null for 0. */
} sige_affine;

/** Form of a convolution. Depthwise when groups equals both channel counts; other groups than 1 are refused. */
typedef struct sige_convolution_desc {
    uint32_t struct_size;  /**< sizeof(sige_convolution_desc). */
    int32_t in_channels;   /**< Channels read. */
    int32_t out_channels;  /**< Filters. */
    int32_t groups;        /**< 0 or 1, or in_channels for depthwise. */
    int32_t kernel_h;      /**< 1 or 3. */
    int32_t kernel_w;      /**< 1 or 3. */
    int32_t stride_h;      /**< 1 or 2; 0 for 1. */
    int32_t stride_w;      /**< 1 or 2; 0 for 1. */
    int32_t pad_top;       /**< Zero rows above, at most kernel_h - 1. */
    int32_t pad_left;      /**< Zero columns on the left. */
    int32_t pad_bottom;    /**< Zero rows below. */
    int32_t pad_right;     /**< Zero columns on the right. */
    int32_t modulation;    /**< 1: filters are gamma (first half) and beta (second half) of a SPADE modulation. */
    sige_dtype weights_dtype; /**< SIGE_DTYPE_F32 or SIGE_DTYPE_F16. */
    const void* weights;   /**< Host memory [out_channels, in_channels / groups, kernel_h, kernel_w]; copied. */
    const float* bias;     /**< Host memory [out_channels], or null; copied. */
} sige_convolution_desc;

/** What a convolution takes from memory. */
typedef struct sige_convolution_info {
    uint32_t struct_size;      /**< sizeof(sige_convolution_info). */
    int32_t winograd_2_ready;  /**< 1 once F(2x2) weights are there. */
    int32_t winograd_4_ready;  /**< 1 once F(4x4) weights are there. */
    uint64_t direct_bytes;     /**< Packed weights in direct form. */
    uint64_t winograd_2_bytes; /**< F(2x2) weights in float32, held or not; 0 if the form does not apply. */
    uint64_t winograd_4_bytes; /**< F(4x4) weights in float32, held or not; 0 if the form does not apply. */
} sige_convolution_info;

/** What the cost model says of one run of a convolution. */
typedef struct sige_convolution_plan {
    uint32_t struct_size;     /**< sizeof(sige_convolution_plan). */
    sige_algorithm algorithm; /**< The cheapest of those that are ready. */
    int64_t pixels;           /**< Output pixels of one image that are computed. */
    int64_t macs;             /**< Multiply-adds in direct arithmetic, whole batch. */
    int64_t bytes;            /**< Weights and activations moved by the chosen algorithm. */
    double direct_cost;       /**< Estimated processor cycles of one thread; negative if not ready. */
    double winograd_2_cost;   /**< As direct_cost. */
    double winograd_4_cost;   /**< As direct_cost. */
} sige_convolution_plan;

/**
 * One run of a convolution: gather, prologue, convolution, epilogue and scatter in one pass.
 * y = activation(conv(prologue(concat(src, src2))) + bias + residual), or with modulation
 * y = activation(affine(modulated) * (1 + gamma) + beta).
 */
typedef struct sige_convolution_args {
    uint32_t struct_size;       /**< sizeof(sige_convolution_args). */
    sige_algorithm algorithm;   /**< SIGE_ALGORITHM_AUTO, or one to force. */
    sige_tensor src;            /**< First source; SIGE_DTYPE_U8 with c = 1 is a label map that stands for its one-hot. */
    sige_tensor src2;           /**< Second source, concatenated behind the first; buffer null for none. */
    int32_t src_scale_log2;     /**< s > 0: src is nearest-upsampled by 2^s; s < 0: nearest-downsampled (top-left). */
    int32_t src2_scale_log2;    /**< The same for src2. */
    sige_affine prologue;       /**< On every source channel; padding stays zero. struct_size 0 for none. */
    sige_tensor residual;       /**< Added before the activation; buffer null for none. */
    int32_t residual_scale_log2; /**< As src_scale_log2. */
    int32_t modulated_scale_log2; /**< As src_scale_log2. */
    sige_tensor modulated;      /**< With modulation: the normalised tensor. */
    sige_affine modulated_affine; /**< With modulation: its normalisation; its activation is ignored. */
    sige_activation activation; /**< Of the result. */
    float slope;                /**< Slope of leaky ReLU. */
    sige_active_set* active;    /**< Pixels of dst to compute; null for all. */
    sige_tensor dst;            /**< [n, h, w, out_channels], or half of it with modulation. Not a source. */
} sige_convolution_args;

/** A statistics run: mean and variance of a tensor, and the scale and shift that normalise it. */
typedef struct sige_norm_args {
    uint32_t struct_size; /**< sizeof(sige_norm_args). */
    sige_norm_kind kind;  /**< Over what the mean is taken. */
    sige_tensor src;      /**< First source, float32. */
    sige_tensor src2;     /**< Second source, concatenated behind the first; buffer null for none. */
    int32_t groups;       /**< Groups of the concatenated channels, for SIGE_NORM_GROUP. */
    float eps;            /**< Added to the variance. */
    sige_buffer* weight;  /**< float32 [c], or null for 1. */
    sige_buffer* bias;    /**< float32 [c], or null for 0. */
    sige_buffer* sums;    /**< float64 [n, c, 2]: sum and sum of squares; kept for updates. */
    sige_buffer* scale;   /**< float32 [n, c], written: weight / sqrt(var + eps). */
    sige_buffer* shift;   /**< float32 [n, c], written: bias - mean * scale. */
} sige_norm_args;

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
    uint32_t struct_size; /**< sizeof(sige_active_counts). */
    int32_t pixels;       /**< Active pixels. */
    int32_t tiles_2;      /**< 2x2 tiles that cover them. */
    int32_t tiles_4;      /**< 4x4 tiles that cover them. */
    uint64_t bytes;       /**< Memory that the set and its tables hold. */
} sige_active_counts;

/* ---- Library -------------------------------------------------------------------------------------------------- */

/**
 * Gives the version of the interface that the library was built with.
 * @return SIGE_ABI_VERSION of the library.
 */
SIGE_API uint32_t sige_abi_version(void);

/**
 * Gives the release of the library, such as "0.1.0".
 * @return A static string, UTF-8.
 */
SIGE_API const char* sige_version(void);

/**
 * Gives the sentence that the last failed call of this thread left.
 * @return A string of this thread, UTF-8, valid until its next call; empty if none failed.
 */
SIGE_API const char* sige_last_error(void);

/* ---- Devices, queues and buffers ------------------------------------------------------------------------------ */

/**
 * Says whether a kind of device can be used here, and why.
 * @param kind Which kind.
 * @param info Receives the answer; its struct_size must be set.
 * @return OK also when the device is not available; INVALID_ARGUMENT for an unknown kind.
 */
SIGE_API sige_status sige_device_query(sige_device_kind kind, sige_device_info* info);

/**
 * Opens a device.
 * @param kind Which kind.
 * @param device Receives the device.
 * @return DEVICE_UNAVAILABLE with the reason when it cannot be used.
 */
SIGE_API sige_status sige_device_create(sige_device_kind kind, sige_device** device);

/**
 * Lets go of a device.
 * @param device A device or null.
 * @return OK.
 */
SIGE_API sige_status sige_device_destroy(sige_device* device);

/**
 * Makes a queue with its own worker threads.
 * @param device The device to run on.
 * @param options Options, or null for the defaults.
 * @param queue Receives the queue.
 * @return UNSUPPORTED when the processor lacks the instruction set asked for.
 */
SIGE_API sige_status sige_queue_create(sige_device* device, const sige_queue_options* options, sige_queue** queue);

/**
 * Gives the options that a queue runs with, defaults resolved.
 * @param queue The queue.
 * @param options Receives them; its struct_size must be set.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_queue_query(sige_queue* queue, sige_queue_options* options);

/**
 * Waits until all work of a queue is done and puts its workers to sleep.
 * @param queue The queue.
 * @return The first error of the work waited for.
 */
SIGE_API sige_status sige_queue_synchronize(sige_queue* queue);

/**
 * Waits for a queue's work and lets go of it.
 * @param queue A queue or null.
 * @return OK.
 */
SIGE_API sige_status sige_queue_destroy(sige_queue* queue);

/**
 * Allocates memory on a device, aligned to 64 bytes and zeroed.
 * @param device The device.
 * @param bytes How many bytes; 0 is allowed.
 * @param buffer Receives the buffer.
 * @return OUT_OF_MEMORY when there is not as much.
 */
SIGE_API sige_status sige_buffer_create(sige_device* device, uint64_t bytes, sige_buffer** buffer);

/**
 * Makes a buffer of memory that the caller owns: a host pointer for the CPU, a CUdeviceptr or an MTLBuffer for the others.
 * @param device The device.
 * @param memory The memory; must outlive the buffer. On the CPU aligned to 4 bytes.
 * @param bytes Its size.
 * @param buffer Receives the buffer.
 * @return INVALID_ARGUMENT for null or misaligned memory.
 */
SIGE_API sige_status sige_buffer_wrap(sige_device* device, void* memory, uint64_t bytes, sige_buffer** buffer);

/**
 * Gives a buffer's address: a host pointer on the CPU, the device's own handle elsewhere.
 * @param buffer The buffer.
 * @param memory Receives the address.
 * @param bytes Receives the size in bytes.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_buffer_query(sige_buffer* buffer, void** memory, uint64_t* bytes);

/**
 * Copies host memory into a buffer.
 * @param queue The queue.
 * @param buffer Destination.
 * @param offset First byte written.
 * @param src Host memory; may be reused when the call returns.
 * @param bytes How many.
 * @return INVALID_ARGUMENT when the range leaves the buffer.
 */
SIGE_API sige_status sige_buffer_write(sige_queue* queue, sige_buffer* buffer, uint64_t offset, const void* src,
                                       uint64_t bytes);

/**
 * Copies a buffer into host memory; waits for the work before it.
 * @param queue The queue.
 * @param buffer Source.
 * @param offset First byte read.
 * @param dst Host memory.
 * @param bytes How many.
 * @return INVALID_ARGUMENT when the range leaves the buffer.
 */
SIGE_API sige_status sige_buffer_read(sige_queue* queue, sige_buffer* buffer, uint64_t offset, void* dst,
                                      uint64_t bytes);

/**
 * Copies between two buffers of one device; the ranges may not overlap.
 * @param queue The queue.
 * @param src Source.
 * @param src_offset First byte read.
 * @param dst Destination.
 * @param dst_offset First byte written.
 * @param bytes How many.
 * @return INVALID_ARGUMENT when a range leaves its buffer.
 */
SIGE_API sige_status sige_buffer_copy(sige_queue* queue, sige_buffer* src, uint64_t src_offset, sige_buffer* dst,
                                      uint64_t dst_offset, uint64_t bytes);

/**
 * Lets go of a buffer.
 * @param buffer A buffer or null.
 * @return OK.
 */
SIGE_API sige_status sige_buffer_destroy(sige_buffer* buffer);

/* ---- Masks: uint8 [h, w], 0 or 1; float masks are float32 [h, w] ------------------------------------------------ */

/**
 * Marks the pixels at which any channel of any image of two tensors differs by more than eps (a NaN differs).
 * @param queue The queue.
 * @param a A tensor, float32 or uint8.
 * @param b A tensor of the same shape and type.
 * @param eps Smallest difference that does not count.
 * @param mask Receives uint8 [h, w].
 * @return INVALID_ARGUMENT when shapes or types differ or the mask is too small.
 */
SIGE_API sige_status sige_mask_difference(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, float eps,
                                          sige_buffer* mask);

/**
 * Marks every pixel within radius steps up, down, left or right of a marked one (a cross, no diagonals).
 * @param queue The queue.
 * @param src uint8 [h, w].
 * @param h Height.
 * @param w Width.
 * @param radius Length of the cross's arms in pixels; 0 copies.
 * @param dst Receives uint8 [h, w]; not src.
 * @return INVALID_ARGUMENT for sizes that do not fit.
 */
SIGE_API sige_status sige_mask_dilate(sige_queue* queue, sige_buffer* src, int32_t h, int32_t w, int32_t radius,
                                      sige_buffer* dst);

/**
 * Resamples a float mask bilinearly (corners not aligned): halving a side averages two pixels.
 * @param queue The queue.
 * @param src float32 [src_h, src_w].
 * @param src_h Source height.
 * @param src_w Source width.
 * @param dst Receives float32 [dst_h, dst_w]; not src.
 * @param dst_h Height of the result.
 * @param dst_w Width of the result.
 * @return INVALID_ARGUMENT for sizes that do not fit.
 */
SIGE_API sige_status sige_mask_downsample(sige_queue* queue, sige_buffer* src, int32_t src_h, int32_t src_w,
                                          sige_buffer* dst, int32_t dst_h, int32_t dst_w);

/**
 * Marks the pixels of a float mask above min(threshold, maximum - 0.001).
 * @param queue The queue.
 * @param src float32 [h, w].
 * @param h Height.
 * @param w Width.
 * @param threshold Between 0 and 1; the reference uses 0.3.
 * @param dst Receives uint8 [h, w]. An all-zero mask gives an all-zero result.
 * @return INVALID_ARGUMENT for sizes that do not fit.
 */
SIGE_API sige_status sige_mask_threshold(sige_queue* queue, sige_buffer* src, int32_t h, int32_t w, float threshold,
                                         sige_buffer* dst);

/**
 * Lists the blocks of a regular grid that a mask touches.
 * @param queue The queue.
 * @param mask uint8 [h, w].
 * @param h Height.
 * @param w Width.
 * @param block Side of a block in pixels; the grid starts at the top left.
 * @param halo Pixels around a block that count as touched.
 * @param blocks Receives int32 [count, 2], top and left of each block; room for every block of the grid.
 * @param count Receives int32 [1], how many.
 * @return INVALID_ARGUMENT for sizes that do not fit.
 */
SIGE_API sige_status sige_mask_reduce_to_blocks(sige_queue* queue, sige_buffer* mask, int32_t h, int32_t w,
                                                int32_t block, int32_t halo, sige_buffer* blocks, sige_buffer* count);

/* ---- Active sets ---------------------------------------------------------------------------------------------- */

/**
 * Makes an empty active set for one resolution.
 * @param device The device.
 * @param h Height.
 * @param w Width.
 * @param active Receives the set.
 * @return INVALID_ARGUMENT for a height or width below 1.
 */
SIGE_API sige_status sige_active_set_create(sige_device* device, int32_t h, int32_t w, sige_active_set** active);

/**
 * Fills a set from a mask. Memory grows only beyond what an earlier, larger set needed.
 * @param queue The queue.
 * @param active The set.
 * @param mask uint8 [h, w].
 * @param policy Which pixels become active.
 * @return INVALID_ARGUMENT when the mask is too small.
 */
SIGE_API sige_status sige_active_set_build(sige_queue* queue, sige_active_set* active, sige_buffer* mask,
                                           sige_policy policy);

/**
 * Gives the sizes of a set; may wait for the work before it.
 * @param queue The queue.
 * @param active The set.
 * @param counts Receives the sizes; its struct_size must be set.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_active_set_query(sige_queue* queue, sige_active_set* active, sige_active_counts* counts);

/**
 * Copies one of a set's index tables into host memory.
 * @param queue The queue.
 * @param active The set.
 * @param table Which table.
 * @param geometry For SIGE_INDEX_NEIGHBOURS; else null.
 * @param dst Receives the indices.
 * @param capacity How many int32 dst holds.
 * @param count Receives how many the table has.
 * @return INVALID_ARGUMENT when capacity is too small; the message says what is needed.
 */
SIGE_API sige_status sige_active_set_read(sige_queue* queue, sige_active_set* active, sige_index_table table,
                                          const sige_index_geometry* geometry, int32_t* dst, uint64_t capacity,
                                          uint64_t* count);

/**
 * Lets go of a set.
 * @param active A set or null.
 * @return OK.
 */
SIGE_API sige_status sige_active_set_destroy(sige_active_set* active);

/* ---- Moving active pixels: rows are [n, pixels, c], in the set's order ------------------------------------------ */

/**
 * Collects the active pixels of a tensor, with an optional prologue.
 * @param queue The queue.
 * @param src float32 [n, h, w, c].
 * @param active The pixels.
 * @param prologue Applied to each value, or null for a bit-exact copy.
 * @param rows Receives float32 [n, pixels, c].
 * @param rows_offset First byte written.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_gather(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                                 const sige_affine* prologue, sige_buffer* rows, uint64_t rows_offset);

/**
 * Writes rows to the active pixels of a tensor; every other pixel keeps its value.
 * @param queue The queue.
 * @param rows float32 [n, pixels, c].
 * @param rows_offset First byte read.
 * @param active The pixels.
 * @param dst float32 [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset, sige_active_set* active,
                                  const sige_tensor* dst);

/**
 * Writes rows plus a residual tensor's active pixels to the active pixels of a tensor.
 * @param queue The queue.
 * @param rows float32 [n, pixels, c].
 * @param rows_offset First byte read.
 * @param active The pixels.
 * @param residual float32 [n, h, w, c]; may be dst.
 * @param dst float32 [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter_with_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                                sige_active_set* active, const sige_tensor* residual,
                                                const sige_tensor* dst);

/**
 * Writes rows plus residual rows (a shortcut computed on the same active pixels) to the active pixels of a tensor.
 * @param queue The queue.
 * @param rows float32 [n, pixels, c].
 * @param rows_offset First byte read.
 * @param residual_rows float32 [n, pixels, c].
 * @param residual_offset First byte read.
 * @param active The pixels.
 * @param dst float32 [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter_with_block_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                                      sige_buffer* residual_rows, uint64_t residual_offset,
                                                      sige_active_set* active, const sige_tensor* dst);

/**
 * Scatters rows and gathers the pixels of another set in one pass: a pixel that is active in `written` comes from the
 * rows, any other from the recorded tensor, which stays as it is.
 * @param queue The queue.
 * @param rows float32 [n, pixels of written, c].
 * @param rows_offset First byte read.
 * @param written The set that rows belong to.
 * @param recorded float32 [n, h, w, c].
 * @param wanted The set to gather, of the same resolution: written with its halo, say.
 * @param prologue Applied to each value, or null.
 * @param dst_rows Receives float32 [n, pixels of wanted, c].
 * @param dst_offset First byte written.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter_gather(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                         sige_active_set* written, const sige_tensor* recorded,
                                         sige_active_set* wanted, const sige_affine* prologue, sige_buffer* dst_rows,
                                         uint64_t dst_offset);

/* ---- Convolution ---------------------------------------------------------------------------------------------- */

/**
 * Makes a convolution; its weights are packed now and the caller's copy may go.
 * @param device The device.
 * @param desc The form.
 * @param convolution Receives the convolution.
 * @return INVALID_ARGUMENT or UNSUPPORTED with the field that does not fit.
 */
SIGE_API sige_status sige_convolution_create(sige_device* device, const sige_convolution_desc* desc,
                                             sige_convolution** convolution);

/**
 * Makes the weights of a Winograd form, so that plans may choose it.
 * @param queue The queue.
 * @param convolution The convolution.
 * @param algorithm SIGE_ALGORITHM_WINOGRAD_2 or SIGE_ALGORITHM_WINOGRAD_4.
 * @return UNSUPPORTED when the form does not apply (other than dense 3x3, stride 1, padding 0 or 1).
 */
SIGE_API sige_status sige_convolution_prepare(sige_queue* queue, sige_convolution* convolution,
                                              sige_algorithm algorithm);

/**
 * Gives what a convolution's weights take.
 * @param convolution The convolution.
 * @param info Receives the answer; its struct_size must be set.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_convolution_query(sige_convolution* convolution, sige_convolution_info* info);

/**
 * Asks the cost model which algorithm a run would take. The answer depends on the shape, the active set and the
 * forms that are ready; never on timing or thread count. Every form that could be ready is costed when `assume_ready` is 1.
 * @param queue The queue.
 * @param convolution The convolution.
 * @param args The run; buffers may be null, shapes must be set.
 * @param assume_ready 1 to cost Winograd forms that are not there yet.
 * @param plan Receives the answer; its struct_size must be set.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_convolution_query_plan(sige_queue* queue, sige_convolution* convolution,
                                                 const sige_convolution_args* args, int32_t assume_ready,
                                                 sige_convolution_plan* plan);

/**
 * Runs a convolution on all or the active pixels of its output.
 * @param queue The queue.
 * @param convolution The convolution.
 * @param args The run.
 * @return INVALID_ARGUMENT for shapes that do not fit; UNSUPPORTED for a forced algorithm that is not ready.
 */
SIGE_API sige_status sige_convolution_run(sige_queue* queue, sige_convolution* convolution,
                                          const sige_convolution_args* args);

/**
 * Lets go of a convolution.
 * @param convolution A convolution or null.
 * @return OK.
 */
SIGE_API sige_status sige_convolution_destroy(sige_convolution* convolution);

/* ---- Normalisation, modulation, element-wise -------------------------------------------------------------------- */

/**
 * Takes the statistics of a whole tensor and makes the scale and shift that normalise it. Sums are float64 and do not
 * depend on the thread count.
 * @param queue The queue.
 * @param args What to normalise.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_norm_statistics(sige_queue* queue, const sige_norm_args* args);

/**
 * Brings sums up to date after an edit: adds the active pixels of src (and src2) and takes off what they held before; then
 * makes scale and shift anew.
 * @param queue The queue.
 * @param args As for sige_norm_statistics; sums must hold the statistics before the edit.
 * @param active The pixels that changed.
 * @param old_rows float32 [n, pixels, c of src]: what src held.
 * @param old_offset First byte read.
 * @param old_rows2 The same for src2, or null without src2.
 * @param old_offset2 First byte read.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_norm_statistics_update(sige_queue* queue, const sige_norm_args* args, sige_active_set* active,
                                                 sige_buffer* old_rows, uint64_t old_offset, sige_buffer* old_rows2,
                                                 uint64_t old_offset2);

/**
 * Modulates a normalised tensor: y = activation((x * scale + shift) * (1 + gamma) + beta).
 * @param queue The queue.
 * @param src float32 [n, h, w, c].
 * @param normalisation scale and shift; its activation is that of the result.
 * @param gamma float32 [n, h, w, c].
 * @param beta float32 [n, h, w, c].
 * @param active Pixels to compute, or null for all.
 * @param dst float32 [n, h, w, c]; may be src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_spade_modulate(sige_queue* queue, const sige_tensor* src, const sige_affine* normalisation,
                                         const sige_tensor* gamma, const sige_tensor* beta, sige_active_set* active,
                                         const sige_tensor* dst);

/**
 * Applies scale, shift and activation: y = activation(x * scale + shift).
 * @param queue The queue.
 * @param src float32 [n, h, w, c].
 * @param affine Scale, shift and activation.
 * @param active Pixels to compute, or null for all.
 * @param dst float32 [n, h, w, c]; may be src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_activate(sige_queue* queue, const sige_tensor* src, const sige_affine* affine,
                                   sige_active_set* active, const sige_tensor* dst);

/**
 * Adds two tensors: y = a + b.
 * @param queue The queue.
 * @param a float32 [n, h, w, c].
 * @param b float32 [n, h, w, c].
 * @param active Pixels to compute, or null for all.
 * @param dst float32 [n, h, w, c]; may be a or b.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_add(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, sige_active_set* active,
                              const sige_tensor* dst);

/**
 * Resizes to the nearest pixel, the top left of those under it: src_y = floor(y * src.h / dst.h).
 * @param queue The queue.
 * @param src float32 or uint8 [n, src_h, src_w, c].
 * @param active Pixels of dst to compute, or null for all.
 * @param dst [n, h, w, c] of the same type; not src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_resize_nearest(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                                         const sige_tensor* dst);

/**
 * Writes the one-hot of a label map: channel k of a pixel is 1 where its id is k, else 0.
 * @param queue The queue.
 * @param labels uint8 [n, h, w, 1]; an id of c or more leaves its pixel all zero.
 * @param active Pixels to compute, or null for all.
 * @param dst float32 [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_one_hot(sige_queue* queue, const sige_tensor* labels, sige_active_set* active,
                                  const sige_tensor* dst);

/**
 * Measures what a queue's threads reach with register-only multiply-adds, all at once: the roof for the bench.
 * @param queue The queue.
 * @param milliseconds How long to run, 1 to 10000.
 * @param flops Receives floating-point operations a second.
 * @return UNSUPPORTED on a device that has no such loop.
 */
SIGE_API sige_status sige_queue_measure_peak(sige_queue* queue, int32_t milliseconds, double* flops);

#ifdef __cplusplus
}
#endif

#endif

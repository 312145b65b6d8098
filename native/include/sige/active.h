/**
 * @file
 * Masks, active sets, and the moves between tensors and rows. Part of sige.h; include that.
 */
#ifndef SIGE_ACTIVE_H
#define SIGE_ACTIVE_H

#include "sige/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Masks: uint8 [h, w], 0 or 1; float masks are float32 [h, w] ---- */

/**
 * Marks the pixels at which any channel of any image of two tensors differs by more than eps (a NaN differs).
 * @param queue The queue.
 * @param a A tensor, real or uint8.
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
SIGE_API sige_status sige_mask_reduce_to_blocks(sige_queue* queue, sige_buffer* mask, int32_t h, int32_t w, int32_t block,
                                                int32_t halo, sige_buffer* blocks, sige_buffer* count);

/* ---- Masks in host memory, where edits are planned: no queue, no device ---- */

/**
 * As sige_mask_dilate, in host memory.
 * @param src uint8 [h, w].
 * @param h Height.
 * @param w Width.
 * @param radius Length of the cross's arms in pixels; 0 copies.
 * @param dst Receives uint8 [h, w]; not src.
 * @return INVALID_ARGUMENT for null or a size out of range.
 */
SIGE_API sige_status sige_plan_dilate(const uint8_t* src, int32_t h, int32_t w, int32_t radius, uint8_t* dst);

/**
 * As sige_mask_downsample, in host memory. Halving allocates nothing.
 * @param src float32 [src_h, src_w].
 * @param src_h Source height.
 * @param src_w Source width.
 * @param dst Receives float32 [dst_h, dst_w]; not src.
 * @param dst_h Height of the result.
 * @param dst_w Width of the result.
 * @return INVALID_ARGUMENT for null or a size out of range.
 */
SIGE_API sige_status sige_plan_downsample(const float* src, int32_t src_h, int32_t src_w, float* dst, int32_t dst_h,
                                          int32_t dst_w);

/**
 * As sige_mask_threshold, in host memory.
 * @param src float32 [h, w].
 * @param h Height.
 * @param w Width.
 * @param threshold Between 0 and 1.
 * @param dst Receives uint8 [h, w].
 * @return INVALID_ARGUMENT for null or a size or threshold out of range.
 */
SIGE_API sige_status sige_plan_threshold(const float* src, int32_t h, int32_t w, float threshold, uint8_t* dst);

/* ---- Active sets: planned in host memory; a device that computes elsewhere keeps a copy ---- */

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
 * Fills a set from a mask in host memory. That takes no memory: the set has room for all its pixels. Work that is in flight keeps
 * the set that it was given.
 * @param active The set; no other thread uses it meanwhile.
 * @param mask uint8 [h, w], any value but 0 for a marked pixel.
 * @param policy Which pixels become active.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_active_set_build(sige_active_set* active, const uint8_t* mask, sige_policy policy);

/**
 * The same from a mask on a device: waits for the work before it.
 * @param queue The queue.
 * @param active The set; no other thread uses it meanwhile.
 * @param mask uint8 [h, w].
 * @param policy Which pixels become active.
 * @return INVALID_ARGUMENT when the mask is too small.
 */
SIGE_API sige_status sige_active_set_build_from(sige_queue* queue, sige_active_set* active, sige_buffer* mask,
                                                sige_policy policy);

/**
 * Gives the sizes of a set.
 * @param active The set.
 * @param counts Receives the sizes; its struct_size must be set.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_active_set_query(sige_active_set* active, sige_active_counts* counts);

/**
 * Copies one of a set's index tables.
 * @param active The set.
 * @param table Which table.
 * @param geometry For SIGE_INDEX_NEIGHBOURS; else null.
 * @param dst Receives the indices.
 * @param capacity How many int32 dst holds.
 * @param count Receives how many the table has.
 * @return INVALID_ARGUMENT when capacity is too small; the message says what is needed.
 */
SIGE_API sige_status sige_active_set_read(sige_active_set* active, sige_index_table table,
                                          const sige_index_geometry* geometry, int32_t* dst, uint64_t capacity,
                                          uint64_t* count);

/**
 * Lets go of a set.
 * @param active A set or null.
 * @return OK.
 */
SIGE_API sige_status sige_active_set_destroy(sige_active_set* active);

/* ---- Copying pixels between tensors ---- */

/**
 * Copies pixels from tensor to tensor, converting between float32 and float16 (to the nearest, ties to even). Either tensor may hold
 * a region of a picture (sige_tensor.window_y and its neighbours); a pixel's place is its place in the whole picture.
 * @param queue The queue.
 * @param src float32 or float16 [n, h, w, c].
 * @param active Pixels to copy, a set of the whole picture's size, all of them held by both tensors; null for every pixel that the
 *        smaller region has, which must lie in the larger one.
 * @param dst float32 or float16, of src's picture, images and channels; may not overlap src.
 * @param overflows uint64 [1] to which is added how many finite values became infinite in float16; or null.
 * @param overflows_offset Its first byte.
 * @return INVALID_ARGUMENT for shapes that do not fit, and for a pixel that a region lacks; the message names it.
 */
SIGE_API sige_status sige_copy_pixels(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                                      const sige_tensor* dst, sige_buffer* overflows, uint64_t overflows_offset);

/* ---- Moving active pixels: rows are [n, pixels, c], in the set's order ---- */

/**
 * Collects the active pixels of a tensor, with an optional prologue.
 * @param queue The queue.
 * @param src real [n, h, w, c].
 * @param active The pixels.
 * @param prologue Applied to each value, or null for a bit-exact copy.
 * @param rows Receives [n, pixels, c] of src's type.
 * @param rows_offset First byte written.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_gather(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                                 const sige_affine* prologue, sige_buffer* rows, uint64_t rows_offset);

/**
 * Writes rows to the active pixels of a tensor; every other pixel keeps its value.
 * @param queue The queue.
 * @param rows [n, pixels, c] of dst's type.
 * @param rows_offset First byte read.
 * @param active The pixels.
 * @param dst real [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset, sige_active_set* active,
                                  const sige_tensor* dst);

/**
 * Writes rows plus a residual tensor's active pixels to the active pixels of a tensor.
 * @param queue The queue.
 * @param rows [n, pixels, c] of dst's type.
 * @param rows_offset First byte read.
 * @param active The pixels.
 * @param residual real [n, h, w, c]; may be dst.
 * @param dst real [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter_with_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                                sige_active_set* active, const sige_tensor* residual,
                                                const sige_tensor* dst);

/**
 * Writes rows plus residual rows (a shortcut computed on the same active pixels) to the active pixels of a tensor.
 * @param queue The queue.
 * @param rows [n, pixels, c] of dst's type.
 * @param rows_offset First byte read.
 * @param residual_rows [n, pixels, c] of dst's type.
 * @param residual_offset First byte read.
 * @param active The pixels.
 * @param dst real [n, h, w, c].
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter_with_block_residual(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                                      sige_buffer* residual_rows, uint64_t residual_offset,
                                                      sige_active_set* active, const sige_tensor* dst);

/**
 * Scatters rows and gathers the pixels of another set in one pass: a pixel that is active in `written` comes from the
 * rows, any other from the recorded tensor, which stays as it is.
 * @param queue The queue.
 * @param rows [n, pixels of written, c] of recorded's type.
 * @param rows_offset First byte read.
 * @param written The set that rows belong to.
 * @param recorded real [n, h, w, c].
 * @param wanted The set to gather, of the same resolution: written with its halo, say.
 * @param prologue Applied to each value, or null.
 * @param dst_rows Receives [n, pixels of wanted, c] of recorded's type.
 * @param dst_offset First byte written.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_scatter_gather(sige_queue* queue, sige_buffer* rows, uint64_t rows_offset,
                                         sige_active_set* written, const sige_tensor* recorded, sige_active_set* wanted,
                                         const sige_affine* prologue, sige_buffer* dst_rows, uint64_t dst_offset);

#ifdef __cplusplus
}
#endif

#endif

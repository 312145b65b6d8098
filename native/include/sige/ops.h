/**
 * @file
 * Convolution, attention, normalisation, modulation and element-wise operators. Part of sige.h; include that.
 */
#ifndef SIGE_OPS_H
#define SIGE_OPS_H

#include "sige/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Convolution ---- */

/**
 * Makes a convolution; its weights are packed now and the caller's copy may go. Without weights (null) it takes no memory and
 * answers queries only.
 * @param device The device.
 * @param desc Its shape.
 * @param convolution Receives the convolution.
 * @return INVALID_ARGUMENT or UNSUPPORTED with the field that does not fit.
 */
SIGE_API sige_status sige_convolution_create(sige_device* device, const sige_convolution_desc* desc,
                                             sige_convolution** convolution);

/**
 * Gives what a convolution's weights take.
 * @param convolution The convolution.
 * @param info Receives the answer; its struct_size must be set.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_convolution_query(sige_convolution* convolution, sige_convolution_info* info);

/**
 * Lists the forms of the convolution's device: the ways in which it computes convolutions. They are in order of preference, which
 * is that of their ids.
 * @param convolution The convolution.
 * @param forms Receives the forms; the struct_size of the first must be set. Null with a capacity of 0 to ask for the count alone.
 * @param capacity How many forms there is room for.
 * @param count Receives how many there are, at most SIGE_MAX_FORMS.
 * @return INVALID_ARGUMENT when capacity is too small; the message says what is needed.
 */
SIGE_API sige_status sige_convolution_query_forms(sige_convolution* convolution, sige_convolution_form* forms,
                                                  uint64_t capacity, uint64_t* count);

/**
 * Makes and keeps weights of a form's own. Without them a run of that form makes them slice by slice when it comes to them: that
 * takes no memory, but is slower where pixels are many. Not while another queue runs the convolution.
 * @param queue The queue.
 * @param convolution The convolution.
 * @param form Id of a form whose kept_bytes are not 0.
 * @return UNSUPPORTED with its reason when the form refuses the convolution; INVALID_ARGUMENT for a form that keeps nothing, and
 *         without weights.
 */
SIGE_API sige_status sige_convolution_keep(sige_queue* queue, sige_convolution* convolution, int32_t form);

/**
 * Asks the cost model which form a run would take. The answer depends on the shape, the active set and what is kept; never on timing
 * or thread count. Costs are estimated times of one thread; they compare and add up within one device only.
 * @param queue The queue.
 * @param convolution The convolution.
 * @param args The run; buffers may be null, shapes must be set.
 * @param assumed_kept Bit i costs the form of id i as if its weights were kept; forms that are kept need none.
 * @param costs Receives the answer; its struct_size must be set.
 * @param candidates Receives a row for each form, in the order of sige_convolution_query_forms; the struct_size of the first must be
 *        set. Null with a capacity of 0 for none.
 * @param capacity How many candidates there is room for; as many as there are forms.
 * @return INVALID_ARGUMENT for shapes that do not fit; UNSUPPORTED for a forced form that refuses, with its reason.
 */
SIGE_API sige_status sige_convolution_query_costs(sige_queue* queue, sige_convolution* convolution,
                                                  const sige_convolution_args* args, uint64_t assumed_kept,
                                                  sige_convolution_costs* costs, sige_form_candidate* candidates,
                                                  uint64_t capacity);

/**
 * Runs a convolution on all or the active pixels of its output.
 * @param queue The queue.
 * @param convolution The convolution.
 * @param args The run.
 * @return INVALID_ARGUMENT for shapes that do not fit, or without weights; UNSUPPORTED for a forced form that refuses, with its
 *         reason, and for an image_bias with modulation.
 */
SIGE_API sige_status sige_convolution_run(sige_queue* queue, sige_convolution* convolution,
                                          const sige_convolution_args* args);

/**
 * Lets go of a convolution.
 * @param convolution A convolution or null.
 * @return OK.
 */
SIGE_API sige_status sige_convolution_destroy(sige_convolution* convolution);

/* ---- Attention ---- */

/**
 * Runs an attention on all or the active queries. The softmax streams over the keys: no score matrix is held, and a query's result
 * does not depend on which others are computed, nor on the thread count.
 * @param queue The queue.
 * @param args The run.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_attention(sige_queue* queue, const sige_attention_args* args);

/**
 * Embeds times: with half = c / 2 and f[i] = exp(-ln(10000) * i / (half - downscale_shift)), the sines and cosines of time * f[i],
 * rounded to float32 at each step.
 * @param queue The queue.
 * @param src float32 [n, 1, 1, 1], a time each.
 * @param order Which half comes first.
 * @param downscale_shift Below c / 2; 1 in most diffusion networks.
 * @param dst float32 [n, 1, 1, c], c even.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_time_embedding(sige_queue* queue, const sige_tensor* src, sige_embedding_order order,
                                         float downscale_shift, const sige_tensor* dst);

/* ---- Normalisation, modulation, element-wise ---- */

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
 * @param old_rows Of the type of src, [n, pixels, c of src]: what src held.
 * @param old_offset First byte read.
 * @param old_rows2 The same for src2, or null without src2.
 * @param old_offset2 First byte read.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_norm_statistics_update(sige_queue* queue, const sige_norm_args* args, sige_active_set* active,
                                                 sige_buffer* old_rows, uint64_t old_offset, sige_buffer* old_rows2,
                                                 uint64_t old_offset2);

/**
 * Normalises each pixel by the mean and variance of its own channels: y = (x - mean) / sqrt(variance + eps) * weight + bias. A
 * pixel's result depends on that pixel alone.
 * @param queue The queue.
 * @param src real [n, h, w, c].
 * @param eps Added to the variance, above 0.
 * @param weight float32 [c], or null for 1.
 * @param bias float32 [c], or null for 0.
 * @param active Pixels to compute, or null for all.
 * @param dst real [n, h, w, c]; may be src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_layer_norm(sige_queue* queue, const sige_tensor* src, float eps, sige_buffer* weight,
                                     sige_buffer* bias, sige_active_set* active, const sige_tensor* dst);

/**
 * Lets a tensor pass as far as another opens for it: y = x * activation(gate). With SIGE_ACTIVATION_GELU it is GEGLU.
 * @param queue The queue.
 * @param src real [n, h, w, c].
 * @param gate real [n, h, w, c].
 * @param activation Of the gate.
 * @param slope Slope of leaky ReLU.
 * @param active Pixels to compute, or null for all.
 * @param dst real [n, h, w, c]; may be src or gate.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_gate(sige_queue* queue, const sige_tensor* src, const sige_tensor* gate,
                               sige_activation activation, float slope, sige_active_set* active, const sige_tensor* dst);

/**
 * Modulates a normalised tensor: y = activation((x * scale + shift) * (1 + gamma) + beta).
 * @param queue The queue.
 * @param src real [n, h, w, c].
 * @param normalisation scale and shift; its activation is that of the result.
 * @param gamma real [n, h, w, c], or [n, 1, 1, c] for one value an image; null for 0.
 * @param beta real [n, h, w, c], or [n, 1, 1, c].
 * @param active Pixels to compute, or null for all.
 * @param dst real [n, h, w, c]; may be src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_spade_modulate(sige_queue* queue, const sige_tensor* src, const sige_affine* normalisation,
                                         const sige_tensor* gamma, const sige_tensor* beta, sige_active_set* active,
                                         const sige_tensor* dst);

/**
 * Applies scale, shift and activation: y = activation(x * scale + shift).
 * @param queue The queue.
 * @param src real [n, h, w, c].
 * @param affine Scale, shift and activation.
 * @param active Pixels to compute, or null for all.
 * @param dst real [n, h, w, c]; may be src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_activate(sige_queue* queue, const sige_tensor* src, const sige_affine* affine,
                                   sige_active_set* active, const sige_tensor* dst);

/**
 * Adds two tensors: y = a + b.
 * @param queue The queue.
 * @param a real [n, h, w, c].
 * @param b real [n, h, w, c].
 * @param active Pixels to compute, or null for all.
 * @param dst real [n, h, w, c]; may be a or b.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_add(sige_queue* queue, const sige_tensor* a, const sige_tensor* b, sige_active_set* active,
                              const sige_tensor* dst);

/**
 * Halves a tensor: the mean of each 2 x 2 pixels of activation(x * scale + shift).
 * @param queue The queue.
 * @param src real [n, 2 h, 2 w, c].
 * @param prologue Scale, shift and activation of src, or null for none.
 * @param active Pixels of dst to compute, or null for all.
 * @param dst real [n, h, w, c]; not src.
 * @return INVALID_ARGUMENT for shapes that do not fit.
 */
SIGE_API sige_status sige_average_pool(sige_queue* queue, const sige_tensor* src, const sige_affine* prologue,
                                       sige_active_set* active, const sige_tensor* dst);

/**
 * Resizes to the nearest pixel, the top left of those under it: src_y = floor(y * src.h / dst.h).
 * @param queue The queue.
 * @param src real or uint8 [n, src_h, src_w, c].
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
 * @param dst real [n, h, w, c].
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

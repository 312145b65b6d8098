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

#include "sige/active.h"
#include "sige/device.h"
#include "sige/ops.h"
#include "sige/types.h"

#endif

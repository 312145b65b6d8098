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
 * - A descriptor begins with struct_size: set it to the sizeof that you were compiled with. Zero in any other field means its
 *   default. Fields are only ever appended: the library takes those behind your struct_size for zero and writes none of them; if you
 *   set a field that it does not know, it refuses the call as UNSUPPORTED. A struct without struct_size (sige_tensor, sige_affine,
 *   sige_upload) is a value, whose layout changes with SIGE_ABI_VERSION alone.
 * - A handle belongs to one device. A call whose handles are of several devices is refused as INVALID_ARGUMENT.
 * - Tensors are NHWC: a pixel's channels are contiguous. Offsets are bytes, strides are elements.
 * - A real tensor has elements of float32 or, on a device that stores it (sige_device_info.stores_float16), of float16, whatever
 *   the other tensors of the call have. Operators compute with float32: float16 is widened when it is read and rounded to the
 *   nearest, ties to even, when it is written, where a value past 65504 becomes infinite. Other devices refuse float16 as
 *   UNSUPPORTED. Copies of pixels take it everywhere.
 * - Work is put on a queue, in order. A call may return before its work is done; sige_queue_synchronize() waits.
 *   The CPU backend finishes its work before a call returns.
 * - Descriptors and host memory that a call was given may go when it returns; so may handles: what work in flight still uses is
 *   kept until it is done. Memory that a buffer wraps must outlive the work. Destroying a parent before its child is allowed: a
 *   child keeps its parent alive. Destroying null is allowed.
 * - Calls on one queue are serialised. Two queues may be used from two threads at the same time. What is no queue (a buffer, an
 *   active set, a convolution) may be used by several threads as long as none of them changes it.
 */
#ifndef SIGE_SIGE_H
#define SIGE_SIGE_H

#include "sige/active.h"
#include "sige/device.h"
#include "sige/ops.h"
#include "sige/types.h"

#endif

/**
 * @file
 * Library, devices, queues and buffers. Part of sige.h; include that.
 */
#ifndef SIGE_DEVICE_H
#define SIGE_DEVICE_H

#include "sige/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Library ---- */

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

/* ---- Devices, queues and buffers ---- */

/**
 * Counts the devices of a kind that this machine has.
 * @param kind Which kind.
 * @param count Receives how many; 0 where the kind cannot be used.
 * @return INVALID_ARGUMENT for an unknown kind.
 */
SIGE_API sige_status sige_device_count(sige_device_kind kind, int32_t* count);

/**
 * Says whether a device can be used here, and why.
 * @param kind Which kind.
 * @param index Which of its devices, from 0; 0 also where there is none.
 * @param info Receives the answer; its struct_size must be set.
 * @return OK also when the device is not available; INVALID_ARGUMENT for an unknown kind or index.
 */
SIGE_API sige_status sige_device_query(sige_device_kind kind, int32_t index, sige_device_info* info);

/**
 * Opens a device.
 * @param kind Which kind.
 * @param index Which of its devices, from 0.
 * @param device Receives the device.
 * @return DEVICE_UNAVAILABLE with the reason when it cannot be used; INVALID_ARGUMENT for an unknown kind or index.
 */
SIGE_API sige_status sige_device_create(sige_device_kind kind, int32_t index, sige_device** device);

/**
 * Opens the device of a handle that the caller made and keeps, so that its work and sige's go side by side: memory of the one can
 * be wrapped by the other, and queues may be wrapped too. Buffers, weights and kernels are made in the handle's context.
 * @param kind Which kind.
 * @param handle CUDA: a CUcontext of a device of this process, not current to any thread in particular. Metal: an id<MTLDevice>.
 *     It is never destroyed here; a CUcontext must outlive the device and all that is made from it, an MTLDevice is retained.
 * @param device Receives the device; two devices of one handle are two devices, whose handles do not mix.
 * @return UNSUPPORTED for a kind that has no handles; DEVICE_UNAVAILABLE with the reason when the device cannot be used;
 *     INVALID_ARGUMENT for null, for an unknown kind, and for a context that the driver does not know.
 */
SIGE_API sige_status sige_device_wrap(sige_device_kind kind, void* handle, sige_device** device);

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
 * Makes a queue of an ordered stream of work that the caller made and keeps. CUDA: a call's work goes on the stream at once, behind
 * what the caller has put there and before what it puts there next; nothing need be waited for between the two. Metal: the work of
 * calls is committed to the command queue when sige_event_record, sige_buffer_read or sige_queue_synchronize is called.
 * The caller may use the stream from another thread at the same time, as its API allows; the order of work is then that of the calls.
 * @param device The device that it is of.
 * @param handle CUDA: a CUstream of the device's context that is not being captured, and not the per-thread default stream. Metal: an
 *     id<MTLCommandQueue>.
 *     Never destroyed here; a CUstream must outlive the queue, an MTLCommandQueue is retained.
 * @param queue Receives the queue. Waiting for it waits for the caller's work before it as well.
 * @return UNSUPPORTED for a kind of device that has no handles; INVALID_ARGUMENT for null and for a stream of another context or
 *     device.
 */
SIGE_API sige_status sige_queue_wrap(sige_device* device, void* handle, sige_queue** queue);

/**
 * Gives the options that a queue of the CPU runs with, defaults resolved.
 * @param queue The queue.
 * @param options Receives them; its struct_size must be set.
 * @return UNSUPPORTED for a queue of another kind of device.
 */
SIGE_API sige_status sige_queue_query_cpu(sige_queue* queue, sige_cpu_queue_options* options);

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
SIGE_API sige_status sige_buffer_read(sige_queue* queue, sige_buffer* buffer, uint64_t offset, void* dst, uint64_t bytes);

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
 * Copies host memory into buffers and brings the device's copies of active sets up to date, all in one transfer. A set that is not
 * up to date is brought when a call first uses it, in a transfer of its own. Where two pieces overlap, the later one holds.
 * @param queue The queue.
 * @param pieces What goes where; the memory may be reused when the call returns.
 * @param piece_count How many pieces.
 * @param sets Active sets.
 * @param set_count How many sets.
 * @return INVALID_ARGUMENT when a range leaves its buffer; nothing is copied then.
 */
SIGE_API sige_status sige_queue_upload(sige_queue* queue, const sige_upload* pieces, uint32_t piece_count,
                                       sige_active_set* const* sets, uint32_t set_count);

/**
 * Lets go of a buffer.
 * @param buffer A buffer or null.
 * @return OK.
 */
SIGE_API sige_status sige_buffer_destroy(sige_buffer* buffer);

/* ---- Captures ---- */

/**
 * Lets a queue note the calls that follow instead of running them, until sige_capture_end. Operators, sige_buffer_copy and
 * sige_event_record are noted; a call that writes, reads, uploads or waits is refused. Active sets that are used must be on the device:
 * upload them before. What the calls use must outlive the capture.
 * @param queue The queue. Not used by another thread until the capture ends.
 * @return UNSUPPORTED where the device has no captures, see sige_device_info.captures; INVALID_ARGUMENT when one has begun.
 */
SIGE_API sige_status sige_capture_begin(sige_queue* queue);

/**
 * Ends the noting, and makes of the calls what is launched as one.
 * @param queue The queue that a capture was begun on.
 * @param capture Receives the capture; none of its calls has run.
 * @return INVALID_ARGUMENT when none was begun, or a call between failed; OUT_OF_MEMORY when there is too little. The queue then goes on
 *     as before the capture.
 */
SIGE_API sige_status sige_capture_end(sige_queue* queue, sige_capture** capture);

/**
 * Says whether a capture can be launched now.
 * @param capture The capture.
 * @param info Receives the answer; its struct_size must be set.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_capture_query(sige_capture* capture, sige_capture_info* info);

/**
 * Runs all calls of a capture, in their order, behind the work that the queue has so far. Buffers are read as they are then, and active
 * sets as they were last uploaded: they may hold other pixels than those they were captured with, as many of them.
 * @param queue The queue that the capture was made on.
 * @param capture The capture; it may be launched any number of times.
 * @return INVALID_ARGUMENT for a capture of another queue, or one that is not current, see sige_capture_info; nothing runs then.
 */
SIGE_API sige_status sige_capture_launch(sige_queue* queue, sige_capture* capture);

/**
 * Lets go of a capture.
 * @param capture A capture or null.
 * @return OK.
 */
SIGE_API sige_status sige_capture_destroy(sige_capture* capture);

/* ---- Events ---- */

/**
 * Makes an event.
 * @param device The device.
 * @param event Receives the event.
 * @return OUT_OF_MEMORY when there is too little.
 */
SIGE_API sige_status sige_event_create(sige_device* device, sige_event** event);

/**
 * Puts an event behind the work that a queue has so far; it may be recorded again. In a capture each launch records it.
 * @param queue The queue.
 * @param event The event.
 * @return INVALID_ARGUMENT for null.
 */
SIGE_API sige_status sige_event_record(sige_queue* queue, sige_event* event);

/**
 * Gives the time between two events; waits for the work before them.
 * @param begin The earlier event.
 * @param end The later event, of the same device.
 * @param seconds Receives the time.
 * @return INVALID_ARGUMENT when one was never recorded.
 */
SIGE_API sige_status sige_event_elapsed(sige_event* begin, sige_event* end, double* seconds);

/**
 * Lets go of an event.
 * @param event An event or null.
 * @return OK.
 */
SIGE_API sige_status sige_event_destroy(sige_event* event);

#ifdef __cplusplus
}
#endif

#endif

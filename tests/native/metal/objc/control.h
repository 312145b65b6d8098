// How tests look into the double and make it fail. All of it is exported by the library.
#pragma once

#include <cstdint>

#define SIGE_METAL_DOUBLE extern "C" __attribute__((visibility("default")))

// Faults; 0 for none.
struct sige_metal_double_faults {
    int32_t no_devices;              // whether there is none
    int32_t is_old;                  // whether the GPU lacks family 7
    int32_t has_own_memory;          // whether it shares none with the processor
    int32_t refuses_kernels;         // whether the compiler finds an error
    int64_t failing_allocation;      // which buffer from now on cannot be had, from 1
    int64_t failing_command_buffer;  // which one from now on fails, from 1
    int64_t error;                   // with which MTLCommandBufferError
};
SIGE_METAL_DOUBLE void sige_metal_double_set_faults(const sige_metal_double_faults* faults);

struct sige_metal_double_counts {
    int64_t alive;                                                              // objects, strings included
    int64_t buffers, command_buffers, dispatches, libraries, pipelines, waits;  // made, or done, until now
};
SIGE_METAL_DOUBLE sige_metal_double_counts sige_metal_double_count();

// Whether threads of a group run from the last one to the first.
SIGE_METAL_DOUBLE void sige_metal_double_set_backward(int32_t backward);
// The types of a message that some class answers, or null.
SIGE_METAL_DOUBLE const char* sige_metal_double_types(const char* selector);
// An MTLBuffer that shows memory of the host, wherever it lies: Metal itself wants whole pages. To be
// released.
SIGE_METAL_DOUBLE void* sige_metal_double_buffer(void* memory, uint64_t bytes);
// An MTLDevice of another GPU than that which is found. To be released.
SIGE_METAL_DOUBLE void* sige_metal_double_other_device();
SIGE_METAL_DOUBLE void sige_metal_double_release(void* object);

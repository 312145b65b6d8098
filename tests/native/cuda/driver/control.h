/* The switches and counts of the double of a CUDA driver, beside the driver's own functions. C99.
 *
 * The environment sets the same switches before the first call: SIGE_CUDA_DOUBLE_DEVICES, _COMPUTE (86
 * for 8.6), _VERSION (12040 for 12.4), _MEMORY (bytes), _COPIES (late or eager), _CHECKS (0 or 1), _THREADS,
 * _BUDGET, _MUTATION, _FAIL_ALLOCATION, _FAIL_LAUNCH, _FAIL_COPY and _LOSE_AT (counts from 1). With _KERNELS
 * idle launches are counted but compute nothing, so that what a program takes itself can be measured. */
#ifndef SIGE_CUDA_DOUBLE_CONTROL_H
#define SIGE_CUDA_DOUBLE_CONTROL_H

#include <stdint.h>

#if defined(SIGE_CUDA_DOUBLE_BUILD)
#define SIGE_CUDA_DOUBLE_API __attribute__((visibility("default")))
#else
#define SIGE_CUDA_DOUBLE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t sige_cuda_double_copies;
enum { SIGE_CUDA_DOUBLE_COPIES_LATE = 0, SIGE_CUDA_DOUBLE_COPIES_EAGER = 1 };

typedef struct {
    int32_t devices;
    int32_t compute;                /* 10 * major + minor */
    int32_t driver_version;         /* 1000 * major + 10 * minor */
    int32_t host_threads;           /* that run blocks; 0 for one for each processor */
    uint64_t memory_bytes;          /* of each device */
    sige_cuda_double_copies copies; /* when the bytes of cp.async arrive */
    int32_t checks;                 /* 1: races and reads of what was never written end a kernel */
    uint64_t budget; /* instructions of a warp in a block, after which a kernel is one that never ends */
} sige_cuda_double_options;

/* What can be made to fail. */
typedef int32_t sige_cuda_double_event;
enum {
    SIGE_CUDA_DOUBLE_ALLOCATION = 0, /* of a device or of pinned memory */
    SIGE_CUDA_DOUBLE_LAUNCH = 1,     /* of a kernel or a graph */
    SIGE_CUDA_DOUBLE_COPY = 2,       /* or memset */
    SIGE_CUDA_DOUBLE_SYNCHRONIZATION = 3,
    SIGE_CUDA_DOUBLE_MODULE = 4,  /* its loading */
    SIGE_CUDA_DOUBLE_CALL = 5,    /* any call; from then on the device is lost */
    SIGE_CUDA_DOUBLE_CAPTURE = 6, /* its beginning, its end, and making a graph of it that can be launched */
    SIGE_CUDA_DOUBLE_EVENTS = 7
};

typedef struct {
    uint64_t contexts, modules, streams, events, graphs, executable_graphs; /* alive */
    uint64_t allocations, allocated_bytes, host_allocations;                /* alive */
    uint64_t peak_bytes;
    uint64_t leaked;   /* objects that were alive when their context ended */
    uint64_t calls;    /* the rest counts since the last reset */
    uint64_t launches; /* of kernels, those of graphs included */
    uint64_t graph_launches;
    uint64_t copies;
    uint64_t copied_bytes;
    uint64_t synchronizations;
    uint64_t faults;
    uint64_t mutated_launches; /* of kernels with a seeded mistake */
} sige_cuda_double_counts;

/* The switches as they are. */
SIGE_CUDA_DOUBLE_API void sige_cuda_double_query_options(sige_cuda_double_options* options);
/* Sets all switches; those of devices take effect on contexts that are made later. */
SIGE_CUDA_DOUBLE_API void sige_cuda_double_set_options(const sige_cuda_double_options* options);
/* Makes the nth such event from here, counted from 1, end with an error of CUDA; 0 takes the order back. */
SIGE_CUDA_DOUBLE_API void sige_cuda_double_fail(sige_cuda_double_event event, uint64_t nth, int32_t error);
/* Seeds a mistake, "kernel:name:nth", in the text of each module that is loaded from here on and has the
 * kernel; null for none. The names are those of tests/native/cuda/mutations. */
SIGE_CUDA_DOUBLE_API void sige_cuda_double_mutate(const char* mutation);
/* Counts events back to zero, forgets faults and orders to fail, and finds a lost device again. What is alive
 * stays. */
SIGE_CUDA_DOUBLE_API void sige_cuda_double_reset(void);
SIGE_CUDA_DOUBLE_API void sige_cuda_double_query_counts(sige_cuda_double_counts* counts);
/* What the last kernel that failed did: kernel, block, thread, line and instruction; empty if none did. Valid
 * until the next call. */
SIGE_CUDA_DOUBLE_API const char* sige_cuda_double_last_fault(void);

#ifdef __cplusplus
}
#endif

#endif

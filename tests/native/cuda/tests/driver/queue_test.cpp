// Streams run when somebody waits, events order them, and graphs repeat them.
#include "cuda/tests/driver/cuda.h"

namespace sige::test {
namespace {

uint32_t first_word(Address address) {
    uint32_t word = 0;
    CHECK_EQUAL(cuMemcpyDtoH_v2(&word, address, 4), kSuccess);
    return word;
}

// Memory of a device that is zero.
struct Zeros {
    const Address address = allocate(128);
    Zeros() {
        const std::vector<uint32_t> zeros(32);
        CHECK_EQUAL(cuMemcpyHtoD_v2(address, zeros.data(), 128), kSuccess);
    }
    ~Zeros() { CHECK_EQUAL(cuMemFree_v2(address), kSuccess); }
};

}  // namespace

TEST(driver_queues, nothing_runs_before_somebody_waits) {
    const Gpu gpu;
    const Kernels kernels;
    const Zeros zeros;
    const Handle stream = create_stream();
    uint32_t pageable[32];
    std::memset(pageable, 0x11, sizeof pageable);
    CHECK_EQUAL(kernels.launch("add_one", zeros.address, stream), kSuccess);
    CHECK_EQUAL(cuMemcpyDtoHAsync_v2(pageable, zeros.address, 128, stream), kSuccess);
    CHECK_EQUAL(pageable[0], 0x11111111);
    CHECK_EQUAL(counts().launches, 0);
    CHECK_EQUAL(cuStreamQuery(stream), kNotReady);
    CHECK_EQUAL(cuStreamQuery(stream), kSuccess);
    CHECK_EQUAL(pageable[0], 1);
    CHECK_EQUAL(counts().launches, 1);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(stream), kInvalidHandle);
}

// Pageable memory may change when the call returns, pinned memory may not.
TEST(driver_queues, pinned_memory_is_read_late) {
    const Gpu gpu;
    const Handle stream = create_stream();
    const Zeros zeros;
    void* pinned = nullptr;
    CHECK_EQUAL(cuMemAllocHost_v2(&pinned, 4), kSuccess);
    uint32_t pageable = 3;
    for (void* host : {pinned, static_cast<void*>(&pageable)}) {
        std::memset(host, 3, 4);
        CHECK_EQUAL(cuMemcpyHtoDAsync_v2(zeros.address, host, 4, stream), kSuccess);
        std::memset(host, 5, 4);
        CHECK_EQUAL(cuStreamSynchronize(stream), kSuccess);
        CHECK_EQUAL(first_word(zeros.address), host == pinned ? 0x05050505 : 0x03030303);
    }
    CHECK_EQUAL(cuMemFreeHost(pinned), kSuccess);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

TEST(driver_queues, streams_go_their_own_ways_without_events) {
    const Gpu gpu;
    const Kernels kernels;
    const Zeros zeros;
    const Handle first = create_stream(), second = create_stream();
    uint32_t seen = 0;
    CHECK_EQUAL(kernels.launch("add_one", zeros.address, first), kSuccess);
    CHECK_EQUAL(cuMemcpyDtoHAsync_v2(&seen, zeros.address, 4, second), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(second), kSuccess);
    CHECK_EQUAL(seen, 0);
    Handle event = nullptr;
    CHECK_EQUAL(cuEventCreate(&event, 0), kSuccess);
    CHECK_EQUAL(cuEventQuery(event), kSuccess);
    CHECK_EQUAL(cuEventRecord(event, first), kSuccess);
    CHECK_EQUAL(kernels.launch("add_one", zeros.address, first), kSuccess);
    CHECK_EQUAL(cuStreamWaitEvent(second, event, 0), kSuccess);
    CHECK_EQUAL(cuMemcpyDtoHAsync_v2(&seen, zeros.address, 4, second), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(second), kSuccess);
    CHECK_EQUAL(seen, 1);
    CHECK_EQUAL(cuEventQuery(event), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(first), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 2);
    CHECK_EQUAL(cuEventDestroy_v2(event), kSuccess);
    CHECK_EQUAL(cuEventDestroy_v2(event), kInvalidHandle);
    for (const Handle stream : {first, second}) CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

TEST(driver_queues, the_null_stream_keeps_order_with_blocking_ones) {
    const Gpu gpu;
    const Kernels kernels;
    const Zeros zeros;
    const Handle blocking = create_stream(0), free = create_stream(1);
    CHECK_EQUAL(kernels.launch("add_one", zeros.address, blocking), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 1);
    CHECK_EQUAL(kernels.launch("add_one", zeros.address, free), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 1);
    CHECK_EQUAL(cuCtxSynchronize(), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 2);
    for (const Handle stream : {blocking, free}) CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

TEST(driver_queues, events_keep_time) {
    const Gpu gpu;
    Handle a = nullptr, b = nullptr, silent = nullptr;
    float milliseconds = -1;
    CHECK_EQUAL(cuEventCreate(&a, 0), kSuccess);
    CHECK_EQUAL(cuEventCreate(&b, 0), kSuccess);
    CHECK_EQUAL(cuEventCreate(&silent, 2), kSuccess);
    CHECK_EQUAL(cuEventElapsedTime(&milliseconds, a, b), kInvalidHandle);
    for (const Handle event : {a, b, silent}) CHECK_EQUAL(cuEventRecord(event, nullptr), kSuccess);
    CHECK_EQUAL(cuEventElapsedTime(&milliseconds, a, b), kNotReady);
    CHECK_EQUAL(cuEventSynchronize(b), kSuccess);
    CHECK_EQUAL(cuEventElapsedTime(&milliseconds, a, b), kSuccess);
    CHECK(milliseconds >= 0);
    CHECK_EQUAL(cuEventElapsedTime(&milliseconds, a, silent), kInvalidHandle);
    for (const Handle event : {a, b, silent}) CHECK_EQUAL(cuEventDestroy_v2(event), kSuccess);
}

TEST(driver_graphs, repeat_what_was_captured) {
    const Gpu gpu;
    const Kernels kernels;
    const Zeros zeros;
    const Handle stream = create_stream();
    int status = -1;
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 0), kSuccess);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 0), kInvalidValue);
    CHECK_EQUAL(cuStreamIsCapturing(stream, &status), kSuccess);
    CHECK_EQUAL(status, 1);
    for (int i = 0; i < 3; ++i) CHECK_EQUAL(kernels.launch("add_one", zeros.address, stream), kSuccess);
    Handle graph = nullptr, executable = nullptr;
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kSuccess);
    CHECK_EQUAL(cuGraphInstantiateWithFlags(&executable, graph, 0), kSuccess);
    CHECK_EQUAL(cuGraphDestroy(graph), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(stream), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 0);
    for (int i = 0; i < 2; ++i) CHECK_EQUAL(cuGraphLaunch(executable, stream), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(stream), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 6);
    CHECK_EQUAL(counts().launches, 6);
    CHECK_EQUAL(counts().graph_launches, 2);
    CHECK_EQUAL(cuGraphExecDestroy(executable), kSuccess);
    CHECK_EQUAL(cuGraphLaunch(executable, stream), kInvalidHandle);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

TEST(driver_graphs, a_capture_goes_over_to_other_streams_and_back) {
    const Gpu gpu;
    const Kernels kernels;
    const Zeros zeros;
    const Handle stream = create_stream(), side = create_stream();
    Handle fork = nullptr, join = nullptr, graph = nullptr, executable = nullptr;
    CHECK_EQUAL(cuEventCreate(&fork, 2), kSuccess);
    CHECK_EQUAL(cuEventCreate(&join, 2), kSuccess);
    for (const bool comes_back : {false, true}) {
        CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 1), kSuccess);
        CHECK_EQUAL(cuEventRecord(fork, stream), kSuccess);
        CHECK_EQUAL(cuStreamWaitEvent(side, fork, 0), kSuccess);
        CHECK_EQUAL(kernels.launch("add_one", zeros.address, side), kSuccess);
        CHECK_EQUAL(cuEventRecord(join, side), kSuccess);
        CHECK_EQUAL(cuStreamEndCapture(side, &graph), kStreamCaptureUnmatched);
        if (comes_back) CHECK_EQUAL(cuStreamWaitEvent(stream, join, 0), kSuccess);
        CHECK_EQUAL(cuStreamEndCapture(stream, &graph), comes_back ? kSuccess : kStreamCaptureUnjoined);
    }
    CHECK_EQUAL(cuGraphInstantiate_v2(&executable, graph, nullptr, nullptr, 0), kSuccess);
    CHECK_EQUAL(cuGraphLaunch(executable, stream), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(stream), kSuccess);
    CHECK_EQUAL(first_word(zeros.address), 1);
    CHECK_EQUAL(cuGraphExecDestroy(executable), kSuccess);
    CHECK_EQUAL(cuGraphDestroy(graph), kSuccess);
    for (const Handle event : {fork, join}) CHECK_EQUAL(cuEventDestroy_v2(event), kSuccess);
    for (const Handle each : {stream, side}) CHECK_EQUAL(cuStreamDestroy_v2(each), kSuccess);
}

TEST(driver_graphs, each_launch_records_the_events_of_outside) {
    const Gpu gpu;
    const Handle stream = create_stream();
    Handle first = nullptr, last = nullptr, graph = nullptr, executable = nullptr;
    float milliseconds = -1;
    for (Handle* event : {&first, &last}) CHECK_EQUAL(cuEventCreate(event, 0), kSuccess);
    CHECK_EQUAL(cuEventRecordWithFlags(first, stream, 1), kInvalidValue);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 2), kSuccess);
    for (const Handle event : {first, last}) CHECK_EQUAL(cuEventRecordWithFlags(event, stream, 1), kSuccess);
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kSuccess);
    CHECK_EQUAL(cuGraphInstantiate_v2(&executable, graph, nullptr, nullptr, 0), kSuccess);
    CHECK_EQUAL(cuEventElapsedTime(&milliseconds, first, last), kInvalidHandle);
    for (int i = 0; i < 2; ++i) {
        CHECK_EQUAL(cuGraphLaunch(executable, stream), kSuccess);
        CHECK_EQUAL(cuEventElapsedTime(&milliseconds, first, last), kNotReady);
        CHECK_EQUAL(cuEventSynchronize(last), kSuccess);
        CHECK_EQUAL(cuEventElapsedTime(&milliseconds, first, last), kSuccess);
        CHECK(milliseconds >= 0);
    }
    CHECK_EQUAL(cuGraphExecDestroy(executable), kSuccess);
    CHECK_EQUAL(cuGraphDestroy(graph), kSuccess);
    for (const Handle event : {first, last}) CHECK_EQUAL(cuEventDestroy_v2(event), kSuccess);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

TEST(driver_graphs, captures_can_be_made_to_fail) {
    const Gpu gpu;
    const Handle stream = create_stream();
    Handle graph = nullptr, executable = nullptr;
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CAPTURE, 1, kOutOfMemory);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 2), kOutOfMemory);
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CAPTURE, 2, kOutOfMemory);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 2), kSuccess);
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kOutOfMemory);
    CHECK(graph == nullptr);
    // The stream captures no longer.
    CHECK_EQUAL(cuStreamSynchronize(stream), kSuccess);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 2), kSuccess);
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kSuccess);
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CAPTURE, 1, kOutOfMemory);
    CHECK_EQUAL(cuGraphInstantiate_v2(&executable, graph, nullptr, nullptr, 0), kOutOfMemory);
    CHECK_EQUAL(cuGraphDestroy(graph), kSuccess);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

TEST(driver_graphs, calls_that_wait_end_a_capture) {
    const Gpu gpu;
    const Kernels kernels;
    const Zeros zeros;
    const Handle stream = create_stream();
    Handle graph = nullptr;
    Address address = 0;
    CHECK_EQUAL(cuStreamBeginCapture_v2(nullptr, 0), kStreamCaptureUnsupported);
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kInvalidValue);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 1), kSuccess);
    CHECK_EQUAL(cuStreamSynchronize(stream), kStreamCaptureUnsupported);
    CHECK_EQUAL(kernels.launch("add_one", zeros.address, stream), kStreamCaptureInvalidated);
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kStreamCaptureInvalidated);
    CHECK_EQUAL(cuStreamBeginCapture_v2(stream, 0), kSuccess);
    CHECK_EQUAL(cuMemAlloc_v2(&address, 4), kStreamCaptureUnsupported);
    CHECK_EQUAL(cuStreamEndCapture(stream, &graph), kStreamCaptureInvalidated);
    CHECK(graph == nullptr);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
}

}  // namespace sige::test

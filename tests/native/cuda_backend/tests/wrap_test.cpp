// Contexts and streams that the program made itself and lends to the engine.
#include "cuda/tests/driver/cuda.h"
#include "cuda_backend/tests/scenario.h"

namespace sige::test {
namespace {

// A context of the program's own, current to no thread, with a stream.
class Program final {
  public:
    Program() {
        CHECK_EQUAL(cuInit(0), kSuccess);
        CHECK_EQUAL(cuCtxCreate_v2(&context_, 0, 0), kSuccess);
        stream_ = create_stream();
        Handle popped = nullptr;
        CHECK_EQUAL(cuCtxPopCurrent_v2(&popped), kSuccess);
    }
    ~Program() {
        CHECK_EQUAL(cuStreamDestroy_v2(stream_), kSuccess);
        CHECK_EQUAL(cuCtxDestroy_v2(context_), kSuccess);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    Handle context() const { return context_; }
    Handle stream() const { return stream_; }

    Device wrap_device() const {
        sige_device* device = nullptr;
        REQUIRE_OK(sige_device_wrap(SIGE_DEVICE_CUDA, context_, &device));
        return Device(device);
    }
    Lane lend() const {
        Device device = wrap_device();
        sige_queue* queue = nullptr;
        REQUIRE_OK(sige_queue_wrap(device.get(), stream_, &queue));
        return Lane(std::move(device), Queue(queue));
    }
    // Runs a call of the driver in the program's context.
    template <class Call>
    void in_context(const Call& call) const {
        CHECK_EQUAL(cuCtxPushCurrent_v2(context_), kSuccess);
        CHECK_EQUAL(call(), kSuccess);
        Handle popped = nullptr;
        CHECK_EQUAL(cuCtxPopCurrent_v2(&popped), kSuccess);
    }

  private:
    Handle context_ = nullptr, stream_ = nullptr;
};

constexpr int kPixels = 64;

Address address_of(const Buffer& buffer) {
    void* address = nullptr;
    uint64_t bytes = 0;
    REQUIRE_OK(sige_buffer_query(buffer.get(), &address, &bytes));
    return reinterpret_cast<uintptr_t>(address);
}

}  // namespace

// Nothing is waited for between the program's copy, the sum, and the program's copy of that.
TEST(cuda_wrap, work_goes_on_the_program_s_stream_in_its_order) {
    const Program program;
    const Lane lane = program.lend();
    const Buffer a = lane.room(kPixels), b = lane.holding(std::vector<float>(kPixels, 2)),
                 sum = lane.room(kPixels);
    constexpr size_t kBytes = kPixels * sizeof(float);
    const std::vector<float> ones(kPixels, 1);
    std::vector<float> result(kPixels);
    program.in_context(
        [&] { return cuMemcpyHtoDAsync_v2(address_of(a), ones.data(), kBytes, program.stream()); });
    lane.add(a, b, nullptr, sum, kPixels);
    program.in_context(
        [&] { return cuMemcpyDtoHAsync_v2(result.data(), address_of(sum), kBytes, program.stream()); });
    program.in_context([&] { return cuStreamSynchronize(program.stream()); });
    CHECK_SAME_BITS(result, std::vector<float>(kPixels, 3));
}

TEST(cuda_wrap, a_session_in_the_program_s_context_gives_the_same_bits) {
    const Program program;
    Scenario own, lent;
    REQUIRE_OK(own.run());
    Device device = program.wrap_device();
    sige_queue* queue = nullptr;
    REQUIRE_OK(sige_queue_wrap(device.get(), program.stream(), &queue));
    REQUIRE_OK(lent.run(std::move(device), Queue(queue)));
    CHECK_SAME_BITS(lent.result(), own.result());
}

TEST(cuda_wrap, what_the_program_made_is_left_and_what_the_engine_made_goes) {
    const Program program;
    const uint64_t before = alive(cuda_counts());
    {
        const Lane lane = program.lend();
        const Buffer a = lane.holding(noise(kPixels, 1)), sum = lane.room(kPixels);
        lane.add(a, a, nullptr, sum, kPixels);
        CHECK(alive(cuda_counts()) > before);
    }
    CHECK_EQUAL(alive(cuda_counts()), before);
    CHECK_EQUAL(cuda_counts().leaked, uint64_t{0});
    Handle context = nullptr;
    program.in_context([&] { return cuStreamGetCtx(program.stream(), &context); });
    CHECK(context == program.context());
}

TEST(cuda_wrap, the_thread_s_context_is_as_it_was) {
    const Program program;
    Handle before = nullptr, after = nullptr;
    CHECK_EQUAL(cuCtxGetCurrent(&before), kSuccess);
    const Lane lane = program.lend();
    lane.read(lane.holding(noise(kPixels, 1)));
    CHECK_EQUAL(cuCtxGetCurrent(&after), kSuccess);
    CHECK(after == before);
}

TEST(cuda_wrap, a_stream_of_another_context_is_refused) {
    const Program program, other;
    const Device device = program.wrap_device();
    const Lane primary(SIGE_DEVICE_CUDA);
    sige_queue* queue = nullptr;
    for (sige_device* owner : {device.get(), primary.device()})
        CHECK_REFUSED(sige_queue_wrap(owner, other.stream(), &queue), SIGE_STATUS_INVALID_ARGUMENT,
                      "a stream of another context than the device's");
    CHECK(queue == nullptr);
}

TEST(cuda_wrap, what_is_no_context_and_no_stream_is_refused) {
    const Program program;
    const Device device = program.wrap_device();
    int nothing = 0;
    sige_device* wrapped = nullptr;
    sige_queue* queue = nullptr;
    CHECK_REFUSED(sige_device_wrap(SIGE_DEVICE_CUDA, &nothing, &wrapped), SIGE_STATUS_INVALID_ARGUMENT,
                  "no context of the CUDA driver: cuCtxGetDevice gives CUDA_ERROR_CONTEXT_IS_DESTROYED");
    CHECK_REFUSED(sige_device_wrap(SIGE_DEVICE_CUDA, nullptr, &wrapped), SIGE_STATUS_INVALID_ARGUMENT,
                  "handle is null");
    CHECK_REFUSED(sige_queue_wrap(device.get(), &nothing, &queue), SIGE_STATUS_INVALID_ARGUMENT,
                  "handle is no stream: cuStreamGetCtx gives CUDA_ERROR_INVALID_HANDLE");
    CHECK_REFUSED(sige_queue_wrap(device.get(), nullptr, &queue), SIGE_STATUS_INVALID_ARGUMENT,
                  "handle is null");
    CHECK_REFUSED(sige_queue_wrap(device.get(), reinterpret_cast<void*>(uintptr_t{2}), &queue),
                  SIGE_STATUS_INVALID_ARGUMENT, "per-thread default stream");
    CHECK(wrapped == nullptr && queue == nullptr);
}

TEST(cuda_wrap, two_devices_of_one_context_do_not_mix) {
    const Program program;
    const Lane first = program.lend(), second = program.lend();
    const Buffer foreign = second.room(4);
    char host[16] = {};
    CHECK_REFUSED(sige_buffer_write(first.queue(), foreign.get(), 0, host, 16), SIGE_STATUS_INVALID_ARGUMENT,
                  "buffer belongs to another device");
}

}  // namespace sige::test

// Queues and memory: two queues at once, and what a second run of the same edit takes.
#include <thread>

#include "convolution/case.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace sige::test {
namespace {

ConvolutionCase some_case() {
    ConvolutionCase c;
    c.h = 20;
    c.w = 24;
    c.ic = 24;
    c.oc = 40;
    c.prologue = true;
    c.prologue_activation = SIGE_ACTIVATION_SILU;
    c.residual = true;
    c.masked = true;
    c.mask = MaskKind::kRandom;
    c.forms = kWinograd;
    return c;
}

}  // namespace

// One convolution and one active set are read by both queues; each writes a tensor of its own.
TEST(concurrency, two_queues_on_two_threads) {
    ConvolutionData data(some_case());
    sige_convolution_args args = data.args(form::kWinograd4);
    REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &args));
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_CPU, 0, &info));
    struct Lane {
        Queue queue;
        Tensor dst;
        sige_status status = SIGE_STATUS_INTERNAL;
    };
    const auto run = [&](Lane& lane) {
        sige_convolution_args mine = args;
        mine.dst = lane.dst.view();
        for (int round = 0; round < (quick() ? 3 : 30); ++round) {
            lane.status = sige_convolution_run(lane.queue.get(), data.convolution.get(), &mine);
            if (lane.status != SIGE_STATUS_OK) return;
        }
    };
    Lane first{make_queue(SIGE_ISA_PORTABLE, 2), Tensor(data.dst.shape)},
        second{make_queue(SIGE_ISA_PORTABLE, 1), Tensor(data.dst.shape)};
    std::thread other([&] { run(second); });
    run(first);
    other.join();
    CHECK_EQUAL(first.status, SIGE_STATUS_OK);
    CHECK_EQUAL(second.status, SIGE_STATUS_OK);
    CHECK_SAME_BITS(first.dst.memory.values, data.dst.memory.values);
    CHECK_SAME_BITS(second.dst.memory.values, data.dst.memory.values);
}

TEST(concurrency, one_queue_from_two_threads_is_serialised) {
    ConvolutionData data(some_case());
    const sige_convolution_args args = data.args(form::kWinograd2);
    const Queue queue = make_queue(SIGE_ISA_AUTO, 2);
    REQUIRE_OK(sige_convolution_run(queue.get(), data.convolution.get(), &args));
    Tensor left(data.dst.shape), right(data.dst.shape);
    const auto run = [&](Tensor& dst) {
        sige_convolution_args mine = args;
        mine.dst = dst.view();
        for (int round = 0; round < (quick() ? 3 : 30); ++round)
            if (sige_convolution_run(queue.get(), data.convolution.get(), &mine) != SIGE_STATUS_OK) return;
    };
    std::thread other([&] { run(right); });
    run(left);
    other.join();
    CHECK_SAME_BITS(left.memory.values, data.dst.memory.values);
    CHECK_SAME_BITS(right.memory.values, data.dst.memory.values);
}

// The bytes that the heap has handed out are the same after the second run as before it.
TEST(concurrency, a_second_run_of_an_edit_keeps_the_heap_as_it_is) {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    for (const std::string& form : available(kDense)) {
        const Context context(form);
        ConvolutionCase c = some_case();
        c.precision = precision_of(form);
        ConvolutionData data(c);
        const sige_convolution_args args = data.args(form);
        const Queue queue = make_queue(SIGE_ISA_AUTO, 1);
        const auto run = [&] {
            REQUIRE_OK(sige_convolution_run(queue.get(), data.convolution.get(), &args));
        };
        run();
        const struct mallinfo2 before = mallinfo2();
        run();
        const struct mallinfo2 after = mallinfo2();
        CHECK_EQUAL(after.uordblks, before.uordblks);
        CHECK_EQUAL(after.hblkhd, before.hblkhd);
    }
#else
    skip("the heap's size cannot be read here");
#endif
}

}  // namespace sige::test

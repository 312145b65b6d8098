// What a backend does not bring refuses with a sentence, and what fails later says so to who waits.
#include "core/queue.h"
#include "double/tests/lane.h"

namespace sige::test {
namespace {

// A backend with transfers alone.
class BareQueue final : public sige::Queue {
  public:
    const char* backend() const override { return "bare"; }
    QueueOptions options() const override { return {}; }

  protected:
    using sige::Queue::run;
    void run(const WriteCall&) override {}
    void run(const ReadCall&) override {}
    void run(const CopyCall&) override {}
    void run(const UploadCall&) override {}
    void mark(Event&) override {}
    void wait() override {}
};

template <class Work>
void check_refuses(const char* what, const Work& work) {
    std::string sentence;
    try {
        work();
    } catch (const Error& error) {
        CHECK_EQUAL(error.status(), SIGE_STATUS_UNSUPPORTED);
        sentence = error.message();
    }
    CHECK_EQUAL(sentence, std::string("the bare backend has no ") + what);
}

}  // namespace

TEST(refusal, of_every_operator_that_a_backend_lacks) {
    BareQueue queue;
#define SIGE_CHECK_OPERATOR(Name, sentence) check_refuses(sentence, [&] { queue.submit(Name##Call{}); });
    SIGE_OPERATORS(SIGE_CHECK_OPERATOR)
#undef SIGE_CHECK_OPERATOR
    check_refuses("convolution", [&] { queue.plan(ConvolutionCall{}, false); });
    check_refuses("loop of register-only multiply-adds", [&] { queue.measure_peak(1); });
    queue.submit(WriteCall{});
}

TEST(refusal, passes_through_the_interface) {
    const Lane lane(SIGE_DEVICE_CUDA);
    double flops = -1;
    CHECK_REFUSED(sige_queue_measure_peak(lane.queue(), 1, &flops), SIGE_STATUS_UNSUPPORTED,
                  "the counting double backend has no loop");
    CHECK_EQUAL(flops, -1.0);
}

TEST(refusal, of_work_in_flight_comes_to_who_waits) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Buffer src = lane.holding(noise(4 * 4 * 4, 1)), dst = lane.room(4 * 4 * 4);
    const Convolution convolution = lane.convolution(4, 4, 2);
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.algorithm = SIGE_ALGORITHM_DEPTHWISE;
    args.src = view(src, 1, 4, 4, 4);
    args.dst = view(dst, 1, 4, 4, 4);
    REQUIRE_OK(sige_convolution_run(lane.queue(), convolution.get(), &args));
    CHECK_REFUSED(sige_queue_synchronize(lane.queue()), SIGE_STATUS_UNSUPPORTED, "depthwise");
    REQUIRE_OK(sige_queue_synchronize(lane.queue()));
}

}  // namespace sige::test

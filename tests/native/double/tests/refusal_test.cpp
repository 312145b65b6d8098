// What a backend does not bring refuses with a sentence, and what fails later says so to who waits.
#include "double/stream.h"
#include "harness/device/forms.h"
#include "harness/device/lane.h"

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
    check_refuses("convolution", [&] { queue.costs(ConvolutionCall{}, 0); });
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

TEST(refusal, of_a_form_comes_with_the_call) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Buffer src = lane.holding(noise(4 * 4 * 4, 1)), dst = lane.room(4 * 4 * 4);
    const Convolution convolution = lane.convolution(4, 4, 2);
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.form = form_id(convolution.get(), form::kDepthwise);
    args.src = view(src, 1, 4, 4, 4);
    args.dst = view(dst, 1, 4, 4, 4);
    CHECK_REFUSED(sige_convolution_run(lane.queue(), convolution.get(), &args), SIGE_STATUS_UNSUPPORTED,
                  form_named(convolution.get(), form::kDepthwise).refusal);
}

TEST(refusal, of_work_in_flight_comes_to_who_waits_and_ends_the_rest) {
    const std::shared_ptr<sige::Device> cpu = kCpuBackend.open(0);
    counting::Stream stream(cpu->create_queue({}), std::make_shared<counting::Keeper>());
    int ran = 0;
    stream.enqueue([&](sige::Queue&) { ++ran; });
    stream.enqueue([](sige::Queue&) { fail(SIGE_STATUS_INTERNAL, "lost"); });
    stream.enqueue([&](sige::Queue&) { ++ran; });
    std::string sentence;
    try {
        stream.run_dry();
    } catch (const Error& error) {
        sentence = error.message();
    }
    CHECK_EQUAL(sentence, std::string("lost"));
    CHECK_EQUAL(ran, 1);
    CHECK(!stream.run_dry());
}

}  // namespace sige::test

// Calls that are noted and launched as one: the same results, and nothing that could go stale unseen.
#include "cuda_backend/tests/scenario.h"

namespace sige::test {
namespace {

constexpr int kPixels = 64;
constexpr int32_t kUnknown = 999, kOutOfMemory = 2;

struct DestroyCapture {
    void operator()(sige_capture* capture) const { sige_capture_destroy(capture); }
};
using Capture = std::unique_ptr<sige_capture, DestroyCapture>;

template <class Calls>
Capture capture(const Lane& lane, const Calls& calls) {
    REQUIRE_OK(sige_capture_begin(lane.queue()));
    calls();
    sige_capture* made = nullptr;
    REQUIRE_OK(sige_capture_end(lane.queue(), &made));
    return Capture(made);
}

void launch(const Lane& lane, const Capture& capture) {
    REQUIRE_OK(sige_capture_launch(lane.queue(), capture.get()));
}

bool is_current(const Capture& capture) {
    sige_capture_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_capture_query(capture.get(), &info));
    return info.is_current != 0;
}

void upload(const Lane& lane, const ActiveSet& set) {
    sige_active_set* sets[] = {set.get()};
    REQUIRE_OK(sige_queue_upload(lane.queue(), nullptr, 0, sets, 1));
}

// So many pixels from the first on.
std::vector<uint8_t> mask(int first, int count) {
    std::vector<uint8_t> pixels(kPixels);
    std::fill_n(pixels.begin() + first, count, uint8_t{1});
    return pixels;
}

void build(const Lane& lane, const ActiveSet& set, int first, int count) {
    REQUIRE_OK(sige_active_set_build(set.get(), mask(first, count).data(), SIGE_POLICY_PIXELS));
    upload(lane, set);
}

std::vector<float> constant(float value) {
    return std::vector<float>(kPixels, value);
}

// Two terms and where their sum goes, on a set that is on the device.
struct Sum {
    explicit Sum(const Lane& of)
        : lane(of),
          a(of.holding(constant(1))),
          b(of.holding(constant(2))),
          dst(of.room(kPixels)),
          set(of.set(1, kPixels, mask(0, 8))) {
        upload(lane, set);
    }
    void add() const { lane.add(a, b, set.get(), dst, kPixels); }
    Capture captured() const {
        return capture(lane, [&] { add(); });
    }
    // 3 at so many pixels and 0 elsewhere.
    void check(int first, int count) const {
        const std::vector<uint8_t> active = mask(first, count);
        std::vector<float> expected(kPixels);
        for (size_t i = 0; i < active.size(); ++i) expected[i] = active[i] != 0 ? 3.0f : 0.0f;
        CHECK_SAME_BITS(lane.read(dst), expected);
    }

    const Lane& lane;
    const Buffer a, b, dst;
    const ActiveSet set;
};

// A statistics run and a convolution in pieces: both take scratch memory.
struct Layer {
    static constexpr int kSide = 8, kC = 64;

    explicit Layer(const Lane& of)
        : lane(of),
          src(of.holding(noise(kSide * kSide * kC, 1))),
          dst(of.room(kSide * kSide * kC)),
          sums(of.room<double>(2 * kC)),
          scale(of.room(kC)),
          shift(of.room(kC)),
          convolution(of.convolution(kC, kC, 2)) {}
    void run() const {
        sige_norm_args norm{};
        norm.struct_size = sizeof norm;
        norm.kind = SIGE_NORM_GROUP;
        norm.groups = 4;
        norm.src = view(src, 1, kSide, kSide, kC);
        norm.eps = 1e-5f;
        norm.sums = sums.get();
        norm.scale = scale.get();
        norm.shift = shift.get();
        REQUIRE_OK(sige_norm_statistics(lane.queue(), &norm));
        sige_convolution_args args{};
        args.struct_size = sizeof args;
        args.src = view(src, 1, kSide, kSide, kC);
        args.dst = view(dst, 1, kSide, kSide, kC);
        args.prologue = sige_affine{scale.get(), shift.get(), 1, SIGE_ACTIVATION_SILU, 0, 0};
        REQUIRE_OK(sige_convolution_run(lane.queue(), convolution.get(), &args));
    }

    const Lane& lane;
    const Buffer src, dst, sums, scale, shift;
    const Convolution convolution;
};

}  // namespace

TEST(cuda_captures, a_launch_gives_the_bits_of_the_calls_and_is_one_launch) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Layer direct(lane), captured(lane);
    direct.run();
    const std::vector<float> expected = lane.read(direct.dst);
    const Capture noted = capture(lane, [&] { captured.run(); });
    CHECK_SAME_BITS(lane.read(captured.dst), std::vector<float>(expected.size()));
    const sige_cuda_double_counts before = cuda_counts();
    for (int i = 0; i < 2; ++i) {
        launch(lane, noted);
        CHECK_SAME_BITS(lane.read(captured.dst), expected);
    }
    const sige_cuda_double_counts after = cuda_counts();
    CHECK_EQUAL(after.graph_launches - before.graph_launches, uint64_t{2});
    CHECK(after.launches - before.launches >= 8);
    CHECK_EQUAL(after.synchronizations - before.synchronizations, uint64_t{2});
    CHECK_EQUAL(after.allocations, before.allocations);
    CHECK_EQUAL(after.executable_graphs, before.executable_graphs);
    CHECK_EQUAL(after.graphs, uint64_t{0});
}

TEST(cuda_captures, a_set_may_hold_other_pixels_but_as_many) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture noted = sum.captured();
    for (int first : {0, 20, 56}) {
        build(lane, sum.set, first, 8);
        const std::vector<float> zeros = constant(0);
        REQUIRE_OK(sige_buffer_write(lane.queue(), sum.dst.get(), 0, zeros.data(), kPixels * sizeof(float)));
        CHECK(is_current(noted));
        launch(lane, noted);
        sum.check(first, 8);
    }
}

TEST(cuda_captures, a_stale_grid_is_never_launched) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture noted = sum.captured();
    const auto check_refused_launch = [&] {
        CHECK(!is_current(noted));
        CHECK_REFUSED(sige_capture_launch(lane.queue(), noted.get()), SIGE_STATUS_INVALID_ARGUMENT,
                      "an active set of the capture has another count of pixels");
    };
    for (int count : {7, 9, 0, 64}) {
        const Context context(format("%d pixels", count));
        build(lane, sum.set, 0, count);
        check_refused_launch();
    }
    // As many as it was made for, but not brought to the device.
    REQUIRE_OK(sige_active_set_build(sum.set.get(), mask(3, 8).data(), SIGE_POLICY_PIXELS));
    check_refused_launch();
    sum.check(0, 0);
    upload(lane, sum.set);
    launch(lane, noted);
    sum.check(3, 8);
}

TEST(cuda_captures, a_set_that_is_gone_is_not_read) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Buffer a = lane.holding(constant(1)), dst = lane.room(kPixels);
    ActiveSet set = lane.set(1, kPixels, mask(0, 8));
    upload(lane, set);
    const Capture noted = capture(lane, [&] { lane.add(a, a, set.get(), dst, kPixels); });
    REQUIRE_OK(sige_queue_synchronize(lane.queue()));
    set.reset();
    CHECK(!is_current(noted));
}

TEST(cuda_captures, a_set_whose_copy_moved_is_noticed) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture noted = sum.captured();
    // Another queue has work in flight: the copy is left to it, and the set gets a new one.
    sige_queue* created = nullptr;
    REQUIRE_OK(sige_queue_create(lane.device(), nullptr, &created));
    const Queue other(created);
    REQUIRE_OK(sige_buffer_copy(created, sum.a.get(), 0, sum.b.get(), 0, 4));
    build(lane, sum.set, 0, 8);
    CHECK(!is_current(noted));
    REQUIRE_OK(sige_queue_synchronize(created));
}

TEST(cuda_captures, calls_that_cannot_be_noted_are_refused_and_leave_it_be) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture earlier = sum.captured();
    float value = 5;
    const sige_upload piece{&value, sum.dst.get(), 0, sizeof value};
    const Capture noted = capture(lane, [&] {
        const auto check = [](sige_status status, const char* sentence) {
            check_refused(status, SIGE_STATUS_INVALID_ARGUMENT, sentence, sentence, __FILE__, __LINE__);
        };
        check(sige_buffer_write(lane.queue(), sum.dst.get(), 0, &value, 4),
              "host memory is not copied until it ends");
        check(sige_queue_upload(lane.queue(), &piece, 1, nullptr, 0),
              "host memory is not copied until it ends");
        check(sige_buffer_read(lane.queue(), sum.dst.get(), 0, &value, 4), "nothing is read until it ends");
        check(sige_queue_synchronize(lane.queue()), "nothing is waited for until it ends");
        check(sige_capture_begin(lane.queue()), "no other begins until it ends");
        check(sige_capture_launch(lane.queue(), earlier.get()), "no other capture is launched until it ends");
        sum.add();
    });
    launch(lane, noted);
    sum.check(0, 8);
}

TEST(cuda_captures, a_call_that_fails_spoils_it_and_nothing_else) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const ActiveSet elsewhere = lane.set(1, kPixels, mask(0, 4));
    sum.add();
    const uint64_t before = alive(cuda_counts());
    const sige_tensor a = view(sum.a, 1, 1, kPixels, 1), dst = view(sum.dst, 1, 1, kPixels, 1);
    REQUIRE_OK(sige_capture_begin(lane.queue()));
    sum.add();
    CHECK_REFUSED(sige_add(lane.queue(), &a, &a, elsewhere.get(), &dst), SIGE_STATUS_INVALID_ARGUMENT,
                  "an active set is not on the device: upload it before the capture begins");
    sige_capture* made = nullptr;
    CHECK_REFUSED(sige_capture_end(lane.queue(), &made), SIGE_STATUS_INVALID_ARGUMENT,
                  "a call failed while it was noted");
    CHECK(made == nullptr);
    CHECK_EQUAL(alive(cuda_counts()), before);
    CHECK_REFUSED(sige_capture_end(lane.queue(), &made), SIGE_STATUS_INVALID_ARGUMENT,
                  "no capture was begun");
    sum.add();
    sum.check(0, 8);
}

TEST(cuda_captures, faults_leave_the_queue_as_it_was) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture noted = sum.captured();
    const uint64_t before = alive(cuda_counts());
    // Its beginning, its end, and the graph that can be launched.
    for (uint64_t nth = 1; nth <= 3; ++nth) {
        const Context context(format("fault %d", static_cast<int>(nth)));
        sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CAPTURE, nth, kOutOfMemory);
        sige_status status = sige_capture_begin(lane.queue());
        sige_capture* made = nullptr;
        if (status == SIGE_STATUS_OK) {
            sum.add();
            status = sige_capture_end(lane.queue(), &made);
        }
        CHECK_EQUAL(status, SIGE_STATUS_OUT_OF_MEMORY);
        CHECK(made == nullptr);
        CHECK_EQUAL(alive(cuda_counts()), before);
        sum.check(0, 0);
    }
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_LAUNCH, 1, kOutOfMemory);
    CHECK_REFUSED(sige_capture_launch(lane.queue(), noted.get()), SIGE_STATUS_OUT_OF_MEMORY, "graph_launch");
    sum.check(0, 0);
    launch(lane, noted);
    sum.check(0, 8);
}

// Scratch that a capture was made with is its own, also when the queue has outgrown it.
TEST(cuda_captures, memory_of_calls_is_kept) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Layer layer(lane);
    layer.run();
    const std::vector<float> expected = lane.read(layer.dst);
    const Capture noted = capture(lane, [&] { layer.run(); });
    const size_t many = 64 * Layer::kSide * Layer::kSide * Layer::kC;
    const Buffer large = lane.holding(noise(many, 5)), sums = lane.room<double>(2 * Layer::kC),
                 affine = lane.room(Layer::kC);
    sige_norm_args norm{};
    norm.struct_size = sizeof norm;
    norm.kind = SIGE_NORM_INSTANCE;
    norm.src = view(large, 1, 8 * Layer::kSide, 8 * Layer::kSide, Layer::kC);
    norm.sums = sums.get();
    norm.scale = norm.shift = affine.get();
    REQUIRE_OK(sige_norm_statistics(lane.queue(), &norm));
    REQUIRE_OK(sige_queue_synchronize(lane.queue()));
    // Would be given what the queue has let go of.
    std::vector<Buffer> others;
    const std::vector<float> sevens(4 * 1024, 7);
    for (int i = 0; i < 64; ++i) others.push_back(lane.holding(sevens));
    launch(lane, noted);
    CHECK_SAME_BITS(lane.read(layer.dst), expected);
    for (const Buffer& other : others) CHECK_SAME_BITS(lane.read(other), sevens);
}

TEST(cuda_captures, each_launch_records_the_events_in_it) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Layer layer(lane);
    sige_event* events[2] = {};
    for (sige_event*& event : events) REQUIRE_OK(sige_event_create(lane.device(), &event));
    const Capture noted = capture(lane, [&] {
        REQUIRE_OK(sige_event_record(lane.queue(), events[0]));
        layer.run();
        REQUIRE_OK(sige_event_record(lane.queue(), events[1]));
    });
    double seconds = -1;
    CHECK_REFUSED(sige_event_elapsed(events[0], events[1], &seconds), SIGE_STATUS_INVALID_ARGUMENT,
                  "never recorded");
    launch(lane, noted);
    REQUIRE_OK(sige_event_elapsed(events[0], events[1], &seconds));
    CHECK(seconds > 1e-5);
    for (sige_event* event : events) REQUIRE_OK(sige_event_destroy(event));
}

TEST(cuda_captures, belong_to_their_queue) {
    const Lane lane(SIGE_DEVICE_CUDA), elsewhere(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture noted = sum.captured();
    sige_queue* created = nullptr;
    REQUIRE_OK(sige_queue_create(lane.device(), nullptr, &created));
    const Queue other(created);
    CHECK_REFUSED(sige_capture_launch(created, noted.get()), SIGE_STATUS_INVALID_ARGUMENT,
                  "the capture was made on another queue");
    CHECK_REFUSED(sige_capture_launch(elsewhere.queue(), noted.get()), SIGE_STATUS_INVALID_ARGUMENT,
                  "capture belongs to another device");
}

TEST(cuda_captures, leave_nothing_behind_whoever_goes_first) {
    const uint64_t before = alive(cuda_counts());
    {
        const Lane lane(SIGE_DEVICE_CUDA);
        const Sum sum(lane);
        Capture noted = sum.captured();
        launch(lane, noted);
        noted.reset();
        sum.check(0, 8);
    }
    Capture outlives;
    {
        const Lane lane(SIGE_DEVICE_CUDA);
        const Sum sum(lane);
        outlives = sum.captured();
        // One that is never ended.
        REQUIRE_OK(sige_capture_begin(lane.queue()));
        sum.add();
    }
    outlives.reset();
    CHECK_EQUAL(alive(cuda_counts()), before);
    CHECK_EQUAL(cuda_counts().leaked, uint64_t{0});
}

TEST(cuda_captures, a_device_that_is_lost_says_so) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Sum sum(lane);
    const Capture noted = sum.captured();
    sige_cuda_double_fail(SIGE_CUDA_DOUBLE_CALL, 2, kUnknown);
    CHECK_REFUSED(sige_capture_launch(lane.queue(), noted.get()), SIGE_STATUS_DEVICE_UNAVAILABLE,
                  "the CUDA device is lost");
    sige_cuda_double_reset();
}

TEST(cuda_captures, the_device_says_that_it_has_them) {
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_CUDA, 0, &info));
    CHECK_EQUAL(info.captures, 1);
}

}  // namespace sige::test

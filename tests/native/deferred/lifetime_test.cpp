// What a caller lets go of, or uses again, while work that reads it is in flight.
#include "harness/device/lane.h"

namespace sige::test {
namespace {

constexpr int kPixels = 64;

std::vector<float> constant(float value) {
    return std::vector<float>(kPixels, value);
}

std::vector<uint8_t> first_half() {
    std::vector<uint8_t> mask(kPixels);
    std::fill(mask.begin(), mask.begin() + kPixels / 2, uint8_t{1});
    return mask;
}

std::vector<uint8_t> second_half() {
    std::vector<uint8_t> mask = first_half();
    std::reverse(mask.begin(), mask.end());
    return mask;
}

// 3 where the mask is set and 0 elsewhere.
std::vector<float> threes(const std::vector<uint8_t>& mask) {
    std::vector<float> values(kPixels);
    for (size_t i = 0; i < mask.size(); ++i) values[i] = mask[i] != 0 ? 3.0f : 0.0f;
    return values;
}

}  // namespace

TEST(lifetime, host_memory_may_change_when_a_write_returns) {
    const Lane lane(kTarget);
    const Buffer written = lane.room(kPixels), uploaded = lane.room(kPixels);
    std::vector<float> host = constant(1);
    REQUIRE_OK(sige_buffer_write(lane.queue(), written.get(), 0, host.data(), kPixels * sizeof(float)));
    const sige_upload piece{host.data(), uploaded.get(), 0, kPixels * sizeof(float)};
    REQUIRE_OK(sige_queue_upload(lane.queue(), &piece, 1, nullptr, 0));
    host = constant(7);
    CHECK_SAME_BITS(lane.read(written), constant(1));
    CHECK_SAME_BITS(lane.read(uploaded), constant(1));
}

TEST(lifetime, buffers_in_flight_are_kept) {
    const Lane lane(kTarget);
    const Buffer sum = lane.room(kPixels);
    Buffer a = lane.holding(constant(1)), b = lane.holding(constant(2));
    lane.add(a, b, nullptr, sum, kPixels);
    a.reset();
    b.reset();
    // Takes the memory of the two, had they gone.
    const Buffer c = lane.holding(constant(9)), d = lane.holding(constant(9));
    CHECK_SAME_BITS(lane.read(sum), constant(3));
}

TEST(lifetime, convolutions_in_flight_are_kept) {
    const Lane lane(kTarget);
    const Buffer src = lane.holding(noise(8 * 8 * 4, 1)), kept = lane.room(8 * 8 * 4),
                 gone = lane.room(8 * 8 * 4);
    const Convolution stays = lane.convolution(4, 4, 2);
    Convolution goes = lane.convolution(4, 4, 2);
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src = view(src, 1, 8, 8, 4);
    args.dst = view(kept, 1, 8, 8, 4);
    REQUIRE_OK(sige_convolution_run(lane.queue(), stays.get(), &args));
    args.dst = view(gone, 1, 8, 8, 4);
    REQUIRE_OK(sige_convolution_run(lane.queue(), goes.get(), &args));
    goes.reset();
    CHECK_SAME_BITS(lane.read(gone), lane.read(kept));
}

TEST(lifetime, a_set_that_is_built_again_leaves_earlier_work_as_it_was) {
    const Lane lane(kTarget);
    const Buffer a = lane.holding(constant(1)), b = lane.holding(constant(2)), before = lane.room(kPixels),
                 after = lane.room(kPixels);
    const ActiveSet set = lane.set(1, kPixels, first_half());
    lane.add(a, b, set.get(), before, kPixels);
    REQUIRE_OK(sige_active_set_build(set.get(), second_half().data(), SIGE_POLICY_PIXELS));
    lane.add(a, b, set.get(), after, kPixels);
    CHECK_SAME_BITS(lane.read(before), threes(first_half()));
    CHECK_SAME_BITS(lane.read(after), threes(second_half()));
}

TEST(lifetime, sets_in_flight_are_kept) {
    const Lane lane(kTarget);
    const Buffer a = lane.holding(constant(1)), b = lane.holding(constant(2)), sum = lane.room(kPixels);
    ActiveSet set = lane.set(1, kPixels, first_half());
    lane.add(a, b, set.get(), sum, kPixels);
    set.reset();
    CHECK_SAME_BITS(lane.read(sum), threes(first_half()));
}

TEST(lifetime, events_tell_when_work_ran_and_not_when_it_was_handed_in) {
    const Lane lane(kTarget);
    sige_event* events[2] = {};
    for (sige_event*& event : events) REQUIRE_OK(sige_event_create(lane.device(), &event));
    // A convolution takes longer than handing it in does.
    constexpr int kSide = 96, kChannels = 48;
    const size_t size = static_cast<size_t>(kSide) * kSide * kChannels;
    const Buffer src = lane.holding(noise(size, 1)), dst = lane.room(size);
    const Convolution convolution = lane.convolution(kChannels, kChannels, 2);
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src = view(src, 1, kSide, kSide, kChannels);
    args.dst = view(dst, 1, kSide, kSide, kChannels);
    double seconds = -1;
    CHECK_REFUSED(sige_event_elapsed(events[0], events[1], &seconds), SIGE_STATUS_INVALID_ARGUMENT,
                  "never recorded");
    REQUIRE_OK(sige_event_record(lane.queue(), events[0]));
    REQUIRE_OK(sige_convolution_run(lane.queue(), convolution.get(), &args));
    REQUIRE_OK(sige_event_record(lane.queue(), events[1]));
    REQUIRE_OK(sige_event_elapsed(events[0], events[1], &seconds));
    // 191 million multiply-adds: no processor does a million million a second on the threads that this has.
    CHECK(seconds > 1e-4);
    for (sige_event* event : events) REQUIRE_OK(sige_event_destroy(event));
}

}  // namespace sige::test

// What the double counts, and that it computes nothing before somebody waits.
#include "double/counters.h"
#include "harness/device/lane.h"

namespace sige::test {
namespace {

using counting::counters;

constexpr int kPixels = 16;
constexpr uint64_t kBytes = kPixels * sizeof(float);

const std::vector<uint8_t> kMask{1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

}  // namespace

TEST(counts, a_write_and_an_upload_are_one_each_and_a_read_waits_once) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Buffer a = lane.room(kPixels), b = lane.room(kPixels), sum = lane.room(kPixels);
    const std::vector<float> host(kPixels, 1);
    counters.reset();
    REQUIRE_OK(sige_buffer_write(lane.queue(), a.get(), 0, host.data(), kBytes));
    CHECK_EQUAL(counters.uploads.load(), 1u);
    CHECK_EQUAL(counters.uploaded_bytes.load(), kBytes);
    const sige_upload pieces[] = {{host.data(), a.get(), 0, 8}, {host.data(), b.get(), 0, kBytes}};
    REQUIRE_OK(sige_queue_upload(lane.queue(), pieces, 2, nullptr, 0));
    CHECK_EQUAL(counters.uploads.load(), 2u);
    CHECK_EQUAL(counters.uploaded_bytes.load(), 2 * kBytes + 8);
    lane.add(a, b, nullptr, sum, kPixels);
    REQUIRE_OK(sige_buffer_copy(lane.queue(), sum.get(), 0, a.get(), 0, kBytes));
    CHECK_EQUAL(counters.operators.load(), 0u);
    CHECK_EQUAL(counters.synchronisations.load(), 0u);
    CHECK_SAME_BITS(lane.read(a), std::vector<float>(kPixels, 2));
    CHECK_EQUAL(counters.operators.load(), 2u);
    CHECK_EQUAL(counters.synchronisations.load(), 1u);
    REQUIRE_OK(sige_queue_synchronize(lane.queue()));
    CHECK_EQUAL(counters.synchronisations.load(), 2u);
    CHECK_EQUAL(counters.uploads.load(), 2u);
}

TEST(counts, sets_come_with_an_upload_or_late_in_one_of_their_own) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const std::vector<float> host(kPixels, 1);
    const Buffer a = lane.holding(host), sum = lane.room(kPixels);
    const ActiveSet early = lane.set(1, kPixels, kMask), late = lane.set(1, kPixels, kMask);
    sige_active_set* sets[] = {early.get()};
    const sige_upload piece{host.data(), a.get(), 0, kBytes};
    counters.reset();
    REQUIRE_OK(sige_queue_upload(lane.queue(), &piece, 1, sets, 1));
    CHECK(counters.uploaded_bytes.load() > kBytes);
    lane.add(a, a, early.get(), sum, kPixels);
    lane.add(a, a, early.get(), sum, kPixels);
    CHECK_EQUAL(counters.uploads.load(), 1u);
    lane.add(a, a, late.get(), sum, kPixels);
    CHECK_EQUAL(counters.uploads.load(), 2u);
    lane.add(a, a, late.get(), sum, kPixels);
    CHECK_EQUAL(counters.uploads.load(), 2u);
    REQUIRE_OK(sige_active_set_build(early.get(), kMask.data(), SIGE_POLICY_TILES));
    lane.add(a, a, early.get(), sum, kPixels);
    CHECK_EQUAL(counters.uploads.load(), 3u);
    counters.reset();
    REQUIRE_OK(sige_queue_upload(lane.queue(), nullptr, 0, sets, 1));
    CHECK_EQUAL(counters.uploads.load(), 1u);
    CHECK_EQUAL(counters.uploaded_bytes.load(), 0u);
}

TEST(counts, a_question_to_events_waits_if_there_is_work) {
    const Lane lane(SIGE_DEVICE_CUDA);
    sige_event* event = nullptr;
    REQUIRE_OK(sige_event_create(lane.device(), &event));
    REQUIRE_OK(sige_event_record(lane.queue(), event));
    double seconds = -1;
    counters.reset();
    REQUIRE_OK(sige_event_elapsed(event, event, &seconds));
    CHECK_EQUAL(seconds, 0.0);
    CHECK_EQUAL(counters.synchronisations.load(), 1u);
    REQUIRE_OK(sige_event_elapsed(event, event, &seconds));
    CHECK_EQUAL(counters.synchronisations.load(), 1u);
    REQUIRE_OK(sige_event_destroy(event));
}

}  // namespace sige::test

// Uploads and events, see sige/device.h.
#include "harness/operands/masks.h"

namespace sige::test {
namespace {

struct Event {
    Event() { REQUIRE_OK(sige_event_create(device(), &it)); }
    ~Event() { sige_event_destroy(it); }
    sige_event* it = nullptr;
};

}  // namespace

TEST(upload, copies_all_pieces) {
    const Memory<uint8_t> a(8, 1), b(4, 2);
    const Active active = make_active(MaskKind::kBorders, 5, 5);
    const uint8_t host[] = {10, 11, 12, 13};
    const sige_upload pieces[] = {
        {host, a.buffer(), 5, 3}, {host + 3, b.buffer(), 0, 1}, {nullptr, a.buffer(), 8, 0}};
    sige_active_set* set = active.set.get();
    REQUIRE_OK(sige_queue_upload(any_queue(), pieces, 3, &set, 1));
    CHECK_SAME_BITS(a.values, (std::vector<uint8_t>{1, 1, 1, 1, 1, 10, 11, 12}));
    CHECK_SAME_BITS(b.values, (std::vector<uint8_t>{13, 2, 2, 2}));
    REQUIRE_OK(sige_queue_upload(any_queue(), nullptr, 0, nullptr, 0));
}

TEST(upload, copies_nothing_if_a_piece_does_not_fit) {
    const Memory<uint8_t> a(8, 1);
    const uint8_t host[] = {10, 11, 12, 13};
    const sige_upload pieces[] = {{host, a.buffer(), 0, 4}, {host, a.buffer(), 6, 3}};
    CHECK_REFUSED(sige_queue_upload(any_queue(), pieces, 2, nullptr, 0), SIGE_STATUS_INVALID_ARGUMENT,
                  "a piece's dst: bytes 6 to 9");
    CHECK_REFUSED(sige_queue_upload(any_queue(), nullptr, 1, nullptr, 0), SIGE_STATUS_INVALID_ARGUMENT,
                  "pieces is null");
    CHECK_REFUSED(sige_queue_upload(any_queue(), nullptr, 0, nullptr, 1), SIGE_STATUS_INVALID_ARGUMENT,
                  "sets is null");
    CHECK_SAME_BITS(a.values, std::vector<uint8_t>(8, 1));
}

TEST(event, gives_the_time_between_two_moments) {
    const Event begin, end;
    double seconds = -1;
    CHECK_REFUSED(sige_event_elapsed(begin.it, end.it, &seconds), SIGE_STATUS_INVALID_ARGUMENT,
                  "never recorded");
    REQUIRE_OK(sige_event_record(any_queue(), begin.it));
    double flops = 0;
    REQUIRE_OK(sige_queue_measure_peak(any_queue(), 3, &flops));
    REQUIRE_OK(sige_event_record(any_queue(), end.it));
    REQUIRE_OK(sige_event_elapsed(begin.it, end.it, &seconds));
    CHECK(seconds >= 0.003);
    CHECK_REFUSED(sige_event_elapsed(nullptr, end.it, &seconds), SIGE_STATUS_INVALID_ARGUMENT,
                  "begin is null");
}

}  // namespace sige::test

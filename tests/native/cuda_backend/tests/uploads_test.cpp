// Uploads, whose copies run ahead of the queue's work.
#include "cuda_backend/tests/scenario.h"

namespace sige::test {
namespace {

// Two pieces fill most of a half of what copies go through, so that each upload takes the other half.
constexpr size_t kValues = (3 << 20) / sizeof(float) / 2;

std::vector<float> values_of(int round) {
    return std::vector<float>(kValues, static_cast<float>(round + 1));
}

}  // namespace

// The device has done none of the work when the last upload is handed in.
TEST(cuda_uploads, wait_for_what_reads_earlier_ones_and_are_waited_for) {
    constexpr int kRounds = 7;
    const Lane lane(SIGE_DEVICE_CUDA);
    const Buffer first = lane.room(kValues), second = lane.room(kValues),
                 kept = lane.room(kRounds * 2 * kValues);
    constexpr uint64_t kBytes = kValues * sizeof(float);
    for (int round = 0; round < kRounds; ++round) {
        const std::vector<float> a = values_of(2 * round), b = values_of(2 * round + 1);
        const sige_upload pieces[] = {{a.data(), first.get(), 0, kBytes},
                                      {b.data(), second.get(), 0, kBytes}};
        REQUIRE_OK(sige_queue_upload(lane.queue(), pieces, 2, nullptr, 0));
        const uint64_t to = static_cast<uint64_t>(round) * 2 * kBytes;
        REQUIRE_OK(sige_buffer_copy(lane.queue(), first.get(), 0, kept.get(), to, kBytes));
        REQUIRE_OK(sige_buffer_copy(lane.queue(), second.get(), 0, kept.get(), to + kBytes, kBytes));
    }
    const std::vector<float> found = lane.read(kept);
    for (int piece = 0; piece < 2 * kRounds; ++piece) {
        const Context context(format("piece %d", piece));
        const auto begin = found.begin() + static_cast<std::ptrdiff_t>(piece * kValues);
        CHECK_SAME_BITS(std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(kValues)),
                        values_of(piece));
    }
}

TEST(cuda_uploads, take_memory_once) {
    const Lane lane(SIGE_DEVICE_CUDA);
    const Buffer a = lane.room(4), b = lane.room(4);
    const std::vector<float> values = noise(4, 1);
    const sige_upload pieces[] = {{values.data(), a.get(), 0, 16}, {values.data(), b.get(), 0, 16}};
    const auto upload = [&] {
        REQUIRE_OK(sige_queue_upload(lane.queue(), pieces, 2, nullptr, 0));
        REQUIRE_OK(sige_queue_synchronize(lane.queue()));
    };
    upload();
    const sige_cuda_double_counts before = cuda_counts();
    for (int i = 0; i < 3; ++i) upload();
    CHECK_EQUAL(cuda_counts().allocations, before.allocations);
    CHECK_EQUAL(cuda_counts().host_allocations, before.host_allocations);
    CHECK_EQUAL(cuda_counts().streams, before.streams);
}

}  // namespace sige::test

// What sessions take of a device's memory.
#include "cuda_backend/tests/scenario.h"

namespace sige::test {

TEST(cuda_memory, a_session_leaves_nothing_behind) {
    const uint64_t before = alive(cuda_counts());
    {
        Scenario scenario;
        REQUIRE_OK(scenario.run());
        CHECK(alive(cuda_counts()) > before);
    }
    CHECK_EQUAL(alive(cuda_counts()), before);
    CHECK_EQUAL(cuda_counts().leaked, uint64_t{0});
}

TEST(cuda_memory, a_repeated_edit_takes_none) {
    const Lane lane(SIGE_DEVICE_CUDA);
    constexpr int kPixels = 64;
    const Buffer a = lane.holding(noise(kPixels, 1)), b = lane.holding(noise(kPixels, 2)),
                 sum = lane.room(kPixels);
    std::vector<uint8_t> mask(kPixels);
    std::fill(mask.begin(), mask.begin() + kPixels / 2, uint8_t{1});
    const ActiveSet set = lane.set(1, kPixels, mask);
    const auto edit = [&] {
        lane.add(a, b, set.get(), sum, kPixels);
        REQUIRE_OK(sige_queue_synchronize(lane.queue()));
    };
    edit();
    const sige_cuda_double_counts before = cuda_counts();
    for (int i = 0; i < 3; ++i) {
        mask[static_cast<size_t>(i)] = 0;
        REQUIRE_OK(sige_active_set_build(set.get(), mask.data(), SIGE_POLICY_PIXELS));
        edit();
    }
    CHECK_EQUAL(cuda_counts().allocations, before.allocations);
    CHECK_EQUAL(cuda_counts().host_allocations, before.host_allocations);
}

TEST(cuda_memory, a_block_that_is_let_go_of_is_used_again) {
    const Lane lane(SIGE_DEVICE_CUDA);
    lane.room(1000);
    const uint64_t before = cuda_counts().allocations;
    for (int i = 0; i < 4; ++i) CHECK_SAME_BITS(lane.read(lane.room(1000)), std::vector<float>(1000));
    CHECK_EQUAL(cuda_counts().allocations, before);
}

}  // namespace sige::test

// What the backend asks of Metal: how much work, memory and waiting an edit takes.
#include "metal/tests/block.h"
#include "metal/tests/faults.h"

namespace sige::test {
namespace {

sige_metal_double_counts since(const sige_metal_double_counts& before) {
    sige_metal_double_counts now = sige_metal_double_count();
    now.alive -= before.alive;
    now.buffers -= before.buffers;
    now.command_buffers -= before.command_buffers;
    now.dispatches -= before.dispatches;
    now.libraries -= before.libraries;
    now.pipelines -= before.pipelines;
    now.waits -= before.waits;
    return now;
}

// More queries, keys and channels than a group, a block and a slice have.
std::vector<float> attend(const Lane& lane, sige_precision precision) {
    constexpr int kQueries = 40, kKeys = 70, kHeads = 2, kWidth = 36;
    constexpr size_t kChannels = kHeads * kWidth;
    const Buffer query = lane.holding(noise(kQueries * kChannels, 5)),
                 key = lane.holding(noise(kKeys * kChannels, 6)),
                 value = lane.holding(noise(kKeys * kChannels, 7)), dst = lane.room(kQueries * kChannels);
    sige_attention_args args{};
    args.struct_size = sizeof args;
    args.heads = kHeads;
    args.query = view(query, 1, 1, kQueries, kChannels);
    args.key = view(key, 1, 1, kKeys, kChannels);
    args.value = view(value, 1, 1, kKeys, kChannels);
    args.dst = view(dst, 1, 1, kQueries, kChannels);
    args.precision = precision;
    REQUIRE_OK(sige_attention(lane.queue(), &args));
    return lane.read(dst);
}

// Sums of a convolution's 108 products, and of statistics; values are below 20.
constexpr double kTolerance = 1e-4;

}  // namespace

TEST(metal_work, an_edit_gives_the_cpus_results) {
    const Lane cpu(SIGE_DEVICE_CPU), metal(SIGE_DEVICE_METAL);
    const Block expected(cpu), found(metal);
    expected.record();
    found.record();
    const std::vector<float> recorded = expected.result();
    check_near(found.result(), recorded, kTolerance);
    expected.edit(7);
    found.edit(7);
    CHECK(expected.result() != recorded);
    check_near(found.result(), expected.result(), kTolerance);
}

TEST(metal_work, an_edit_is_one_command_buffer_and_one_wait_and_takes_no_memory_when_it_is_repeated) {
    const Lane lane(SIGE_DEVICE_METAL);
    const Block block(lane);
    block.record();
    block.edit(7);
    block.result();
    for (int columns : {7, 3, 0, 5}) {
        const Context context(format("%d columns", columns));
        const sige_metal_double_counts before = sige_metal_double_count();
        block.edit(columns);
        CHECK_EQUAL(since(before).command_buffers, 0);
        CHECK_EQUAL(since(before).dispatches, 0);
        block.result();
        const sige_metal_double_counts counts = since(before);
        CHECK_EQUAL(counts.command_buffers, 1);
        CHECK_EQUAL(counts.waits, 1);
        CHECK_EQUAL(counts.buffers, 0);
        CHECK_EQUAL(counts.pipelines, 0);
        CHECK_EQUAL(counts.alive, 0);
        CHECK(counts.dispatches > 0);
    }
}

TEST(metal_work, memory_is_written_at_once_where_nothing_is_in_flight) {
    const Lane lane(SIGE_DEVICE_METAL);
    const Buffer a = lane.room(8), sum = lane.room(8);
    const std::vector<float> ones(8, 1), twos(8, 2);
    const sige_metal_double_counts before = sige_metal_double_count();
    REQUIRE_OK(sige_buffer_write(lane.queue(), a.get(), 0, ones.data(), 32));
    CHECK_SAME_BITS(lane.read(a), ones);
    CHECK_EQUAL(since(before).command_buffers, 0);
    // Behind work that reads the old values it waits for its turn.
    lane.add(a, a, nullptr, sum, 8);
    REQUIRE_OK(sige_buffer_write(lane.queue(), a.get(), 0, twos.data(), 32));
    REQUIRE_OK(
        sige_buffer_write(lane.queue(), a.get(), 5, reinterpret_cast<const char*>(ones.data()) + 1, 3));
    CHECK_SAME_BITS(lane.read(sum), twos);
    std::vector<float> expected = twos;
    std::memcpy(reinterpret_cast<char*>(expected.data()) + 5, reinterpret_cast<const char*>(ones.data()) + 1,
                3);
    CHECK_SAME_BITS(lane.read(a), expected);
    CHECK_EQUAL(since(before).command_buffers, 1);
}

TEST(metal_work, kernels_are_compiled_once_for_all_handles) {
    const Lane first(SIGE_DEVICE_METAL);
    const Buffer a = first.holding(std::vector<float>(4, 1)), b = first.room(4);
    first.add(a, a, nullptr, b, 4);
    CHECK_SAME_BITS(first.read(b), std::vector<float>(4, 2));
    const sige_metal_double_counts before = sige_metal_double_count();
    const Lane second(SIGE_DEVICE_METAL);
    const Buffer c = second.holding(std::vector<float>(4, 1)), d = second.room(4);
    second.add(c, c, nullptr, d, 4);
    CHECK_SAME_BITS(second.read(d), std::vector<float>(4, 2));
    CHECK_EQUAL(since(before).libraries, 0);
    CHECK_EQUAL(since(before).pipelines, 0);
}

// A result that depends on which thread runs first lacks a barrier.
TEST(metal_work, threads_may_run_in_any_order) {
    const Lane lane(SIGE_DEVICE_METAL);
    for (sige_precision precision : {SIGE_PRECISION_F32, SIGE_PRECISION_F16}) {
        const Context context(format("precision %d", precision));
        const auto edit = [&] {
            const Block block(lane, precision);
            block.record();
            block.edit(7);
            return block.result();
        };
        const std::vector<float> edited = edit(), attended = attend(lane, precision);
        sige_metal_double_set_backward(1);
        CHECK_SAME_BITS(edit(), edited);
        CHECK_SAME_BITS(attend(lane, precision), attended);
        sige_metal_double_set_backward(0);
    }
}

TEST(metal_work, leaves_no_object_behind) {
    const auto run = [] {
        const Lane lane(SIGE_DEVICE_METAL);
        const Block block(lane);
        block.record();
        block.edit(5);
        block.result();
        // Work that nobody waits for.
        block.edit(3);
    };
    run();
    const sige_metal_double_counts before = sige_metal_double_count();
    run();
    CHECK_EQUAL(since(before).alive, 0);
}

}  // namespace sige::test

// Asynchronous copies, in both timings.
#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

constexpr const char* kTile = ".shared .align 16 .b8 tile[1024];\n";
// %d4: sixteen bytes of each lane in %in; %d5: its place in shared memory.
constexpr const char* kPlaces =
    "mov.u64 %d1, tile; mul.wide.u32 %d2, %t, 16; add.s64 %d4, %d2, %in; add.s64 %d5, %d2, %d1;\n";

std::vector<uint32_t> numbers() {
    std::vector<uint32_t> in(128 * 2);
    for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<uint32_t>(1000 + i);
    return in;
}

Run run_with(ptx::CopyTiming timing) {
    Run run;
    run.options.copies = timing;
    return run;
}

template <class F>
void in_both_timings(F function) {
    for (const ptx::CopyTiming timing : {ptx::CopyTiming::late, ptx::CopyTiming::eager}) {
        const Context context(timing == ptx::CopyTiming::late ? "late" : "eager");
        function(run_with(timing));
    }
}

}  // namespace

TEST(ptx_opcodes, copies_of_all_sizes) {
    struct Row {
        const char* opcode;
        std::vector<uint32_t> sizes;
    };
    const Row rows[] = {{"cp.async.ca.shared.global", {4, 8, 16}},
                        {"cp.async.cg.shared.global", {16}},
                        {"cp.async.ca.shared.global.L2::128B", {4, 8, 16}},
                        {"cp.async.cg.shared.global.L2::128B", {16}},
                        {"cp.async.cg.shared.global.L2::256B", {16}}};
    for (const Row& row : rows)
        for (const uint32_t bytes : row.sizes)
            for (const std::string wait :
                 {"cp.async.commit_group; cp.async.wait_group 0;", "cp.async.wait_all;"})
                in_both_timings([&](const Run& run) {
                    const Context context(row.opcode + std::string(" ") + std::to_string(bytes));
                    const std::string body = std::string(kPlaces) + row.opcode + " [%d5], [%d4], " +
                                             std::to_string(bytes) + ";\n" + wait +
                                             "\nld.shared.u32 %w1, [%d5+" + std::to_string(bytes - 4) +
                                             "]; st.global.u32 [%at], %w1;\n";
                    const std::vector<uint32_t> out = run_lanes<uint32_t>(body, numbers(), 32, run, kTile);
                    for (uint32_t lane = 0; lane < 32; ++lane)
                        CHECK_EQUAL(out[lane], 1000 + lane * 4 + bytes / 4 - 1);
                });
}

// What is not read is zero; a lane that reads nothing may give any address.
TEST(ptx_opcodes, copies_that_fill_with_zeros) {
    in_both_timings([](const Run& run) {
        const std::string body = std::string(kPlaces) +
                                 "and.b32 %w1, %t, 1; mul.lo.s32 %w2, %w1, 4; setp.eq.u32 %p1, %w1, 0; "
                                 "selp.b64 %d4, 0, %d4, %p1;\n"
                                 "cp.async.cg.shared.global [%d5], [%d4], 16, %w2; cp.async.wait_all;\n"
                                 "ld.shared.v4.u32 {%w3, %w4, %w5, %w6}, [%d5]; add.s64 %d6, %d2, %out; "
                                 "st.global.v4.u32 [%d6], {%w3, %w4, %w5, %w6};\n";
        const std::vector<uint32_t> out = run_lanes<uint32_t>(body, numbers(), 128, run, kTile);
        for (uint32_t i = 0; i < 128; ++i) CHECK_EQUAL(out[i], i / 4 % 2 == 1 && i % 4 == 0 ? 1000 + i : 0);
    });
}

// Of two groups the first one is waited for, and only its bytes are read.
TEST(ptx_opcodes, copies_in_groups) {
    in_both_timings([](const Run& run) {
        const std::string body =
            std::string(kPlaces) +
            "cp.async.cg.shared.global [%d5], [%d4], 16; cp.async.commit_group;\n"
            "cp.async.cg.shared.global [%d5+512], [%d4+512], 16; cp.async.commit_group;\n"
            "cp.async.wait_group 1; ld.shared.u32 %w1, [%d5];\n"
            "cp.async.wait_group 0; ld.shared.u32 %w2, [%d5+512]; add.s32 %w1, %w1, %w2; st.global.u32 "
            "[%at], %w1;\n";
        const std::vector<uint32_t> out = run_lanes<uint32_t>(body, numbers(), 32, run, kTile);
        for (uint32_t lane = 0; lane < 32; ++lane) CHECK_EQUAL(out[lane], 2128 + 8 * lane);
    });
}

TEST(ptx_faults, a_copy_that_nobody_waited_for) {
    in_both_timings([](const Run& run) {
        const std::string copy =
            std::string(kPlaces) + "cp.async.cg.shared.global [%d5], [%d4], 16; cp.async.commit_group;\n";
        const std::vector<std::byte> in(1024);
        CHECK_FAULT(fault_of(copy + "cp.async.wait_group 1; ld.shared.u32 %w1, [%d5];\n", in, 4, run, kTile),
                    race, "reads shared memory that an asynchronous copy still writes");
        CHECK_FAULT(fault_of(copy + "st.shared.u32 [%d5], 1;\n", in, 4, run, kTile), race,
                    "writes shared memory that an asynchronous copy still writes");
        // A thread's wait is no barrier for others.
        CHECK_FAULT(fault_of(copy + "cp.async.wait_group 0; xor.b32 %w1, %t, 1; mul.wide.u32 %d7, %w1, 16; "
                                    "add.s64 %d7, %d7, %d1;\n"
                                    "ld.shared.u32 %w2, [%d7];\n",
                             in, 4, run, kTile),
                    race, "written without a barrier between");
    });
}

}  // namespace sige::test

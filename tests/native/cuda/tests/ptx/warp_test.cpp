// What lanes tell each other, branches that part and meet, and barriers.
#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

const std::vector<uint32_t> kNothing{0};

std::vector<uint32_t> lanes(const std::string& body, const Run& run = {},
                            const std::string& declarations = "") {
    return run_lanes<uint32_t>(body + "st.global.u32 [%at], %w9;\n", kNothing, run.block.count(), run,
                               declarations);
}

// The lane that lane l reads, of segments of a width.
uint32_t source_of(const std::string& mode, uint32_t l, uint32_t by, uint32_t width, bool& inside) {
    const uint32_t first = l / width * width, last = first + width - 1;
    const uint32_t source = mode == "up"     ? l - by
                            : mode == "down" ? l + by
                            : mode == "bfly" ? l ^ by
                                             : first + by % width;
    inside = mode == "up" ? by <= l - first : source <= last;
    return inside ? source : l;
}

}  // namespace

TEST(ptx_opcodes, shuffles) {
    for (const std::string mode : {"up", "down", "bfly", "idx"})
        for (const uint32_t width : {32u, 8u})
            for (const uint32_t by : {0u, 1u, 3u, 5u}) {
                const Context context(mode + " " + std::to_string(by) + " of " + std::to_string(width));
                const uint32_t bounds = (32 - width) << 8 | (mode == "up" ? 0 : 31);
                const std::string tail =
                    ", %w1, " + std::to_string(by) + ", " + std::to_string(bounds) + ", -1;\n";
                const std::string op = "add.s32 %w1, %t, 100; shfl.sync." + mode + ".b32 ";
                const std::vector<uint32_t> plain = lanes(op + "%w9" + tail);
                const std::vector<uint32_t> told =
                    lanes(op + "%w2|%p1" + tail + "selp.u32 %w9, %w2, 0, %p1;\n");
                for (uint32_t l = 0; l < 32; ++l) {
                    bool inside = false;
                    const uint32_t expected = 100 + source_of(mode, l, by, width, inside);
                    CHECK_EQUAL(plain[l], expected);
                    CHECK_EQUAL(told[l], inside ? expected : 0);
                }
            }
}

TEST(ptx_opcodes, votes) {
    const std::string odd = "and.b32 %w1, %t, 1; setp.ne.u32 %p1, %w1, 0;\n";
    CHECK_EQUAL(lanes(odd + "vote.sync.ballot.b32 %w9, %p1, -1;\n")[7], 0xAAAAAAAA);
    CHECK_EQUAL(lanes(odd + "vote.sync.any.pred %p2, %p1, -1; selp.u32 %w9, 1, 0, %p2;\n")[7], 1);
    CHECK_EQUAL(lanes(odd + "vote.sync.all.pred %p2, %p1, -1; selp.u32 %w9, 1, 0, %p2;\n")[7], 0);
    CHECK_EQUAL(
        lanes("setp.lt.u32 %p1, %t, 40; vote.sync.all.pred %p2, %p1, -1; selp.u32 %w9, 1, 0, %p2;\n")[7], 1);
    CHECK_EQUAL(
        lanes("setp.gt.u32 %p1, %t, 40; vote.sync.any.pred %p2, %p1, -1; selp.u32 %w9, 1, 0, %p2;\n")[7], 0);
}

TEST(ptx_opcodes, reductions) {
    const std::string less = "sub.s32 %w1, %t, 10;\n";
    const auto reduced = [&](const char* op) { return lanes(less + op + " %w9, %w1, -1;\n")[3]; };
    CHECK_EQUAL(reduced("redux.sync.add.u32"), 176);
    CHECK_EQUAL(reduced("redux.sync.add.s32"), 176);
    CHECK_EQUAL(reduced("redux.sync.min.u32"), 0);
    CHECK_EQUAL(reduced("redux.sync.max.u32"), 0xFFFFFFFF);
    CHECK_EQUAL(reduced("redux.sync.min.s32"), static_cast<uint32_t>(-10));
    CHECK_EQUAL(reduced("redux.sync.max.s32"), 21);
    CHECK_EQUAL(reduced("redux.sync.and.b32"), 0);
    CHECK_EQUAL(reduced("redux.sync.or.b32"), 0xFFFFFFFF);
}

TEST(ptx_opcodes, active_lanes_and_fences) {
    const std::vector<uint32_t> found = lanes(
        "mov.u32 %w9, 5; setp.lt.u32 %p1, %t, 3; @%p1 activemask.b32 %w9;\n"
        "membar.cta; membar.gl; membar.sys; fence.acq_rel.cta; fence.acq_rel.gpu;\n");
    CHECK_EQUAL(found[2], 7);
    CHECK_EQUAL(found[3], 5);
}

TEST(ptx_opcodes, special_registers) {
    Run run;
    run.block = {8, 4, 2};
    run.grid = {2, 1, 1};
    const auto value = [&](const std::string& name, size_t thread) {
        const std::string body =
            "mov.u32 %w1, %tid.y; mov.u32 %w2, %tid.z; mad.lo.s32 %w3, %w2, 4, %w1; mad.lo.s32 %w3, %w3, 8, "
            "%t;\n"
            "mul.wide.u32 %d1, %w3, 4; add.s64 %d1, %d1, %out; mov.u32 %w4, %ctaid.x; setp.ne.u32 %p1, %w4, "
            "1;\n"
            "@%p1 bra $L_end; mov.u32 %w5, " +
            name + "; st.global.u32 [%d1], %w5; $L_end:\n";
        return run_lanes<uint32_t>(body, kNothing, 64, run)[thread];
    };
    const std::pair<const char*, uint32_t> expected[] = {
        {"%tid.x", 5},
        {"%tid.y", 1},
        {"%tid.z", 1},
        {"%ntid.x", 8},
        {"%ntid.y", 4},
        {"%ntid.z", 2},
        {"%ctaid.x", 1},
        {"%ctaid.y", 0},
        {"%ctaid.z", 0},
        {"%nctaid.x", 2},
        {"%nctaid.y", 1},
        {"%nctaid.z", 1},
        {"%laneid", 13},
        {"%warpid", 1},
        {"%lanemask_eq", 1u << 13},
        {"%lanemask_lt", (1u << 13) - 1},
        {"%lanemask_le", (2u << 13) - 1},
        {"%lanemask_gt", ~((2u << 13) - 1)},
        {"%lanemask_ge", ~((1u << 13) - 1)},
    };
    // Thread 45 of the block: lane 13 of warp 1, at 5, 1, 1.
    for (const auto& [name, number] : expected) {
        const Context context(name);
        CHECK_EQUAL(value(name, 45), number);
    }
}

// Each lane goes around as often as its number says, and by two ways.
TEST(ptx_opcodes, branches_that_part_and_meet) {
    const std::string body =
        "mov.u32 %w9, 0; mov.u32 %w1, %t;\n"
        "$L_loop: setp.eq.u32 %p1, %w1, 0; @%p1 bra $L_done;\n"
        "and.b32 %w2, %w1, 1; setp.eq.u32 %p2, %w2, 0; @%p2 bra $L_even;\n"
        "add.s32 %w9, %w9, 100; bra.uni $L_next;\n"
        "$L_even: add.s32 %w9, %w9, 1;\n"
        "$L_next: sub.s32 %w1, %w1, 1; bra $L_loop;\n"
        "$L_done: shfl.sync.down.b32 %w9, %w9, 1, 31, -1;\n";
    const std::vector<uint32_t> found = lanes(body);
    for (uint32_t l = 0; l < 31; ++l) CHECK_EQUAL(found[l], (l + 2) / 2 * 100 + (l + 1) / 2);
}

TEST(ptx_opcodes, lanes_that_end_early) {
    const std::vector<uint32_t> found =
        lanes("mov.u32 %w9, 7; setp.gt.u32 %p1, %t, 4; @%p1 exit; setp.gt.u32 %p2, %t, 2; @%p2 ret;\n");
    for (uint32_t l = 0; l < 32; ++l) CHECK_EQUAL(found[l], l <= 2 ? 7 : 0);
}

// Threads of four warps read what those of another wrote.
TEST(ptx_opcodes, barriers) {
    Run run;
    run.block = {128, 1, 1};
    for (const std::string barrier : {"bar.sync", "barrier.sync", "barrier.sync.aligned"}) {
        const std::string body =
            "mov.u64 %d1, tile; mul.wide.u32 %d2, %t, 4; add.s64 %d2, %d2, %d1; st.shared.u32 [%d2], %t;\n" +
            barrier +
            " 0;\nxor.b32 %w1, %t, 96; mul.wide.u32 %d3, %w1, 4; add.s64 %d3, %d3, %d1; ld.shared.u32 %w9, "
            "[%d3];\n";
        const std::vector<uint32_t> found = lanes(body, run, ".shared .align 4 .b8 tile[512];\n");
        for (uint32_t thread = 0; thread < 128; ++thread) CHECK_EQUAL(found[thread], thread ^ 96);
    }
}

TEST(ptx_opcodes, shared_memory_that_a_launch_sizes) {
    Run run;
    run.dynamic_shared_bytes = 128;
    // The variable of fixed size has bytes of its own below.
    const std::string body =
        "setp.ne.u32 %p1, %t, 0; mov.u64 %d1, fixed; @!%p1 st.shared.u32 [%d1+4], 5;\n"
        "mov.u64 %d3, tile; mul.wide.u32 %d2, %t, 4; add.s64 %d2, %d2, %d3; st.shared.u32 [%d2], %t;\n"
        "ld.shared.u32 %w9, [%d2];\n";
    const std::vector<uint32_t> found =
        lanes(body, run, ".extern .shared .align 16 .b8 tile[];\n.shared .align 8 .b8 fixed[8];\n");
    for (uint32_t l = 0; l < 32; ++l) CHECK_EQUAL(found[l], l);
}

}  // namespace sige::test

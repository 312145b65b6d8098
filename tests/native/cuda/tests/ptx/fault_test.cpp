// Each detector fires on what it is for, names the place, and lets the sound neighbour of the mistake pass.
#include "cuda/tests/ptx/snippet.h"

#include "cuda/ptx/text/parser.h"

namespace sige::test {
namespace {

const std::vector<std::byte> kIn(128);
constexpr const char* kTile = ".shared .align 16 .b8 tile[512];\n";
// %d3: a word of each thread in shared memory; %d4: that of the thread that differs in one bit.
std::string words(const char* partner) {
    return std::string(
               "mov.u64 %d1, tile; mul.wide.u32 %d2, %t, 4; add.s64 %d3, %d2, %d1;\nxor.b32 %w1, %t, ") +
           partner + "; mul.wide.u32 %d4, %w1, 4; add.s64 %d4, %d4, %d1;\n";
}

Run four_warps() {
    return {{128, 1, 1}, {1, 1, 1}, 0, {}};
}

void check_sound(const std::string& body, const Run& run = {}, const char* declarations = "",
                 size_t out_bytes = 512) {
    run_body(body, kIn, out_bytes, run, declarations);
    CHECK(true);
}

}  // namespace

TEST(ptx_faults, places_are_named) {
    const Seen seen = fault_of(
        "mov.u32 %w1, %ctaid.x; setp.eq.u32 %p1, %w1, 1; setp.eq.u32 %p2, %t, 5; and.pred %p1, %p1, %p2;\n"
        "@%p1 ld.global.u32 %w2, [%in+128];",
        kIn, 4, {{8, 4, 1}, {2, 2, 1}, 0, {}});
    CHECK_FAULT(seen, illegal_address,
                "kernel snippet, block (1, 0, 0), thread (5, 0, 0) reads 4 bytes of global memory at ");
    CHECK_FAULT(seen, illegal_address,
                "128 bytes into an allocation of 128: line 12: @%p1 ld.global.u32 %w2, [%in+128];");
}

TEST(ptx_faults, bounds_of_global_memory) {
    CHECK_FAULT(fault_of("ld.global.v4.u32 {%w0, %w1, %w2, %w3}, [%in+128];", kIn, 4), illegal_address,
                "128 bytes into an allocation of 128");
    CHECK_FAULT(fault_of("st.global.u8 [%out+4], 0;", kIn, 4), illegal_address,
                "4 bytes into an allocation of 4");
    CHECK_FAULT(fault_of("ld.global.u32 %w0, [%in+-4];", kIn, 4), illegal_address, "reads 4 bytes");
    CHECK_FAULT(fault_of("mov.u64 %d0, 0; ld.u32 %w0, [%d0];", kIn, 4), illegal_address,
                "below all allocations");
    CHECK_FAULT(fault_of("add.s64 %d0, %out, 0; atom.global.add.u32 %w0, [%d0+4], 1;", kIn, 4),
                illegal_address, "writes 4 bytes");
    check_sound("ld.global.v4.u32 {%w0, %w1, %w2, %w3}, [%in+112]; st.global.u8 [%out+3], 0;", {}, "", 4);
}

TEST(ptx_faults, bounds_of_shared_local_and_parameter_memory) {
    CHECK_FAULT(fault_of("mov.u64 %d0, tile; st.shared.u32 [%d0+512], 0;", kIn, 4, {}, kTile),
                illegal_address, "addresses 4 bytes of shared memory at 512 of 512");
    CHECK_FAULT(
        fault_of("mov.u64 %d0, tile; cvta.shared.u64 %d0, %d0; st.u32 [%d0+512], 0;", kIn, 4, {}, kTile),
        illegal_address, "512 of 512");
    CHECK_FAULT(
        fault_of(".local .align 4 .b8 depot[8]; mov.u64 %d0, depot; st.local.u32 [%d0+8], 0;", kIn, 4),
        illegal_address, "local memory");
    CHECK_FAULT(fault_of("ld.param.u64 %d0, [snippet_param_1+8];", kIn, 4), illegal_address,
                "past the parameters");
}

TEST(ptx_faults, alignment) {
    CHECK_FAULT(fault_of("ld.global.u32 %w0, [%in+2];", kIn, 4), misaligned_address, "addresses 4 bytes at ");
    CHECK_FAULT(fault_of("ld.global.v4.u32 {%w0, %w1, %w2, %w3}, [%in+8];", kIn, 4), misaligned_address,
                "addresses 16 bytes at ");
    CHECK_FAULT(
        fault_of("mov.u64 %d0, tile; cp.async.cg.shared.global [%d0+8], [%in], 16;", kIn, 4, {}, kTile),
        misaligned_address, "16 bytes at 0x8");
}

TEST(ptx_faults, shared_memory_that_was_never_written) {
    CHECK_FAULT(fault_of("mov.u64 %d0, tile; ld.shared.u32 %w0, [%d0];", kIn, 4, {}, kTile),
                uninitialized_read, "never written");
    CHECK_FAULT(fault_of("mov.u64 %d0, tile; red.shared.add.u32 [%d0], 1;", kIn, 4, {}, kTile),
                uninitialized_read, "never written");
}

TEST(ptx_faults, a_barrier_that_was_removed) {
    const std::string write = words("32") + "st.shared.u32 [%d3], %t;\n",
                      read = "ld.shared.u32 %w2, [%d4];\n";
    CHECK_FAULT(fault_of(write + read, kIn, 4, four_warps(), kTile), uninitialized_read, "never written");
    const std::string twice = write + "bar.sync 0;\n" + read;
    check_sound(twice + "bar.sync 0;\nst.shared.u32 [%d3], 7;\n", four_warps(), kTile);
    CHECK_FAULT(fault_of(twice + "st.shared.u32 [%d3], 7;\n", kIn, 4, four_warps(), kTile), race,
                "reads shared memory that was written without a barrier between by thread ");
    CHECK_FAULT(
        fault_of(write + "bar.sync 0;\nst.shared.u32 [%d3], 7;\n" + read, kIn, 4, four_warps(), kTile), race,
        "writes shared memory that was read without a barrier between by thread ");
    CHECK_FAULT(fault_of(write + "st.shared.u32 [%d4], 7;\n", kIn, 4, four_warps(), kTile), race,
                "writes shared memory that was written without a barrier between by thread ");
}

// Lanes of a warp need not run in step.
TEST(ptx_faults, lanes_that_do_not_wait_for_each_other) {
    const std::string write = words("1") + "st.shared.u32 [%d3], %t;\n", read = "ld.shared.u32 %w2, [%d4];\n";
    check_sound(write + "bar.warp.sync -1;\n" + read, {}, kTile);
    CHECK_FAULT(fault_of(write + read, kIn, 4, {}, kTile), race,
                "reads shared memory that was written without a barrier");
    check_sound(write + "ld.shared.u32 %w2, [%d3];\n", {}, kTile);
    // Many may read one word, and no one may write it then.
    const std::string all =
        "mov.u64 %d1, tile; setp.eq.u32 %p1, %t, 0; @%p1 st.shared.u32 [%d1], 1; bar.warp.sync -1; "
        "ld.shared.u32 %w2, [%d1];\n";
    check_sound(all, {}, kTile);
    CHECK_FAULT(fault_of(all + "@%p1 st.shared.u32 [%d1], 2;\n", kIn, 4, {}, kTile), race,
                "writes shared memory that was read");
    check_sound(all + "bar.warp.sync -1; @%p1 st.shared.u32 [%d1], 2;\n", {}, kTile);
}

TEST(ptx_faults, atomics_race_with_plain_accesses_alone) {
    const std::string zero =
        "mov.u64 %d1, tile; setp.eq.u32 %p1, %t, 0; @%p1 st.shared.u32 [%d1], 0; bar.sync 0;\n";
    const std::string add = "red.shared.add.u32 [%d1], 1;\n";
    check_sound(zero + add + add + "bar.sync 0; ld.shared.u32 %w2, [%d1];\n", four_warps(), kTile);
    CHECK_FAULT(fault_of(zero + add + "ld.shared.u32 %w2, [%d1];\n", kIn, 4, four_warps(), kTile), race,
                "reads shared memory");
    CHECK_FAULT(fault_of(zero + "ld.shared.u32 %w2, [%d1];\n" + add, kIn, 4, four_warps(), kTile), race,
                "writes shared memory");
}

TEST(ptx_faults, barriers_that_part) {
    CHECK_FAULT(
        fault_of(
            "setp.lt.u32 %p1, %t, 7; @%p1 bra $L_a; bar.sync 0; bra.uni $L_b;\n$L_a: bar.sync 0;\n$L_b:\n",
            kIn, 4),
        divergence, "waits at a barrier, and other lanes wait at line ");
    CHECK_FAULT(
        fault_of(
            "setp.lt.u32 %p1, %t, 32; @%p1 bra $L_a; bar.sync 0; bra.uni $L_b;\n$L_a: bar.sync 0;\n$L_b:\n",
            kIn, 4, four_warps()),
        divergence, "other warps of its block at that of line ");
    // Threads that have ended are not waited for.
    check_sound("setp.lt.u32 %p1, %t, 40; @%p1 exit; bar.sync 0;\n", four_warps());
}

TEST(ptx_faults, warps_that_are_not_whole) {
    CHECK_FAULT(
        fault_of("setp.lt.u32 %p1, %t, 7; @%p1 exit; shfl.sync.bfly.b32 %w1, %t, 1, 31, -1;\n", kIn, 4),
        divergence, "has ended");
    CHECK_FAULT(fault_of("setp.lt.u32 %p1, %t, 7; @%p1 shfl.sync.bfly.b32 %w1, %t, 1, 31, -1;\n", kIn, 4),
                divergence, "passes by its predicate");
    CHECK_FAULT(fault_of("setp.lt.u32 %p1, %t, 7; @%p1 bra $L_a; bar.warp.sync -1; bra.uni $L_b;\n$L_a: "
                         "bar.sync 0;\n$L_b:\n",
                         kIn, 4),
                divergence, "waits");
    CHECK_FAULT(fault_of("shfl.sync.bfly.b32 %w1, %t, 1, 31, 15;\n", kIn, 4), divergence,
                "does not name itself");
    CHECK_FAULT(
        fault_of("setp.lt.u32 %p1, %t, 4; @!%p1 bra $L_a; shfl.sync.bfly.b32 %w1, %t, 4, 31, 15;\n$L_a:\n",
                 kIn, 4),
        divergence, "reads a register of lane 4");
    check_sound("setp.lt.u32 %p1, %t, 4; @!%p1 bra $L_a; shfl.sync.bfly.b32 %w1, %t, 2, 31, 15;\n$L_a:\n");
}

TEST(ptx_faults, kernels_that_do_not_end) {
    Run run;
    run.options.budget = 10000;
    CHECK_FAULT(fault_of("$L_loop: add.s32 %w1, %w1, 1; bra.uni $L_loop;\n", kIn, 4, run), runaway,
                "does not come to an end");
}

TEST(ptx_faults, divisions_by_zero) {
    CHECK_FAULT(fault_of("mov.u32 %w1, 0; div.s32 %w2, %t, %w1;\n", kIn, 4), arithmetic, "divides by zero");
    CHECK_FAULT(fault_of("mov.u32 %w1, 0; rem.u32 %w2, %t, %w1;\n", kIn, 4), arithmetic, "divides by zero");
}

// Whatever order the host's threads take, the first block's fault is told.
TEST(ptx_faults, are_the_same_with_any_number_of_threads) {
    for (const int threads : {1, 2, 7}) {
        Run run{{32, 1, 1}, {64, 1, 1}, 0, {}};
        run.options.host_threads = threads;
        for (int repeat = 0; repeat < 20; ++repeat)
            CHECK_FAULT(
                fault_of(
                    "mov.u32 %w1, %ctaid.x; setp.ge.u32 %p1, %w1, 5; @%p1 ld.global.u32 %w2, [%in+128];\n",
                    kIn, 4, run),
                illegal_address, "block (5, 0, 0), thread (0, 0, 0)");
    }
}

}  // namespace sige::test

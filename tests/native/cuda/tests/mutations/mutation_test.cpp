// Seeded mistakes are made where they are asked for, and the double's checks notice them in a kernel of its
// own.
#include "cuda/mutations/mutate.h"

#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

using ptx::Mutation;

// A body in lines, as the parts of mutate() need it: threads of four warps exchange words through shared
// memory.
const std::string kBody =
    "\n\tmov.u64 \t%d1, tile;\n\tmul.wide.u32 \t%d2, %t, 4;\n\tadd.s64 \t%d2, %d2, %d1;\n\tst.shared.u32 "
    "\t[%d2], %t;\n\tbar.sync \t0;\n"
    "\txor.b32 \t%w1, %t, 32;\n\tmul.wide.u32 \t%d3, %w1, 4;\n\tadd.s64 \t%d3, %d3, %d1;\n\tld.shared.u32 "
    "\t%w2, [%d3];\n"
    "\tsetp.ge.u32 \t%p1, %t, 128;\n\t@%p1 bra \t$L_end;\n\tst.global.u32 \t[%at], %w2;\n$L_end:\n";
constexpr const char* kTile = ".shared .align 16 .b8 tile[512];\n";

std::string changed_line(const std::string& text, const Mutation& mutation) {
    const auto change = ptx::change_of(text, mutation);
    return change ? change->after : "none";
}

}  // namespace

TEST(mutations, have_texts) {
    const auto mutation = ptx::parse_mutation("some_kernel:remove_barrier:12");
    CHECK(mutation.has_value());
    CHECK_EQUAL(mutation->kernel, "some_kernel");
    CHECK_EQUAL(mutation->name, "remove_barrier");
    CHECK_EQUAL(mutation->nth, 12);
    CHECK_EQUAL(ptx::text_of(*mutation), "some_kernel:remove_barrier:12");
    CHECK(!ptx::parse_mutation("some_kernel:12").has_value());
    CHECK(!ptx::parse_mutation("some_kernel:remove_barrier:twelve").has_value());
}

TEST(mutations, change_one_place) {
    const std::string text = kernel_around(
        "\n\tcp.async.cg.shared.global [%d1], [%d2], 16, %w1;\n\tcp.async.wait_group 0;\n\tbar.sync "
        "0;\n\tcp.async.wait_group 1;\n"
        "\tmma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f0,%f1,%f2,%f3}, {%w0,%w1,%w2,%w3}, "
        "{%w4,%w5}, {%f0,%f1,%f2,%f3};\n"
        "\tldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%w0,%w1}, [%d1];\n\tbar.sync 0;\n\tadd.rn.f32 "
        "%f1, %f2, %f3;\n");
    const auto after = [&](const char* name, int nth) { return changed_line(text, {"snippet", name, nth}); };
    CHECK_EQUAL(after("forget_to_fill_with_zeros", 1), "\tcp.async.cg.shared.global [%d1], [%d2], 16;");
    CHECK_EQUAL(after("wait_for_fewer_copies", 1), "\tcp.async.wait_group 1;");
    CHECK_EQUAL(after("wait_for_fewer_copies", 2), "\tcp.async.wait_group 2;");
    CHECK_EQUAL(after("wait_for_fewer_copies", 3), "none");
    CHECK_EQUAL(after("swap_factors", 1),
                "\tmma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f0,%f1,%f2,%f3}, {%w0, %w2, %w1, "
                "%w3}, {%w4,%w5}, {%f0,%f1,%f2,%f3};");
    CHECK_EQUAL(after("transpose_matrix", 1), "\tldmatrix.sync.aligned.m8n8.x2.shared.b16 {%w0,%w1}, [%d1];");
    CHECK_EQUAL(after("subtract_for_add", 1), "\tsub.rn.f32 %f1, %f2, %f3;");
    const auto second = ptx::change_of(text, {"snippet", "remove_barrier", 2});
    CHECK(second.has_value() && second->before == "\tbar.sync 0;" && second->after == "\t");
    CHECK_EQUAL(second->line, ptx::change_of(text, {"snippet", "remove_barrier", 1})->line + 4);
    CHECK(!ptx::mutate(text, {"other", "remove_barrier", 1}).has_value());
}

// Every mistake that this body can have is noticed, by a fault, a text that is refused or a wrong result.
TEST(mutations, of_a_small_kernel_are_noticed) {
    const Run run{{128, 1, 1}, {1, 1, 1}, 0, {}};
    const auto numbers = [&](const std::string& body) {
        return run_lanes<uint32_t, uint8_t>(body, {0}, 128, run, kTile);
    };
    const std::vector<uint32_t> right = numbers(kBody);
    const std::string text = kernel_around(kBody, kTile);
    const std::vector<Mutation> all = ptx::mutations_of(text);
    size_t found = 0;
    for (const Mutation& mutation : all) {
        const Context context(ptx::text_of(mutation));
        const auto change = ptx::change_of(text, mutation);
        std::string body = kBody;
        const size_t at = body.find(change->before);
        // Threads past the end are none of this launch.
        if (at == std::string::npos || mutation.name == "allow_one_more") continue;
        body.replace(at, change->before.size(), change->after);
        bool noticed = false;
        try {
            noticed = numbers(body) != right;
        } catch (const std::runtime_error&) {
            noticed = true;
        }
        CHECK(noticed);
        ++found;
    }
    // A barrier, a turned predicate, and two misspelt stores.
    CHECK_EQUAL(found, 4);
}

}  // namespace sige::test

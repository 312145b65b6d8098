// What the parser takes, and that it refuses what ptxas would.
#include "cuda/ptx/text/parser.h"
#include "cuda/tests/ptx/snippet.h"

namespace sige::test {
namespace {

void check_refused(const std::string& text, const std::string& part, int line) {
    const Context context(part);
    try {
        ptx::parse(text);
        CHECK(false);
    } catch (const ptx::SyntaxError& error) {
        const std::string message = error.what();
        report(message.find(part) != std::string::npos, __FILE__, __LINE__, message);
        CHECK_EQUAL(error.line, line);
    }
}

// The body stands in line 11.
void check_body_refused(const std::string& body, const std::string& part) {
    check_refused(kernel_around(body), part, 11);
}

}  // namespace

TEST(ptx_syntax, opcodes_are_taken_by_their_exact_text) {
    check_body_refused("ldmatrix.sync.aligned.m8n8.x9.shared.b16 {%w1}, [%d1];",
                       "opcode 'ldmatrix.sync.aligned.m8n8.x9.shared.b16' is not in the list");
    check_body_refused(
        "mma.sync.aligned.m16n8k16.row.row.f32.f16.f16.f32 {%f0, %f1, %f2, %f3}, {%w0, %w1, %w2, %w3}, {%w4, "
        "%w5}, {%f0, %f1, %f2, %f3};",
        "is not in the list");
    check_body_refused("ad.s32 %w1, %w2, %w3;", "opcode 'ad.s32' is not in the list");
    check_body_refused("mul.wide.f32 %w1, %w2, %w3;", "opcode 'mul.wide.f32' is not in the list");
    check_body_refused("ld.global.v8.f32 %w1, [%in];", "is not in the list");
    check_body_refused("call.uni foo;", "is not in the list");
}

TEST(ptx_syntax, operands_have_the_types_of_the_opcode) {
    check_body_refused("add.s32 %w1, %w2;", "an operand is missing");
    check_body_refused("add.s32 %w1, %w2, %w3, %w4;", "too many operands");
    check_body_refused("add.s32 %w1, %d2, %w3;", "register %d2 has another type");
    check_body_refused("add.s32 %w1, %f2, %w3;", "register %f2 has another type");
    check_body_refused("add.f32 %f1, %f2, %g3;", "register %g3 has another type");
    check_body_refused("add.s32 %w1, %p2, %w3;", "register %p2 has another type");
    check_body_refused("add.s32 %w1, %w99, 1;", "name '%w99' is not known");
    check_body_refused("add.s32 %w1, %w2, 0f3F800000;", "a number has another type");
    check_body_refused("add.f32 %f1, %f2, 1;", "a number has another type");
    check_body_refused("add.s32 1, %w1, %w2;", "a result must be a register");
    check_body_refused("ld.global.u32 %w1, %in;", "must be an address");
    check_body_refused("ld.global.v2.u32 {%w1, %w2, %w3}, [%in];", "has 3 registers, not 2");
    check_body_refused("mov.u32 %w1, snippet_param_0;", "has 64 bits");
    check_body_refused("cp.async.cg.shared.global [%d1], [%d2], 8;", "a copy of 8 bytes");
    check_body_refused("bar.sync %w1;", "an operand must be a number");
}

TEST(ptx_syntax, labels_and_directives) {
    check_refused(kernel_around("bra $L_nowhere;"), "label $L_nowhere is not there", 13);
    check_body_refused("$L_a: $L_a: add.s32 %w1, %w1, 1;", "label $L_a is there twice");
    check_body_refused(".maxntid 3;", "directive '.maxntid' is not supported");
    check_body_refused("add.s32 %w1, %w1, 12x;", "'12x' is no number");
    check_refused(".version 8.0\n", "the version is 8.0, not 7.1", 1);
    check_refused(".version 7.1\n.target sm_90\n", "the target is sm_90, not sm_80", 2);
    check_refused(".version 7.1\n.target sm_80\n.address_size 64\n.visible .func foo() { ret; }",
                  "directive '.func' is not supported", 4);
    check_refused(".version 7.1\n.target sm_80\n.address_size 64\n.visible .entry a() { add",
                  "the text ends too early", 4);
}

TEST(ptx_syntax, kernels_tell_what_they_need) {
    const ptx::Module module = ptx::parse(
        ".version 7.1\n.target sm_80\n.address_size 64\n.shared .align 16 .b8 a[20];\n.shared .align 8 .b8 "
        "unused[4096];\n"
        ".extern .shared .align 16 .b8 rest[];\n.global .align 4 .b32 g[3] = {1, 2};\n"
        ".visible .entry k(.param .u32 x, .param .align 8 .b8 y[12], .param .u64 z)\n.maxntid 128, 2, "
        "1\n.minnctapersm 2\n"
        "{ .reg .b64 %a<3>; .local .align 8 .b8 depot[24]; // a comment\n .pragma \"nounroll\"; mov.u64 %a0, "
        "a; mov.u64 %a1, rest; /* and\n one */ st.shared.u16 [%a0], 1; ret; }\n");
    const ptx::Kernel& kernel = module.kernels.at("k");
    CHECK_EQUAL(kernel.shared_bytes, 32);
    CHECK_EQUAL(kernel.local_bytes, 24);
    CHECK_EQUAL(kernel.max_threads, 256);
    CHECK_EQUAL(kernel.granule, 2);
    CHECK_EQUAL(kernel.parameter_bytes, 32);
    CHECK_EQUAL(kernel.parameters[1].offset, 8);
    CHECK_EQUAL(kernel.parameters[1].bytes, 12);
    CHECK_EQUAL(kernel.parameters[2].offset, 24);
    CHECK_EQUAL(kernel.opcodes.at("mov.u64"), 2);
    CHECK(kernel.has_dynamic_shared);
    CHECK_EQUAL(module.variables[0].initial.size(), 12);
    CHECK_EQUAL(static_cast<int>(module.variables[0].initial[4]), 2);
}

}  // namespace sige::test

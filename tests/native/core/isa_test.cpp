// Which instruction sets' kernels a processor runs, and which of them a table gives, see kernels/kernels.h.
#include "harness/test.h"
#include "kernels/kernels.h"

namespace sige::test {
namespace {

constexpr sige_isa kAll[] = {SIGE_ISA_PORTABLE,    SIGE_ISA_AVX2, SIGE_ISA_NEON,     SIGE_ISA_AVX512,
                             SIGE_ISA_AVX512_BF16, SIGE_ISA_AMX,  SIGE_ISA_NEON_BF16};

}  // namespace

TEST(isa, each_includes_those_below_it) {
    CHECK(has_isa(SIGE_ISA_AUTO) && has_isa(SIGE_ISA_PORTABLE) && has_isa(best_isa()));
    for (sige_isa isa : kAll) {
        CHECK_EQUAL(includes_isa(SIGE_ISA_PORTABLE, isa), isa == SIGE_ISA_PORTABLE);
        CHECK_EQUAL(has_isa(isa), includes_isa(best_isa(), isa));
        CHECK(!(includes_isa(isa, SIGE_ISA_AVX2) && includes_isa(isa, SIGE_ISA_NEON)));
    }
    // Of another architecture neither includes anything.
    CHECK_EQUAL(includes_isa(SIGE_ISA_AVX512, SIGE_ISA_AVX2),
                includes_isa(SIGE_ISA_AVX512, SIGE_ISA_PORTABLE));
    CHECK(!includes_isa(SIGE_ISA_AVX2, SIGE_ISA_AVX512));
}

TEST(isa, a_table_gives_its_best_row_that_runs) {
    for (sige_isa row : kAll)
        for (sige_isa isa : kAll) {
            const KernelRow<int> rows[] = {{"a row", row, 1}, {"portable", SIGE_ISA_PORTABLE, 2}};
            CHECK_EQUAL(select_kernel(KernelTable<int>(rows), isa), includes_isa(isa, row) ? 1 : 2);
        }
}

}  // namespace sige::test

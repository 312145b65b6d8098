// The roof's loop, see kernels/peak/peak.h.
#include "kernels/peak/peak.h"

#include "harness/kernels.h"

namespace sige::test {

TEST(peak, counts_its_operations) {
    for_each_row(peak_table(), [](PeakFunction function, PeakFunction) {
        float sink = 0.5f;
        const int64_t one = function(1, &sink), many = function(1000, &sink);
        CHECK(one > 0);
        CHECK_EQUAL(many, 1000 * one);
        CHECK(std::isfinite(sink));
    });
}

}  // namespace sige::test

#include "cuda/tests/cases/cases.h"

namespace sige::test {
namespace {

constexpr uint64_t u16(int64_t value) {
    return static_cast<uint16_t>(value);
}
constexpr uint64_t u32(int64_t value) {
    return static_cast<uint32_t>(value);
}
constexpr uint64_t u64(int64_t value) {
    return static_cast<uint64_t>(value);
}

}  // namespace

std::vector<Case> integer_cases() {
    return {
        {"add.u16", {0xFFFF, 3}, {2}},
        {"add.s16", {u16(-7), 3}, {u16(-4)}},
        {"add.u32", {0xFFFFFFFF, 3}, {2}},
        {"add.s32", {u32(-7), 3}, {u32(-4)}},
        {"add.u64", {u64(-1), 3}, {2}},
        {"add.s64", {u64(-7), 3}, {u64(-4)}},
        {"sub.u16", {2, 3}, {0xFFFF}},
        {"sub.s16", {2, 3}, {u16(-1)}},
        {"sub.u32", {2, 3}, {0xFFFFFFFF}},
        {"sub.s32", {u32(-2), 3}, {u32(-5)}},
        {"sub.u64", {2, 3}, {u64(-1)}},
        {"sub.s64", {u64(-2), 3}, {u64(-5)}},
        {"min.u16", {u16(-1), 3}, {3}},
        {"min.s16", {u16(-1), 3}, {u16(-1)}},
        {"min.u32", {u32(-1), 3}, {3}},
        {"min.s32", {u32(-1), 3}, {u32(-1)}},
        {"min.u64", {u64(-1), 3}, {3}},
        {"min.s64", {u64(-1), 3}, {u64(-1)}},
        {"max.u16", {u16(-1), 3}, {u16(-1)}},
        {"max.s16", {u16(-1), 3}, {3}},
        {"max.u32", {u32(-1), 3}, {u32(-1)}},
        {"max.s32", {u32(-1), 3}, {3}},
        {"max.u64", {u64(-1), 3}, {u64(-1)}},
        {"max.s64", {u64(-1), 3}, {3}},
        {"div.u16", {u16(-7), 2}, {32764}},
        {"div.s16", {u16(-7), 2}, {u16(-3)}},
        {"div.u32", {u32(-7), 2}, {2147483644}},
        {"div.s32", {u32(-7), 2}, {u32(-3)}},
        {"div.s32", {0x80000000, u32(-1)}, {0x80000000}},
        {"div.u64", {u64(-7), 2}, {9223372036854775804u}},
        {"div.s64", {u64(-7), 2}, {u64(-3)}},
        {"rem.u16", {u16(-7), 5}, {4}},
        {"rem.s16", {u16(-7), 5}, {u16(-2)}},
        {"rem.u32", {17, 5}, {2}},
        {"rem.s32", {u32(-7), 5}, {u32(-2)}},
        {"rem.s32", {0x80000000, u32(-1)}, {0}},
        {"rem.u64", {17, 5}, {2}},
        {"rem.s64", {u64(-7), 5}, {u64(-2)}},
        {"neg.s16", {5}, {u16(-5)}},
        {"neg.s32", {5}, {u32(-5)}},
        {"neg.s64", {5}, {u64(-5)}},
        {"abs.s16", {u16(-5)}, {5}},
        {"abs.s32", {u32(-5)}, {5}},
        {"abs.s64", {u64(-5)}, {5}},
        {"mul.lo.u16", {0xFFFF, 0xFFFF}, {1}},
        {"mul.lo.s16", {u16(-3), 7}, {u16(-21)}},
        {"mul.lo.u32", {0xFFFFFFFF, 7}, {u32(-7)}},
        {"mul.lo.s32", {u32(-3), 7}, {u32(-21)}},
        {"mul.lo.u64", {u64(-1), 7}, {u64(-7)}},
        {"mul.lo.s64", {u64(-3), 7}, {u64(-21)}},
        {"mad.lo.u16", {3, 7, u16(-1)}, {20}},
        {"mad.lo.s16", {u16(-3), 7, 1}, {u16(-20)}},
        {"mad.lo.u32", {3, 7, u32(-1)}, {20}},
        {"mad.lo.s32", {u32(-3), 7, 1}, {u32(-20)}},
        {"mad.lo.u64", {3, 7, u64(-1)}, {20}},
        {"mad.lo.s64", {u64(-3), 7, 1}, {u64(-20)}},
        {"mul.wide.u16", {0xFFFF, 0xFFFF}, {0xFFFE0001}},
        {"mul.wide.s16", {u16(-300), 300}, {u32(-90000)}},
        {"mul.wide.u32", {0xFFFFFFFF, 0xFFFFFFFF}, {0xFFFFFFFE00000001}},
        {"mul.wide.s32", {u32(-300000), 300000}, {u64(-90000000000)}},
        {"mad.wide.u32", {0xFFFFFFFF, 2, 5}, {0x200000003}},
        {"mad.wide.s32", {u32(-300000), 300000, 1}, {u64(-89999999999)}},
        {"mul.hi.u32", {0xFFFFFFFF, 0xFFFFFFFF}, {0xFFFFFFFE}},
        {"mul.hi.s32", {u32(-300000), 300000}, {u32(-21)}},
        {"mul.hi.u64", {u64(-1), u64(-1)}, {u64(-2)}},
        {"mul.hi.s64", {u64(-1), 5}, {u64(-1)}},
        {"mad.hi.u32", {0xFFFFFFFF, 0xFFFFFFFF, 4}, {2}},
    };
}

}  // namespace sige::test

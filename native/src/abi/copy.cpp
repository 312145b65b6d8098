// Copying pixels between tensors that may hold regions and halves.
#include "abi/arguments.h"

using namespace sige;

namespace {

Region checked_pixels(const Arguments& given, const sige_tensor* tensor, const char* name) {
    const Region region = given.region(tensor, name);
    const sige_dtype dtype = region.tensor.dtype;
    SIGE_REQUIRE(dtype == SIGE_DTYPE_F32 || dtype == SIGE_DTYPE_F16,
                 "%s: dtype is %s, expected float32 or float16", name, dtype_name(dtype));
    return region;
}

// Whether a region has every active pixel.
void require_held(const ActiveSet& set, const Region& region, const char* name) {
    if (region.is_whole()) return;
    const int64_t missing = set.first_outside(region);
    SIGE_REQUIRE(missing < 0, "%s holds rows %d to %d, columns %d to %d; active pixel (%d, %d) is not in it",
                 name, region.y, region.bottom() - 1, region.x, region.right() - 1,
                 static_cast<int>(missing / region.w), static_cast<int>(missing % region.w));
}

const ActiveSet* checked_set(const Arguments& given, sige_active_set* active, const Region& from,
                             const Region& to) {
    if (active == nullptr) {
        SIGE_REQUIRE(from.holds(to) || to.holds(from),
                     "the regions of src, %d x %d at [%d, %d], and of dst, %d x %d at [%d, %d], only cross",
                     from.tensor.h, from.tensor.w, from.y, from.x, to.tensor.h, to.tensor.w, to.y, to.x);
        return nullptr;
    }
    const ActiveSet& set = given.handle(active, "active");
    SIGE_REQUIRE(set.h == to.h && set.w == to.w, "active set is for %d x %d, expected %d x %d", set.h, set.w,
                 to.h, to.w);
    require_held(set, from, "src");
    require_held(set, to, "dst");
    return &set;
}

}  // namespace

sige_status sige_copy_pixels(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                             const sige_tensor* dst, sige_buffer* overflows, uint64_t overflows_offset) {
    return guard([&] {
        const Arguments given(queue);
        CopyPixelsCall call;
        call.src = checked_pixels(given, src, "src");
        call.dst = checked_pixels(given, dst, "dst");
        const Region &from = call.src, &to = call.dst;
        SIGE_REQUIRE(
            from.tensor.n == to.tensor.n && from.tensor.c == to.tensor.c && from.h == to.h && from.w == to.w,
            "src is of a picture [%d, %d, %d, %d], expected [%d, %d, %d, %d] as dst", from.tensor.n, from.h,
            from.w, from.tensor.c, to.tensor.n, to.h, to.w, to.tensor.c);
        SIGE_REQUIRE(!overlap(from.tensor, to.tensor), "dst overlaps src");
        call.active = checked_set(given, active, from, to);
        if (overflows != nullptr) {
            SIGE_REQUIRE(overflows_offset % sizeof(uint64_t) == 0,
                         "overflows_offset is %llu, expected a multiple of 8",
                         static_cast<unsigned long long>(overflows_offset));
            call.overflows =
                &given.buffer(overflows, "overflows", overflows_offset, sizeof(uint64_t), SIGE_DTYPE_U8);
            call.overflows_offset = overflows_offset;
        }
        given.queue().submit(call);
    });
}

// Copying pixels between tensors that may hold regions and halves.
#include "abi/handles.h"

using namespace sige;

namespace {

Region checked_pixels(const sige_tensor* tensor, const char* name) {
    const Region region = checked_region(tensor, name);
    const sige_dtype dtype = region.tensor.dtype;
    SIGE_REQUIRE(dtype == SIGE_DTYPE_F32 || dtype == SIGE_DTYPE_F16,
                 "%s: dtype is %s, expected float32 or float16", name, dtype_name(dtype));
    return region;
}

// Whether a region has every active pixel.
void require_held(Queue& queue, ActiveSet& set, const Region& region, const char* name) {
    if (region.is_whole()) return;
    const int64_t missing = queue.first_outside(set, region);
    SIGE_REQUIRE(missing < 0, "%s holds rows %d to %d, columns %d to %d; active pixel (%d, %d) is not in it",
                 name, region.y, region.bottom() - 1, region.x, region.right() - 1,
                 static_cast<int>(missing / region.w), static_cast<int>(missing % region.w));
}

ActiveSet* checked_set(Queue& queue, sige_active_set* active, const Region& from, const Region& to) {
    if (active == nullptr) {
        SIGE_REQUIRE(from.holds(to) || to.holds(from),
                     "the regions of src, %d x %d at [%d, %d], and of dst, %d x %d at [%d, %d], only cross",
                     from.tensor.h, from.tensor.w, from.y, from.x, to.tensor.h, to.tensor.w, to.y, to.x);
        return nullptr;
    }
    ActiveSet& set = *active->it;
    SIGE_REQUIRE(set.h == to.h && set.w == to.w, "active set is for %d x %d, expected %d x %d", set.h, set.w,
                 to.h, to.w);
    require_held(queue, set, from, "src");
    require_held(queue, set, to, "dst");
    return &set;
}

}  // namespace

sige_status sige_copy_pixels(sige_queue* queue, const sige_tensor* src, sige_active_set* active,
                             const sige_tensor* dst, uint64_t* overflows) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        const Region from = checked_pixels(src, "src"), to = checked_pixels(dst, "dst");
        SIGE_REQUIRE(
            from.tensor.n == to.tensor.n && from.tensor.c == to.tensor.c && from.h == to.h && from.w == to.w,
            "src is of a picture [%d, %d, %d, %d], expected [%d, %d, %d, %d] as dst", from.tensor.n, from.h,
            from.w, from.tensor.c, to.tensor.n, to.h, to.w, to.tensor.c);
        SIGE_REQUIRE(!overlap(from.tensor, to.tensor), "dst overlaps src");
        const uint64_t count =
            q.copy_pixels(from, checked_set(q, active, from, to), to, overflows != nullptr);
        if (overflows != nullptr) *overflows = count;
    });
}

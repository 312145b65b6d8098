// Active sets: planned on the host.
#include <vector>

#include "abi/arguments.h"

using namespace sige;

namespace {

void require_policy(sige_policy policy) {
    SIGE_REQUIRE(policy == SIGE_POLICY_PIXELS || policy == SIGE_POLICY_TILES, "unknown policy %d", policy);
}

sige_index_geometry checked_geometry(const sige_index_geometry* descriptor) {
    const sige_index_geometry geometry = read_descriptor(descriptor, "geometry");
    SIGE_REQUIRE(geometry.kernel_h >= 1 && geometry.kernel_w >= 1 && geometry.kernel_h <= 64 &&
                     geometry.kernel_w <= 64,
                 "kernel is %d x %d, expected 1 to 64 a side", geometry.kernel_h, geometry.kernel_w);
    SIGE_REQUIRE(geometry.stride_h >= 1 && geometry.stride_w >= 1 && geometry.stride_h <= 64 &&
                     geometry.stride_w <= 64,
                 "stride is %d x %d, expected 1 to 64 a side", geometry.stride_h, geometry.stride_w);
    SIGE_REQUIRE(
        geometry.pad_top >= 0 && geometry.pad_left >= 0 && geometry.pad_top < 64 && geometry.pad_left < 64,
        "padding is %d and %d, expected 0 to 63", geometry.pad_top, geometry.pad_left);
    SIGE_REQUIRE(geometry.scale_log2 > -20 && geometry.scale_log2 < 20, "scale_log2 is %d",
                 geometry.scale_log2);
    const Size src = checked_size(geometry.src_h, geometry.src_w);
    SIGE_REQUIRE(src.area() <= INT32_MAX, "src of %d x %d pixels passes 32 bits", src.h, src.w);
    return geometry;
}

}  // namespace

sige_status sige_active_set_create(sige_device* device, int32_t h, int32_t w, sige_active_set** active) {
    return guard([&] {
        checked_handle(device, "device");
        SIGE_REQUIRE(active != nullptr, "active is null");
        const Size size = checked_size(h, w);
        SIGE_REQUIRE(size.area() <= INT32_MAX, "%d x %d pixels pass 32 bits", h, w);
        *active = new sige_active_set{device->it, std::make_unique<ActiveSet>(size)};
    });
}

sige_status sige_active_set_build(sige_active_set* active, const uint8_t* mask, sige_policy policy) {
    return guard([&] {
        ActiveSet& set = checked_handle(active, "active");
        SIGE_REQUIRE(mask != nullptr, "mask is null");
        require_policy(policy);
        set.build(mask, policy);
    });
}

sige_status sige_active_set_build_from(sige_queue* queue, sige_active_set* active, sige_buffer* mask,
                                       sige_policy policy) {
    return guard([&] {
        const Arguments given(queue);
        ActiveSet& set = given.handle(active, "active");
        const Size size{set.h, set.w};
        Buffer& from = given.buffer(mask, "mask", 0, size.area(), SIGE_DTYPE_U8);
        require_policy(policy);
        std::vector<uint8_t> host(static_cast<size_t>(size.area()));
        given.queue().submit(ReadCall{&from, 0, host.data(), host.size()});
        set.build(host.data(), policy);
    });
}

sige_status sige_active_set_query(sige_active_set* active, sige_active_counts* counts) {
    return guard([&] {
        const ActiveSet& set = checked_handle(active, "active");
        require_answer(counts, "counts");
        sige_active_counts answer{};
        answer.pixels = set.count();
        answer.tiles_of_2 = static_cast<int32_t>(set.tiles(2).size());
        answer.tiles_of_4 = static_cast<int32_t>(set.tiles(4).size());
        answer.touched_tiles = set.touched_tiles();
        answer.bytes = set.bytes();
        write_descriptor(answer, counts);
    });
}

sige_status sige_active_set_read(sige_active_set* active, sige_index_table table,
                                 const sige_index_geometry* geometry, int32_t* dst, uint64_t capacity,
                                 uint64_t* count) {
    return guard([&] {
        const ActiveSet& set = checked_handle(active, "active");
        SIGE_REQUIRE(table >= SIGE_INDEX_PIXELS && table <= SIGE_INDEX_TILES_OF_4, "unknown table %d", table);
        SIGE_REQUIRE(count != nullptr, "count is null");
        SIGE_REQUIRE(dst != nullptr || capacity == 0, "dst is null");
        const sige_index_geometry of_table =
            table == SIGE_INDEX_NEIGHBOURS ? checked_geometry(geometry) : sige_index_geometry{};
        const uint64_t needed = read_index_table(set, table, &of_table, dst, capacity);
        SIGE_REQUIRE(needed <= capacity, "capacity is %llu, expected at least %llu",
                     static_cast<unsigned long long>(capacity), static_cast<unsigned long long>(needed));
        *count = needed;
    });
}

sige_status sige_active_set_destroy(sige_active_set* active) {
    return guard([&] { destroy(active); });
}

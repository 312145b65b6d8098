#include "backends/metal/active.h"

#include <cstring>

namespace sige::metal {
namespace {

static_assert(sizeof(Pixel) == sizeof(parameters::Place), "a set's pixels are copied as they are");

// A table in memory that both sides see. Work in flight keeps the one that it was given.
class Table final {
  public:
    void update(Gpu& gpu, uint64_t generation, uint64_t capacity, const void* src, uint64_t bytes) {
        if (is_made_ && generation == generation_) return;
        if (!memory_ || gpu.is_working()) memory_ = gpu.allocate(capacity);
        if (bytes > 0) std::memcpy(objc().contents(memory_.get()), src, static_cast<size_t>(bytes));
        generation_ = generation;
        is_made_ = true;
    }
    Id memory() const { return memory_.get(); }

  private:
    Object memory_;
    uint64_t generation_ = 0;
    bool is_made_ = false;
};

struct Mirror final : public Resource {
    Table places, ranks;
};

uint64_t area_of(const ActiveSet& set) {
    return static_cast<uint64_t>(set.h) * static_cast<uint64_t>(set.w);
}

// Queues of one device may come to a set at the same time.
std::mutex& mirrors_mutex() {
    static std::mutex mutex;
    return mutex;
}

Mirror& mirror_of(const ActiveSet& set) {
    if (set.mirror == nullptr) set.mirror = std::make_shared<Mirror>();
    return static_cast<Mirror&>(*set.mirror);
}

}  // namespace

Id places_of(const ActiveSet* set, Gpu& gpu) {
    if (set == nullptr) return nullptr;
    std::lock_guard lock(mirrors_mutex());
    Table& table = mirror_of(*set).places;
    table.update(gpu, set->generation(), area_of(*set) * sizeof(Pixel), set->pixels().data(),
                 set->pixels().size() * sizeof(Pixel));
    return table.memory();
}

Id ranks_of(const ActiveSet& set, Gpu& gpu) {
    std::lock_guard lock(mirrors_mutex());
    Table& table = mirror_of(set).ranks;
    const uint64_t bytes = area_of(set) * sizeof(int32_t);
    table.update(gpu, set.generation(), bytes, set.scatter_map(), bytes);
    return table.memory();
}

}  // namespace sige::metal

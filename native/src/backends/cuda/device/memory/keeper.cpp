#include "backends/cuda/device/memory/keeper.h"

#include <algorithm>

namespace sige::cuda {

void Keeper::keep(std::unique_ptr<Resource> resource) {
    std::lock_guard lock(mutex_);
    if (!busy_.empty()) kept_.push_back(Kept{std::move(resource), busy_});
}

void Keeper::keep(std::shared_ptr<Resource> resource) {
    struct Share final : Resource {
        explicit Share(std::shared_ptr<Resource> it) : resource(std::move(it)) {}
        const std::shared_ptr<Resource> resource;
    };
    if (resource != nullptr) keep(std::unique_ptr<Resource>(std::make_unique<Share>(std::move(resource))));
}

void Keeper::begin(int queue) {
    std::lock_guard lock(mutex_);
    busy_.insert(queue);
}

void Keeper::end(int queue) noexcept {
    // Goes when the lock is open again.
    std::vector<Kept> free_to_go;
    std::lock_guard lock(mutex_);
    busy_.erase(queue);
    for (Kept& kept : kept_) kept.waits_for.erase(queue);
    const auto first =
        std::partition(kept_.begin(), kept_.end(), [](const Kept& k) { return !k.waits_for.empty(); });
    std::move(first, kept_.end(), std::back_inserter(free_to_go));
    kept_.erase(first, kept_.end());
}

bool Keeper::is_any_but(int queue) const {
    std::lock_guard lock(mutex_);
    return busy_.size() > busy_.count(queue);
}

}  // namespace sige::cuda

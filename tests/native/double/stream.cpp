#include "double/stream.h"

#include <utility>

namespace sige::counting {

void Keeper::keep(std::unique_ptr<Resource> resource) {
    std::lock_guard lock(mutex_);
    if (in_flight_ > 0) kept_.push_back(std::move(resource));
}

void Keeper::begin() {
    std::lock_guard lock(mutex_);
    ++in_flight_;
}

void Keeper::end(uint64_t pieces) {
    std::vector<std::unique_ptr<Resource>> free_to_go;
    std::lock_guard lock(mutex_);
    in_flight_ -= pieces;
    if (in_flight_ == 0) free_to_go.swap(kept_);
}

Stream::Stream(std::unique_ptr<Queue> inner, std::shared_ptr<Keeper> keeper)
    : inner_(std::move(inner)), keeper_(std::move(keeper)) {}

Stream::~Stream() {
    keeper_->end(waiting_.size());
}

void Stream::enqueue(Work work) {
    std::lock_guard lock(mutex_);
    keeper_->begin();
    waiting_.push_back(std::move(work));
}

bool Stream::run_dry() {
    std::lock_guard lock(mutex_);
    // Work is done, or given up, when this goes out of scope.
    struct Taken {
        ~Taken() { keeper.end(work.size()); }
        std::vector<Work> work;
        Keeper& keeper;
    } const taken{std::exchange(waiting_, {}), *keeper_};
    for (const Work& work : taken.work) work(*inner_);
    return !taken.work.empty();
}

}  // namespace sige::counting

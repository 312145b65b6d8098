// Holds what callers let go of until the queues that were at work then have come to rest.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "core/resource.h"

namespace sige::cuda {

class Keeper final {
  public:
    void keep(std::unique_ptr<Resource> resource);
    // What several hold.
    void keep(std::shared_ptr<Resource> resource);
    // A queue has work in flight, and has none any more.
    void begin(int queue);
    void end(int queue) noexcept;
    bool is_any_but(int queue) const;

  private:
    struct Kept {
        std::unique_ptr<Resource> resource;
        std::set<int> waits_for;
    };

    mutable std::mutex mutex_;
    std::set<int> busy_;
    std::vector<Kept> kept_;
};

}  // namespace sige::cuda

// Work that was handed in and has not run yet, as on a device that computes while its caller goes on.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/device.h"

namespace sige::counting {

// Holds what callers let go of until no work is in flight on any queue of their device.
class Keeper final {
  public:
    void keep(std::unique_ptr<Resource> resource);
    void begin();
    void end(uint64_t pieces);

  private:
    std::mutex mutex_;
    uint64_t in_flight_ = 0;
    std::vector<std::unique_ptr<Resource>> kept_;
};

class Stream final {
  public:
    // A piece of work for the queue that computes.
    using Work = std::function<void(Queue& inner)>;

    Stream(std::unique_ptr<Queue> inner, std::shared_ptr<Keeper> keeper);
    ~Stream();

    void enqueue(Work work);
    // Runs all that waits, in order, and says whether there was any. What fails takes the rest with it.
    bool run_dry();
    Queue& inner() { return *inner_; }

  private:
    const std::unique_ptr<Queue> inner_;
    const std::shared_ptr<Keeper> keeper_;
    std::mutex mutex_;
    std::vector<Work> waiting_;
};

}  // namespace sige::counting

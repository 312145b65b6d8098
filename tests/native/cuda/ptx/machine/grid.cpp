#include "cuda/ptx/machine/grid.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "cuda/ptx/machine/block.h"

namespace sige::ptx {
namespace {

// Blocks are handed out in ascending order: those below one that failed have begun, and run to their end.
class Work final {
  public:
    Work(const Launch& launch, const GlobalMemory& memory, const Options& options)
        : launch_(launch), memory_(memory), options_(options), limit_(count_of(launch.grid)) {}

    void run() {
        BlockRunner runner(launch_, memory_, options_);
        for (uint64_t i = next_++; i < limit_; i = next_++) {
            try {
                runner.run(index_of(i));
            } catch (const Fault& fault) {
                note(i, fault);
            }
        }
    }

    void throw_fault() const {
        if (fault_) throw Fault(*fault_);
    }

    static uint64_t count_of(const Dim3& grid) { return uint64_t{grid.x} * grid.y * grid.z; }

  private:
    Dim3 index_of(uint64_t i) const {
        const Dim3& grid = launch_.grid;
        return {static_cast<uint32_t>(i % grid.x), static_cast<uint32_t>(i / grid.x % grid.y),
                static_cast<uint32_t>(i / grid.x / grid.y)};
    }

    void note(uint64_t block, const Fault& fault) {
        std::lock_guard lock(mutex_);
        if (block >= limit_) return;
        limit_ = block;
        fault_.emplace(fault);
    }

    const Launch& launch_;
    const GlobalMemory& memory_;
    const Options& options_;
    std::atomic<uint64_t> next_{0}, limit_;
    std::mutex mutex_;
    std::optional<Fault> fault_;
};

}  // namespace

void run(const Launch& launch, GlobalMemory& memory, const Options& options) {
    Work work(launch, memory, options);
    const uint64_t blocks = Work::count_of(launch.grid);
    const uint64_t wanted = options.host_threads > 0 ? static_cast<uint64_t>(options.host_threads)
                                                     : std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> helpers;
    for (uint64_t i = 1; i < std::min(wanted, blocks); ++i) helpers.emplace_back([&work] { work.run(); });
    work.run();
    helpers.clear();
    work.throw_fault();
}

}  // namespace sige::ptx

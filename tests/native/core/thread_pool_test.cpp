// The pool that runs the CPU's work, see core/system/thread_pool.h.
#include "core/system/thread_pool.h"

#include <chrono>
#include <stdexcept>

#include "harness/device/device.h"

namespace sige::test {

TEST(thread_pool, takes_each_task_once) {
    for (int threads : {1, 2, 5})
        for (int spin : {-1, 50}) {
            ThreadPool pool(threads, spin);
            for (int round = 0; round < (quick() ? 20 : 200); ++round)
                for (int64_t tasks : {0, 1, 2, 7, 64}) {
                    std::vector<std::atomic<int>> taken(static_cast<size_t>(tasks));
                    std::atomic<int> strangers{0};
                    pool.parallel_for(tasks, [&](int64_t task, int thread) {
                        ++taken[static_cast<size_t>(task)];
                        if (thread < 0 || thread >= threads) ++strangers;
                    });
                    for (const std::atomic<int>& count : taken) CHECK_EQUAL(count.load(), 1);
                    CHECK_EQUAL(strangers.load(), 0);
                }
        }
}

TEST(thread_pool, wakes_sleeping_workers) {
    ThreadPool pool(3, 1);
    for (int round = 0; round < 5; ++round) {
        pool.park();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::atomic<int> done{0};
        pool.parallel_for(10, [&](int64_t, int) { ++done; });
        CHECK_EQUAL(done.load(), 10);
    }
}

TEST(thread_pool, reaches_every_thread) {
    ThreadPool pool(5, 50);
    std::vector<std::atomic<int>> seen(5);
    pool.on_every_thread([&](int thread) { ++seen[static_cast<size_t>(thread)]; });
    for (const std::atomic<int>& count : seen) CHECK_EQUAL(count.load(), 1);
}

TEST(thread_pool, passes_a_failure_on_to_the_caller) {
    for (int threads : {1, 2, 5}) {
        ThreadPool pool(threads, 50);
        for (int64_t bad : {0, 3, 19}) {
            bool caught = false;
            try {
                pool.parallel_for(20, [&](int64_t task, int) {
                    if (task == bad) throw std::runtime_error("task");
                });
            } catch (const std::runtime_error&) {
                caught = true;
            }
            CHECK(caught);
            std::atomic<int> done{0};
            pool.parallel_for(20, [&](int64_t, int) { ++done; });
            CHECK_EQUAL(done.load(), 20);
        }
    }
}

}  // namespace sige::test

#include "core/system/thread_pool.h"

#include <chrono>
#include <utility>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace sige {
namespace {

void pause() {
#if defined(__x86_64__) || defined(_M_X64)
    _mm_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

}  // namespace

ThreadPool::ThreadPool(int threads, int spin_microseconds) : spin_microseconds_(spin_microseconds) {
    workers_.reserve(static_cast<size_t>(threads - 1));
    for (int i = 1; i < threads; ++i) workers_.emplace_back([this, i] { work(i); });
}

ThreadPool::~ThreadPool() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
        job_.fetch_add(1);
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::park() {
    park_.store(true, std::memory_order_relaxed);
}

void ThreadPool::take_tasks(int thread) {
    for (;;) {
        const int64_t task = next_.fetch_add(1, std::memory_order_relaxed);
        if (task >= tasks_) return;
        try {
            function_(context_, task, thread);
        } catch (...) {
            std::lock_guard lock(mutex_);
            if (failure_ == nullptr) failure_ = std::current_exception();
        }
    }
}

void ThreadPool::run(int64_t tasks, Function function, const void* context) {
    if (tasks <= 0) return;
    if (tasks == 1 || workers_.empty()) {
        for (int64_t task = 0; task < tasks; ++task) function(context, task, 0);
        return;
    }
    function_ = function;
    context_ = context;
    tasks_ = tasks;
    next_.store(0, std::memory_order_relaxed);
    park_.store(false, std::memory_order_relaxed);
    busy_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
    job_.fetch_add(1);
    if (sleepers_.load() > 0) {
        { std::lock_guard lock(mutex_); }
        wake_.notify_all();
    }
    take_tasks(0);
    // With more threads than free processors the last worker may wait for this one's processor.
    constexpr int kPausesBeforeYield = 2000;
    for (int i = 0; busy_.load(std::memory_order_acquire) > 0; ++i) {
        if (i < kPausesBeforeYield)
            pause();
        else
            std::this_thread::yield();
    }
    if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
}

// Returns once a job newer than `seen` is there.
bool ThreadPool::await_job(uint64_t seen) {
    using Clock = std::chrono::steady_clock;
    if (spin_microseconds_ > 0) {
        const auto until = Clock::now() + std::chrono::microseconds(spin_microseconds_);
        do {
            for (int i = 0; i < 64; ++i) {
                if (job_.load(std::memory_order_acquire) != seen) return !stop_;
                pause();
            }
        } while (!park_.load(std::memory_order_relaxed) && Clock::now() < until);
    }
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1);
    wake_.wait(lock, [&] { return job_.load() != seen; });
    sleepers_.fetch_sub(1);
    return !stop_;
}

void ThreadPool::work(int thread) {
    uint64_t seen = 0;
    while (await_job(seen)) {
        seen = job_.load(std::memory_order_acquire);
        take_tasks(thread);
        busy_.fetch_sub(1, std::memory_order_release);
    }
}

}  // namespace sige

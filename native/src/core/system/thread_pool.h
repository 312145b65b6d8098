// A persistent pool: workers spin for a while after each job, then sleep. One job runs at a time.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sige {

class ThreadPool final {
  public:
    // threads counts the caller's own; spin is in microseconds.
    ThreadPool(int threads, int spin_microseconds);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int threads() const { return static_cast<int>(workers_.size()) + 1; }

    // Calls body(task, thread) for each task in [0, tasks); the calling thread is thread 0. Which thread
    // takes which task is not fixed, so a body's result may depend on its task alone. What a body throws is
    // thrown here once all threads are done; other tasks may still have run.
    template <class Body>
    void parallel_for(int64_t tasks, const Body& body) {
        run(
            tasks,
            [](const void* context, int64_t task, int thread) {
                (*static_cast<const Body*>(context))(task, thread);
            },
            &body);
    }

    // Calls body(thread) once on every thread.
    template <class Body>
    void on_every_thread(const Body& body);

    // Sends spinning workers to sleep.
    void park();

  private:
    using Function = void (*)(const void*, int64_t, int);

    void run(int64_t tasks, Function function, const void* context);
    void take_tasks(int thread);
    void work(int thread);
    bool await_job(uint64_t seen);

    std::vector<std::thread> workers_;
    const int spin_microseconds_;

    Function function_ = nullptr;
    const void* context_ = nullptr;
    int64_t tasks_ = 0;
    alignas(64) std::atomic<int64_t> next_{0};
    alignas(64) std::atomic<int> busy_{0};
    alignas(64) std::atomic<uint64_t> job_{0};
    std::atomic<bool> park_{false};
    std::atomic<int> sleepers_{0};
    bool stop_ = false;
    std::mutex mutex_;
    std::exception_ptr failure_;  // the first of a job, under mutex_
    std::condition_variable wake_;
};

template <class Body>
void ThreadPool::on_every_thread(const Body& body) {
    // A task does not end before every thread has taken one, so each thread takes exactly one.
    std::atomic<int> arrived{0};
    const int all = threads();
    parallel_for(all, [&](int64_t, int thread) {
        arrived.fetch_add(1);
        while (arrived.load() < all) std::this_thread::yield();
        body(thread);
    });
}

}  // namespace sige

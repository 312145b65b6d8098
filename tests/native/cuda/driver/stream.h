// Work in order: nothing runs before somebody waits for it, so that a program that does not wait is seen to
// be wrong.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "cuda/driver/api.h"
#include "cuda/ptx/machine/memory.h"
#include "cuda/ptx/machine/warp.h"

namespace sige::cuda_double {

struct Context;
struct Module;
struct Stream;

struct Event;

using Work = std::function<void()>;

// A piece of a graph: work, or an event outside that each launch records.
struct Node {
    Work work;
    std::shared_ptr<Event> records;
};

// Work of a graph in the order in which it was captured.
struct Graph {
    Context* context;
    std::vector<Node> nodes;
    uint64_t kernels = 0;
};

enum class CaptureMode : int { global, thread_local_, relaxed };

struct Capture {
    std::shared_ptr<Graph> graph;
    CaptureMode mode;
    Stream* origin;
    bool invalidated = false;
    std::vector<Stream*> joined;  // streams that the capture went over to and has not come back from
};

struct Stream : std::enable_shared_from_this<Stream> {
    Context* context;
    bool is_blocking = true;  // whether it keeps order with the null stream
    std::deque<Work> waiting;
    uint64_t enqueued = 0, executed = 0;
    std::shared_ptr<Capture> capture;

    // Hands work in, or captures it.
    void submit(Work work, bool is_kernel = false);
    // Lets the graph that is captured record an event that others wait for.
    void capture_record(std::shared_ptr<Event> event);
    // Records an event behind what was handed in.
    void record(const std::shared_ptr<Event>& event);
    // Runs all work up to a number. Throws Error where a kernel fails.
    void run_until(uint64_t number);
    void run_all() { run_until(enqueued); }
};

struct Event {
    Context* context;
    bool keeps_time;
    std::shared_ptr<Stream> stream;    // where it was recorded last; none before
    uint64_t number = 0;               // of its work there
    std::shared_ptr<Capture> capture;  // in which it was recorded
    std::shared_ptr<std::chrono::steady_clock::time_point> time;
    bool is_done() const { return stream == nullptr || stream->executed >= number; }
};

}  // namespace sige::cuda_double

#include "cuda/driver/stream.h"

#include "cuda/driver/driver.h"

namespace sige::cuda_double {

void Stream::submit(Work work, bool is_kernel) {
    if (capture != nullptr) {
        require(!capture->invalidated, kStreamCaptureInvalidated);
        capture->graph->nodes.push_back({std::move(work), nullptr});
        capture->graph->kernels += is_kernel;
        return;
    }
    waiting.push_back(std::move(work));
    ++enqueued;
}

void Stream::capture_record(std::shared_ptr<Event> event) {
    require(!capture->invalidated, kStreamCaptureInvalidated);
    capture->graph->nodes.push_back({nullptr, std::move(event)});
}

void Stream::record(const std::shared_ptr<Event>& event) {
    event->capture = nullptr;
    event->stream = shared_from_this();
    event->time = std::make_shared<std::chrono::steady_clock::time_point>();
    submit([time = event->time] { *time = std::chrono::steady_clock::now(); });
    event->number = enqueued;
}

void Stream::run_until(uint64_t number) {
    while (executed < number && !waiting.empty()) {
        const Work work = std::move(waiting.front());
        waiting.pop_front();
        ++executed;
        // What follows a kernel that failed never runs.
        if (context->error == kSuccess) work();
    }
    require(context->error == kSuccess, context->error);
}

}  // namespace sige::cuda_double

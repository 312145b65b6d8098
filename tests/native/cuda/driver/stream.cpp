#include "cuda/driver/stream.h"

#include "cuda/driver/driver.h"

namespace sige::cuda_double {

void Stream::submit(Work work, bool is_kernel) {
    if (capture != nullptr) {
        require(!capture->invalidated, kStreamCaptureInvalidated);
        capture->graph->work.push_back(std::move(work));
        capture->graph->kernels += is_kernel;
        return;
    }
    waiting.push_back(std::move(work));
    ++enqueued;
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

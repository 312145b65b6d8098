// Work that is captured from streams and launched as a whole.
#include <algorithm>

#include "cuda/driver/driver.h"

using namespace sige::cuda_double;

namespace {

enum CaptureStatus : int { kNone = 0, kActive = 1, kInvalidated = 2 };

void end_capture(Driver& driver, const std::shared_ptr<Capture>& capture) {
    for (const auto& [handle, stream] : driver.streams)
        if (stream->capture == capture) stream->capture = nullptr;
}

}  // namespace

SIGE_CUDA cuStreamBeginCapture_v2(Stream* handle, int mode) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Stream> stream = driver.stream(context, handle);
        require(mode >= 0 && mode <= 2, kInvalidValue);
        // The null stream cannot be captured.
        require(stream != context.null_stream, kStreamCaptureUnsupported);
        require(stream->capture == nullptr, kInvalidValue);
        driver.count_event(SIGE_CUDA_DOUBLE_CAPTURE);
        stream->capture = std::make_shared<Capture>();
        stream->capture->graph = std::make_shared<Graph>();
        stream->capture->graph->context = &context;
        stream->capture->mode = static_cast<CaptureMode>(mode);
        stream->capture->origin = stream.get();
    });
}

SIGE_CUDA cuStreamEndCapture(Stream* handle, Graph** out) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Stream> stream = driver.stream(context, handle);
        const std::shared_ptr<Capture> capture = stream->capture;
        if (out != nullptr) *out = nullptr;
        require(capture != nullptr, kInvalidValue);
        require(capture->origin == stream.get(), kStreamCaptureUnmatched);
        end_capture(driver, capture);
        driver.count_event(SIGE_CUDA_DOUBLE_CAPTURE);
        require(!capture->invalidated, kStreamCaptureInvalidated);
        require(capture->joined.empty(), kStreamCaptureUnjoined);
        *out = capture->graph.get();
        driver.graphs[*out] = capture->graph;
    });
}

SIGE_CUDA cuStreamIsCapturing(Stream* handle, int* status) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Stream> stream = driver.stream(context, handle);
        *status = stream->capture == nullptr ? kNone : stream->capture->invalidated ? kInvalidated : kActive;
    });
}

SIGE_CUDA cuGraphInstantiateWithFlags(Graph** out, Graph* handle, unsigned long long) {
    return call_context([&](Driver& driver, Context&) {
        driver.count_event(SIGE_CUDA_DOUBLE_CAPTURE);
        auto graph = std::make_shared<Graph>(driver.checked(driver.graphs, handle));
        *out = graph.get();
        driver.executable_graphs[*out] = graph;
    });
}

SIGE_CUDA cuGraphInstantiate_v2(Graph** out, Graph* handle, void**, char*, size_t) {
    return cuGraphInstantiateWithFlags(out, handle, 0);
}

SIGE_CUDA cuGraphLaunch(Graph* handle, Stream* stream_handle) {
    return call_context([&](Driver& driver, Context& context) {
        const Graph& graph = driver.checked(driver.executable_graphs, handle);
        const std::shared_ptr<Stream> stream = driver.stream(context, stream_handle);
        require(graph.context == &context, kInvalidHandle);
        driver.count_event(SIGE_CUDA_DOUBLE_LAUNCH);
        ++driver.counted.graph_launches;
        order_after_null_stream(driver, *stream);
        for (const Node& node : graph.nodes)
            if (node.records != nullptr)
                stream->record(node.records);
            else
                stream->submit(node.work);
    });
}

SIGE_CUDA cuGraphExecDestroy(Graph* handle) {
    return call_driver(
        [&](Driver& driver) { require(driver.executable_graphs.erase(handle) > 0, kInvalidHandle); });
}

SIGE_CUDA cuGraphDestroy(Graph* handle) {
    return call_driver([&](Driver& driver) { require(driver.graphs.erase(handle) > 0, kInvalidHandle); });
}

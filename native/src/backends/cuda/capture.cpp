#include "backends/cuda/capture.h"

#include <algorithm>

#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

// A graph is wanted no longer once it is instantiated.
struct OwnedGraph {
    explicit OwnedGraph(GraphHandle it) : handle(it) {}
    ~OwnedGraph() { driver().graph_destroy(handle); }
    OwnedGraph(const OwnedGraph&) = delete;
    OwnedGraph& operator=(const OwnedGraph&) = delete;
    const GraphHandle handle;
};

}  // namespace

CudaCapture::~CudaCapture() {
    if (executable_ == nullptr) return;
    try {
        const Current current(runtime_->context());
        driver().executable_destroy(executable_);
    } catch (const Error&) {
        // Of a device that is lost, the graph went with it.
    }
}

DevicePointer CudaCapture::add(const ActiveSet& set) {
    auto mirror = std::static_pointer_cast<SetMirror>(set.mirror);
    SIGE_REQUIRE(mirror != nullptr && mirror->generation == set.generation(),
                 "an active set is not on the device: upload it before the capture begins");
    const auto is_it = [&](const CapturedSet& known) { return known.mirror == mirror; };
    if (std::none_of(sets_.begin(), sets_.end(), is_it))
        sets_.push_back({mirror, set.shared_generation(), set.count()});
    return mirror->pixels.address();
}

void CudaCapture::keep(const std::shared_ptr<Block>& scratch) {
    if (scratch_.empty() || scratch_.back() != scratch) scratch_.push_back(scratch);
}

void CudaCapture::instantiate(GraphHandle graph) {
    const OwnedGraph owned(graph);
    SIGE_CUDA_CALL(graph_instantiate, &executable_, owned.handle, nullptr, nullptr, 0);
}

bool CudaCapture::is_current() const {
    return std::all_of(sets_.begin(), sets_.end(), [](const CapturedSet& set) {
        const SetMirror& mirror = *set.mirror;
        return mirror.generation != 0 && mirror.generation == *set.generation && mirror.count == set.count;
    });
}

void CudaCapture::launch(StreamHandle stream) {
    SIGE_CUDA_CALL(graph_launch, executable_, stream);
    for (CudaEvent* event : events_) event->note_recorded();
}

void CudaQueue::require_no_capture(const char* what) const {
    SIGE_REQUIRE(noted_ == nullptr, "the queue notes a capture: %s until it ends", what);
}

void CudaQueue::begin_noting() {
    require_no_capture("no other begins");
    const Current current(runtime_->context());
    auto noted = std::make_unique<CudaCapture>(runtime_, id_);
    SIGE_CUDA_CALL(capture_begin, stream_->handle(), kRelaxedCapture);
    noted_ = std::move(noted);
}

std::unique_ptr<Capture> CudaQueue::end_noting() {
    SIGE_REQUIRE(noted_ != nullptr, "no capture was begun on the queue");
    const Current current(runtime_->context());
    std::unique_ptr<CudaCapture> noted = std::move(noted_);
    GraphHandle graph = nullptr;
    const Result result = driver().capture_end(stream_->handle(), &graph);
    if (noted->is_spoilt()) {
        if (graph != nullptr) driver().graph_destroy(graph);
        if (loses_device(result)) check(result, "cuda capture_end");
        fail(SIGE_STATUS_INVALID_ARGUMENT, "a call failed while it was noted: the capture is forgotten");
    }
    check(result, "cuda capture_end");
    noted->instantiate(graph);
    return noted;
}

void CudaQueue::forget_noted() {
    if (noted_ == nullptr) return;
    noted_->spoil();
    try {
        end_noting();
    } catch (const Error&) {
        // It is forgotten, as it is to be.
    }
}

}  // namespace sige::cuda

// The queue's own work: transfers, events, launches, and the device's copies of active sets.
#include "backends/cuda/queue.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "backends/cuda/operators/views.h"

namespace sige::cuda {

CudaQueue::CudaQueue(std::shared_ptr<Runtime> runtime, std::unique_ptr<Stream> stream)
    : runtime_(std::move(runtime)), id_(runtime_->next_queue()), stream_(std::move(stream)) {}

CudaQueue::~CudaQueue() {
    try {
        const Current current(runtime_->context());
        noted_.reset();
        stream_.reset();
        transfer_.reset();
    } catch (const Error&) {
        // Of a device that is lost, the stream went with it.
        noted_.reset();
        stream_.release();
        transfer_.release();
    }
    runtime_->keeper().end(id_);
}

void CudaQueue::begin() {
    runtime_->keeper().begin(id_);
}

void CudaQueue::rest() {
    stream_->synchronize();
    outgrown_.clear();
    runtime_->keeper().end(id_);
}

void CudaQueue::launch_raw(Kernel kernel, const LaunchShape& shape, void** parameters) {
    const FunctionHandle function = runtime_->modules().function(kernel);
    constexpr unsigned kSharedWithoutAsking = 48 << 10;
    if (shape.shared_bytes > kSharedWithoutAsking)
        SIGE_CUDA_CALL(function_set_attribute, function, kMaxDynamicShared,
                       static_cast<int>(shape.shared_bytes));
    SIGE_CUDA_CALL(launch_kernel, function, shape.x, shape.y, shape.z, shape.threads, 1, 1,
                   shape.shared_bytes, stream_->handle(), parameters, nullptr);
}

int CudaQueue::lanes_log2(int channels, int vector) {
    const int wanted = std::clamp((channels + vector - 1) / vector, 1, 32);
    return std::bit_width(static_cast<unsigned>(wanted - 1));
}

LaunchShape CudaQueue::pixel_shape(const PixelGrid& grid) {
    constexpr long long kMostBlocks = 1 << 20;
    constexpr int kMostImages = 65535;  // of a grid's second dimension
    LaunchShape shape;
    const long long pixels_of_block = shape.threads >> grid.lanes_log2;
    shape.x =
        static_cast<unsigned>(std::min((grid.count + pixels_of_block - 1) / pixels_of_block, kMostBlocks));
    shape.y = static_cast<unsigned>(std::min(grid.images, kMostImages));
    return shape;
}

DevicePointer CudaQueue::scratch(uint64_t bytes) {
    if (scratch_ == nullptr || bytes > scratch_->bytes()) {
        auto larger = std::make_shared<Block>(runtime_->block(bytes));
        outgrown_.push_back(std::move(scratch_));
        scratch_ = std::move(larger);
    }
    if (noted_ != nullptr) noted_->keep(scratch_);
    return scratch_->address();
}

PixelGrid CudaQueue::grid(const ActiveSet* set, const Tensor& tensor) {
    PixelGrid grid{nullptr, tensor.pixels(), tensor.w, tensor.n, 0};
    if (set != nullptr) {
        grid.count = set->count();
        grid.list = pixels_on_device(*set);
    }
    return grid;
}

void CudaQueue::run(const WriteCall& call) {
    require_no_capture("host memory is not copied");
    enqueue([&] { stream_->write(address(call.dst) + call.offset, call.src, call.bytes); });
}

void CudaQueue::run(const ReadCall& call) {
    require_no_capture("nothing is read");
    const Current current(runtime_->context());
    if (call.bytes > 0)
        SIGE_CUDA_CALL(copy_to_host, call.dst, address(call.src) + call.offset,
                       static_cast<size_t>(call.bytes), stream_->handle());
    rest();
}

void CudaQueue::run(const CopyCall& call) {
    enqueue([&] {
        if (call.bytes > 0)
            SIGE_CUDA_CALL(copy_on_device, address(call.dst) + call.dst_offset,
                           address(call.src) + call.src_offset, static_cast<size_t>(call.bytes),
                           stream_->handle());
    });
}

void CudaQueue::mark(Event& event) {
    CudaEvent& mark = static_cast<CudaEvent&>(event);
    enqueue([&] {
        if (noted_ == nullptr) return mark.record(stream_->handle());
        mark.capture(stream_->handle());
        noted_->add(mark);
    });
}

void CudaQueue::wait() {
    require_no_capture("nothing is waited for");
    const Current current(runtime_->context());
    rest();
}

}  // namespace sige::cuda

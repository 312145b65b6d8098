// NVIDIA GPUs as devices, through the driver that is found at run time.
#include <cstdio>

#include "backends/cuda/convolution/convolution.h"
#include "backends/cuda/queue.h"
#include "core/device.h"

namespace sige {
namespace cuda {
namespace {

// Fails unless a handle is a stream of the context, which is current.
void require_stream_of(const Context& context, StreamHandle stream) {
    // CU_STREAM_PER_THREAD.
    SIGE_REQUIRE(reinterpret_cast<uintptr_t>(stream) != 2,
                 "handle is the per-thread default stream, which is another one in each thread");
    ContextHandle found = nullptr;
    const Result result = driver().stream_get_context(stream, &found);
    if (loses_device(result)) check(result, "cuda stream_get_context");
    SIGE_REQUIRE(result == kSuccess, "handle is no stream: cuStreamGetCtx gives %s", name_of(result));
    SIGE_REQUIRE(found == context.handle(), "handle is a stream of another context than the device's");
}

class CudaDevice final : public Device {
  public:
    explicit CudaDevice(std::shared_ptr<Runtime> runtime) : runtime_(std::move(runtime)) {}

    sige_device_kind kind() const override { return SIGE_DEVICE_CUDA; }
    bool stores_float16() const override { return true; }

    std::unique_ptr<Queue> create_queue(const QueueOptions&) override {
        const Current current(runtime_->context());
        return std::make_unique<CudaQueue>(runtime_, std::make_unique<Stream>());
    }

    std::unique_ptr<Queue> wrap_queue(void* handle) override {
        const Current current(runtime_->context());
        const StreamHandle stream = static_cast<StreamHandle>(handle);
        require_stream_of(runtime_->context(), stream);
        return std::make_unique<CudaQueue>(runtime_, std::make_unique<Stream>(stream));
    }

    std::unique_ptr<Buffer> create_buffer(uint64_t bytes) override {
        const Current current(runtime_->context());
        return std::make_unique<CudaBuffer>(runtime_, bytes);
    }

    std::unique_ptr<Buffer> wrap_buffer(void* memory, uint64_t bytes) override {
        const DevicePointer pointer = reinterpret_cast<uintptr_t>(memory);
        SIGE_REQUIRE(pointer % 4 == 0, "memory is not aligned to 4 bytes");
        return std::make_unique<CudaBuffer>(pointer, bytes);
    }

    std::unique_ptr<Event> create_event() override {
        const Current current(runtime_->context());
        return std::make_unique<CudaEvent>(runtime_);
    }

    std::unique_ptr<Convolution> create_convolution(const sige_convolution_desc& desc,
                                                    const ConvolutionShape& shape) override {
        const Current current(runtime_->context());
        return std::make_unique<CudaConvolution>(runtime_, desc, shape);
    }

    void retire(std::unique_ptr<Resource> resource) override { runtime_->keeper().keep(std::move(resource)); }

  private:
    const std::shared_ptr<Runtime> runtime_;
};

// Why nothing can be done with any device, or an empty sentence.
std::string refusal_of_driver() {
    const DriverSearch& search = find_driver();
    if (search.driver == nullptr) return search.refusal;
    char sentence[256] = "";
    int version = 0;
    const Result result = driver().init(0);
    if (result == kNoDevice)
        std::snprintf(sentence, sizeof sentence, "the CUDA driver finds no device");
    else if (result != kSuccess)
        std::snprintf(sentence, sizeof sentence, "the CUDA driver does not start: cuInit gives %s",
                      name_of(result));
    else if (driver().driver_get_version(&version) != kSuccess || version < kOldestDriver)
        std::snprintf(sentence, sizeof sentence,
                      "the CUDA driver is too old: it is for CUDA %d.%d, and the kernels want 11.1",
                      version / 1000, version % 1000 / 10);
    return sentence;
}

int32_t count() {
    if (!refusal_of_driver().empty()) return 0;
    int devices = 0;
    return driver().device_get_count(&devices) == kSuccess ? devices : 0;
}

sige_device_info describe(DeviceId device) {
    sige_device_info info{};
    SIGE_CUDA_CALL(device_get_name, info.name, static_cast<int>(sizeof info.name), device);
    size_t bytes = 0;
    SIGE_CUDA_CALL(device_total_mem, &bytes, device);
    info.memory_bytes = bytes;
    const int major = attribute(device, kMajor), minor = attribute(device, kMinor);
    info.available = major >= kOldestMajor;
    info.captures = 1;
    info.stores_float16 = 1;
    std::snprintf(info.reason, sizeof info.reason,
                  info.available != 0
                      ? "its compute capability is %d.%d, and the kernels want %d.0 or higher"
                      : "its compute capability is %d.%d, but the kernels want %d.0 or higher",
                  major, minor, kOldestMajor);
    return info;
}

DeviceId device_at(int32_t index) {
    DeviceId device = 0;
    SIGE_CUDA_CALL(device_get, &device, index);
    return device;
}

sige_device_info query(int32_t index) {
    std::string refusal = refusal_of_driver();
    if (refusal.empty() && index >= count()) refusal = "the CUDA driver finds no device";
    if (refusal.empty()) return describe(device_at(index));
    sige_device_info info{};
    std::snprintf(info.name, sizeof info.name, "CUDA");
    std::snprintf(info.reason, sizeof info.reason, "%s", refusal.c_str());
    return info;
}

void require_available(const sige_device_info& info) {
    if (info.available == 0) fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", info.reason);
}

std::shared_ptr<Device> open(int32_t index) {
    require_available(query(index));
    return std::make_shared<CudaDevice>(std::make_shared<Runtime>(device_at(index)));
}

DeviceId device_of(ContextHandle context) {
    DeviceId device = 0;
    Result result = driver().context_push(context);
    if (result == kSuccess) {
        result = driver().context_get_device(&device);
        ContextHandle popped;
        driver().context_pop(&popped);
    }
    SIGE_REQUIRE(result == kSuccess, "handle is no context of the CUDA driver: cuCtxGetDevice gives %s",
                 name_of(result));
    return device;
}

std::shared_ptr<Device> wrap(void* handle) {
    const std::string refusal = refusal_of_driver();
    if (!refusal.empty()) fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", refusal.c_str());
    const ContextHandle context = static_cast<ContextHandle>(handle);
    const DeviceId device = device_of(context);
    require_available(describe(device));
    return std::make_shared<CudaDevice>(std::make_shared<Runtime>(device, context));
}

}  // namespace
}  // namespace cuda

const Backend kCudaBackend{cuda::count, cuda::query, cuda::open, cuda::wrap};

}  // namespace sige

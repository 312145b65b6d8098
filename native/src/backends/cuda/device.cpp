// NVIDIA GPUs as devices, through the driver that is found at run time.
#include <cstdio>

#include "backends/cuda/convolution/convolution.h"
#include "backends/cuda/queue.h"
#include "core/device.h"

namespace sige {
namespace cuda {
namespace {

class CudaDevice final : public Device {
  public:
    explicit CudaDevice(DeviceId device) : runtime_(std::make_shared<Runtime>(device)) {}

    sige_device_kind kind() const override { return SIGE_DEVICE_CUDA; }

    std::unique_ptr<Queue> create_queue(const QueueOptions&) override {
        const Current current(runtime_->context());
        return std::make_unique<CudaQueue>(runtime_);
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

// A device that the driver has, found usable or not.
struct Found {
    DeviceId device = 0;
    sige_device_info info{};
};

Found look_at(int32_t index) {
    Found found;
    sige_device_info& info = found.info;
    std::snprintf(info.name, sizeof info.name, "CUDA");
    const std::string refusal = refusal_of_driver();
    const auto refuse = [&](const char* sentence) {
        std::snprintf(info.reason, sizeof info.reason, "%s", sentence);
        return found;
    };
    if (!refusal.empty()) return refuse(refusal.c_str());
    if (index >= count()) return refuse("the CUDA driver finds no device");
    SIGE_CUDA_CALL(device_get, &found.device, index);
    SIGE_CUDA_CALL(device_get_name, info.name, static_cast<int>(sizeof info.name), found.device);
    size_t bytes = 0;
    SIGE_CUDA_CALL(device_total_mem, &bytes, found.device);
    info.memory_bytes = bytes;
    const int major = attribute(found.device, kMajor), minor = attribute(found.device, kMinor);
    info.available = major >= kOldestMajor;
    std::snprintf(info.reason, sizeof info.reason,
                  info.available != 0
                      ? "its compute capability is %d.%d, and the kernels want %d.0 or higher"
                      : "its compute capability is %d.%d, but the kernels want %d.0 or higher",
                  major, minor, kOldestMajor);
    return found;
}

sige_device_info query(int32_t index) {
    return look_at(index).info;
}

std::shared_ptr<Device> open(int32_t index) {
    const Found found = look_at(index);
    if (found.info.available == 0) fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", found.info.reason);
    return std::make_shared<CudaDevice>(found.device);
}

}  // namespace
}  // namespace cuda

const Backend kCudaBackend{cuda::count, cuda::query, cuda::open};

}  // namespace sige

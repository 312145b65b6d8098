// A Metal device.
#include <cstdio>

#include "backends/metal/convolution/convolution.h"
#include "backends/metal/event.h"
#include "backends/metal/queue.h"

namespace sige {
namespace metal {
namespace {

class MetalDevice final : public Device {
  public:
    explicit MetalDevice(std::shared_ptr<Gpu> gpu) : gpu_(std::move(gpu)) {}

    sige_device_kind kind() const override { return SIGE_DEVICE_METAL; }
    bool stores_float16() const override { return true; }

    std::unique_ptr<Queue> create_queue(const QueueOptions&) override {
        const Pool pool;
        Object queue(objc().new_command_queue(gpu_->device()));
        if (!queue) fail(SIGE_STATUS_OUT_OF_MEMORY, "Metal made no command queue");
        return std::make_unique<MetalQueue>(gpu_, std::move(queue));
    }

    std::unique_ptr<Queue> wrap_queue(void* handle) override {
        const Pool pool;
        SIGE_REQUIRE(objc().registry_id(objc().device(handle)) == objc().registry_id(gpu_->device()),
                     "handle is a command queue of another MTLDevice than the device's");
        return std::make_unique<MetalQueue>(gpu_, Object::retained(handle));
    }

    std::unique_ptr<Buffer> create_buffer(uint64_t bytes) override {
        const Pool pool;
        return std::make_unique<MetalBuffer>(gpu_->allocate(bytes), bytes);
    }

    std::unique_ptr<Buffer> wrap_buffer(void* memory, uint64_t bytes) override {
        const Pool pool;
        const UInteger length = objc().length(memory);
        SIGE_REQUIRE(bytes <= length, "the MTLBuffer has %llu bytes, expected %llu",
                     static_cast<unsigned long long>(length), static_cast<unsigned long long>(bytes));
        return std::make_unique<MetalBuffer>(Object::retained(memory), bytes);
    }

    std::unique_ptr<Event> create_event() override { return std::make_unique<MetalEvent>(); }

    std::unique_ptr<Convolution> create_convolution(const sige_convolution_desc& desc,
                                                    const ConvolutionShape& shape) override {
        const Pool pool;
        return std::make_unique<MetalConvolution>(*gpu_, desc, shape);
    }

  private:
    const std::shared_ptr<Gpu> gpu_;
};

sige_device_info query(int32_t index) {
    const GpuInfo gpu = gpu_info(index);
    sige_device_info info{};
    info.available = gpu.is_usable ? 1 : 0;
    info.memory_bytes = gpu.memory;
    info.stores_float16 = 1;
    std::snprintf(info.name, sizeof info.name, "%s", gpu.name.c_str());
    std::snprintf(info.reason, sizeof info.reason, "%s", gpu.reason.c_str());
    return info;
}

void require_usable(const GpuInfo& gpu) {
    if (!gpu.is_usable) fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "%s", gpu.reason.c_str());
}

std::shared_ptr<Device> open(int32_t index) {
    require_usable(gpu_info(index));
    return std::make_shared<MetalDevice>(Gpu::open(index));
}

std::shared_ptr<Device> wrap(void* handle) {
    if (ObjectiveC::opened() == nullptr) require_usable(gpu_info(0));
    const Pool pool;
    require_usable(gpu_info_of(handle));
    return std::make_shared<MetalDevice>(Gpu::of(Object::retained(handle)));
}

}  // namespace
}  // namespace metal

const Backend kMetalBackend{metal::gpu_count, metal::query, metal::open, metal::wrap};

}  // namespace sige

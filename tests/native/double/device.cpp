// A device that stands in for CUDA: it has memory of its own and computes later, on the CPU, so that tests
// see what sessions ask of a GPU.
#include <cstdio>

#include "double/queue.h"
#include "double/resources.h"

namespace sige {
namespace counting {
namespace {

class DoubleDevice final : public Device {
  public:
    explicit DoubleDevice(std::shared_ptr<Device> inner) : inner_(std::move(inner)) {}

    sige_device_kind kind() const override { return SIGE_DEVICE_CUDA; }

    std::unique_ptr<Queue> create_queue(const QueueOptions& options) override {
        return std::make_unique<DoubleQueue>(
            std::make_shared<Stream>(inner_->create_queue(options), keeper_));
    }

    std::unique_ptr<Queue> wrap_queue(void*) override {
        fail(SIGE_STATUS_UNSUPPORTED, "the counting double has no streams");
    }

    std::unique_ptr<Buffer> create_buffer(uint64_t bytes) override {
        return std::make_unique<DoubleBuffer>(inner_->create_buffer(bytes), false);
    }

    std::unique_ptr<Buffer> wrap_buffer(void* memory, uint64_t bytes) override {
        return std::make_unique<DoubleBuffer>(inner_->wrap_buffer(host_address(memory), bytes), true);
    }

    std::unique_ptr<Event> create_event() override {
        return std::make_unique<DoubleEvent>(inner_->create_event());
    }

    std::unique_ptr<Convolution> create_convolution(const sige_convolution_desc& desc,
                                                    const ConvolutionShape& shape) override {
        return std::make_unique<DoubleConvolution>(inner_->create_convolution(desc, shape));
    }

    void retire(std::unique_ptr<Resource> resource) override { keeper_->keep(std::move(resource)); }

  private:
    const std::shared_ptr<Device> inner_;
    const std::shared_ptr<Keeper> keeper_ = std::make_shared<Keeper>();
};

int32_t count() {
    return 1;
}

sige_device_info query(int32_t) {
    sige_device_info info{};
    info.available = 1;
    std::snprintf(info.name, sizeof info.name, "counting double");
    std::snprintf(info.reason, sizeof info.reason, "it stands in for CUDA in tests");
    return info;
}

std::shared_ptr<Device> open(int32_t index) {
    return std::make_shared<DoubleDevice>(kCpuBackend.open(index));
}

std::shared_ptr<Device> wrap(void*) {
    fail(SIGE_STATUS_UNSUPPORTED, "the counting double has no contexts");
}

}  // namespace
}  // namespace counting

const Backend kCudaBackend{counting::count, counting::query, counting::open, counting::wrap};

}  // namespace sige

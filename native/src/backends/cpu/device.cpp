// The CPU as a device.
#include <cstdio>

#include "backends/cpu/convolution/convolution.h"
#include "backends/cpu/event.h"
#include "backends/cpu/memory.h"
#include "backends/cpu/queue.h"
#include "core/device.h"
#include "core/system/cpu_features.h"

namespace sige {
namespace cpu {
namespace {

class HostDevice final : public Device {
  public:
    sige_device_kind kind() const override { return SIGE_DEVICE_CPU; }

    std::unique_ptr<Queue> create_queue(const QueueOptions& of_kinds) override {
        const sige_cpu_queue_options& options = of_kinds.cpu;
        SIGE_REQUIRE(options.threads >= 0 && options.threads <= 256, "threads is %d, expected 0 to 256",
                     options.threads);
        SIGE_REQUIRE(options.isa >= SIGE_ISA_AUTO && options.isa <= SIGE_ISA_NEON_BF16,
                     "unknown instruction set %d", options.isa);
        if (!has_isa(options.isa))
            fail(SIGE_STATUS_UNSUPPORTED, "this processor or library has no %s kernels; its best is %s",
                 isa_name(options.isa), isa_name(best_isa()));
        sige_cpu_queue_options resolved = options;
        if (resolved.threads == 0) resolved.threads = std::min(logical_processors(), 256);
        if (resolved.isa == SIGE_ISA_AUTO) resolved.isa = best_isa();
        if (resolved.spin_microseconds == 0) resolved.spin_microseconds = 50;
        return std::make_unique<HostQueue>(resolved);
    }

    std::unique_ptr<Queue> wrap_queue(void*) override {
        fail(SIGE_STATUS_UNSUPPORTED, "a queue of the CPU has threads of its own and wraps no handle");
    }

    std::unique_ptr<Buffer> create_buffer(uint64_t bytes) override {
        return std::make_unique<HostBuffer>(bytes);
    }

    std::unique_ptr<Buffer> wrap_buffer(void* memory, uint64_t bytes) override {
        return std::make_unique<HostBuffer>(memory, bytes);
    }

    std::unique_ptr<Event> create_event() override { return std::make_unique<HostEvent>(); }

    std::unique_ptr<Convolution> create_convolution(const sige_convolution_desc& desc,
                                                    const ConvolutionShape& shape) override {
        return std::make_unique<HostConvolution>(desc, shape);
    }
};

int32_t count() {
    return 1;
}

sige_device_info query(int32_t) {
    sige_device_info info{};
    info.available = 1;
    info.isa = best_isa();
    info.logical_processors = logical_processors();
    std::snprintf(info.name, sizeof info.name, "%s", processor_name().c_str());
    std::snprintf(info.reason, sizeof info.reason, "the processor runs the %s kernels", isa_name(info.isa));
    return info;
}

std::shared_ptr<Device> open(int32_t) {
    return std::make_shared<HostDevice>();
}

std::shared_ptr<Device> wrap(void*) {
    fail(SIGE_STATUS_UNSUPPORTED, "the CPU has no handle to wrap; sige_device_create opens it");
}

}  // namespace
}  // namespace cpu

const Backend kCpuBackend{cpu::count, cpu::query, cpu::open, cpu::wrap};

}  // namespace sige

// The same tests on CUDA: a driver's device, or its double. The device sees memory of the host itself.
#include "backends/cuda/driver/driver.h"
#include "harness/device/device.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CUDA;

bool rounds_attention(sige_precision precision, bool is_causal) {
    return (precision == SIGE_PRECISION_F16 || precision == SIGE_PRECISION_BF16) && !is_causal;
}

namespace {

// The primary context, which the device under test uses too, is this thread's.
void use_primary_context() {
    static const bool is_current = [] {
        device();
        cuda::DeviceId first = 0;
        cuda::ContextHandle context = nullptr;
        SIGE_CUDA_CALL(device_get, &first, 0);
        SIGE_CUDA_CALL(primary_context_retain, &context, first);
        SIGE_CUDA_CALL(context_push, context);
        return true;
    }();
    (void)is_current;
}

// Memory that the driver knows: views of parts of it share it.
struct HostRange {
    uintptr_t host;
    uint64_t bytes;
    uintptr_t device;
    int users;
};
std::vector<HostRange>& registrations() {
    static std::vector<HostRange> all;
    return all;
}

uintptr_t registered(uintptr_t host, uint64_t bytes) {
    for (HostRange& r : registrations())
        if (host >= r.host && host + bytes <= r.host + r.bytes) {
            ++r.users;
            return r.device + (host - r.host);
        }
    cuda::DevicePointer device = 0;
    void* memory = reinterpret_cast<void*>(host);
    SIGE_CUDA_CALL(mem_host_register, memory, static_cast<size_t>(bytes), cuda::kMapHostMemory);
    SIGE_CUDA_CALL(mem_host_get_device_pointer, &device, memory, 0);
    registrations().push_back({host, bytes, static_cast<uintptr_t>(device), 1});
    return static_cast<uintptr_t>(device);
}

}  // namespace

DeviceView::DeviceView(void* host, uint64_t bytes) : memory_(host) {
    use_primary_context();
    if (bytes > 0) memory_ = reinterpret_cast<void*>(registered(reinterpret_cast<uintptr_t>(host), bytes));
}

DeviceView::~DeviceView() {
    const uintptr_t device = reinterpret_cast<uintptr_t>(memory_);
    const auto found = std::find_if(registrations().begin(), registrations().end(), [&](const HostRange& r) {
        return device >= r.device && device < r.device + r.bytes;
    });
    if (found == registrations().end() || --found->users > 0) return;
    cuda::driver().mem_host_unregister(reinterpret_cast<void*>(found->host));
    registrations().erase(found);
}

}  // namespace sige::test

// The same tests on CUDA: a driver's device, or its double. The device sees memory of the host itself.
#include "backends/cuda/driver/driver.h"
#include "harness/device.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CUDA;
const bool kRoundsToBf16 = false;

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

// Nothing of it is registered, or a view ends before the memory that it shows.
struct View {
    void* host;
    cuda::DevicePointer device;
};
std::vector<View>& views() {
    static std::vector<View> all;
    return all;
}

}  // namespace

DeviceView::DeviceView(void* host, uint64_t bytes) : memory_(host) {
    use_primary_context();
    if (bytes == 0) return;
    cuda::DevicePointer address = 0;
    SIGE_CUDA_CALL(mem_host_register, host, static_cast<size_t>(bytes), cuda::kMapHostMemory);
    SIGE_CUDA_CALL(mem_host_get_device_pointer, &address, host, 0);
    memory_ = reinterpret_cast<void*>(static_cast<uintptr_t>(address));
    views().push_back({host, address});
}

DeviceView::~DeviceView() {
    const auto found = std::find_if(views().begin(), views().end(), [&](const View& view) {
        return reinterpret_cast<void*>(static_cast<uintptr_t>(view.device)) == memory_;
    });
    if (found == views().end()) return;
    cuda::driver().mem_host_unregister(found->host);
    views().erase(found);
}

}  // namespace sige::test

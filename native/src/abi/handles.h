// The opaque handles of the C ABI. A child holds its device, so destroy order never matters.
#pragma once

#include "core/device.h"

struct sige_device {
    std::shared_ptr<sige::Device> it;
};
struct sige_queue {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Queue> it;
};
struct sige_buffer {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Buffer> it;
};
struct sige_event {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Event> it;
};
struct sige_capture {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Capture> it;
};
struct sige_active_set {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::ActiveSet> it;
};
struct sige_convolution {
    std::shared_ptr<sige::Device> device;
    std::unique_ptr<sige::Convolution> it;
};

namespace sige {

template <class Handle>
auto& checked_handle(Handle* handle, const char* name) {
    SIGE_REQUIRE(handle != nullptr, "%s is null", name);
    return *handle->it;
}

// Lets go of a handle; its device keeps what work in flight still uses.
template <class Handle>
void destroy(Handle* handle) {
    if (handle == nullptr) return;
    handle->device->retire(std::move(handle->it));
    delete handle;
}

}  // namespace sige

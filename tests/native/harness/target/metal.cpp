// The same tests on Metal, whose runtime a double stands in for.
#include <cstdlib>

#include "harness/device/target.h"
#include "metal/objc/control.h"

namespace sige::test {
namespace {

// Before anything asks for the device. The library is loaded with the program.
const int g_is_set = setenv("SIGE_METAL_RUNTIME", "libsige_metal_double.so", 0);

}  // namespace

const sige_device_kind kTarget = SIGE_DEVICE_METAL;

bool rounds_attention(sige_precision precision, bool) {
    return precision == SIGE_PRECISION_F16;
}

DeviceView::DeviceView(void* host, uint64_t bytes) : memory_(sige_metal_double_buffer(host, bytes)) {}

DeviceView::~DeviceView() {
    if (memory_ != nullptr) sige_metal_double_release(memory_);
}

}  // namespace sige::test

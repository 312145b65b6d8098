// Tests of the CPU.
#include "harness/device/target.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CPU;

bool rounds_attention(sige_precision precision, bool is_causal) {
    return precision == SIGE_PRECISION_BF16 && !is_causal;
}

DeviceView::DeviceView(void* host, uint64_t) : memory_(host) {}
DeviceView::~DeviceView() = default;

}  // namespace sige::test

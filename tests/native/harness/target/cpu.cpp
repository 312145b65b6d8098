// Tests of the CPU.
#include "harness/target.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CPU;
const bool kRoundsToBf16 = true;

DeviceView::DeviceView(void* host, uint64_t) : memory_(host) {}
DeviceView::~DeviceView() = default;

}  // namespace sige::test

// The same tests on the counting double, which stands in for CUDA.
#include "double/resources.h"
#include "harness/device/target.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CUDA;

bool rounds_attention(sige_precision precision, bool is_causal) {
    return precision == SIGE_PRECISION_BF16 && !is_causal;
}

DeviceView::DeviceView(void* host, uint64_t) : memory_(counting::device_address(host)) {}
DeviceView::~DeviceView() = default;

}  // namespace sige::test

// The same tests on the counting double, which stands in for CUDA.
#include "double/resources.h"
#include "harness/target.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CUDA;

void* device_view(void* host) {
    return counting::device_address(host);
}

}  // namespace sige::test

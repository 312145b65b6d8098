// Tests of the CPU.
#include "harness/target.h"

namespace sige::test {

const sige_device_kind kTarget = SIGE_DEVICE_CPU;

void* device_view(void* host) {
    return host;
}

}  // namespace sige::test

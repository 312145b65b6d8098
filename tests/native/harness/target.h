// Which device a program of tests is for: each links one file of harness/target.
#pragma once

#include "sige/sige.h"

namespace sige::test {

extern const sige_device_kind kTarget;
// Where the device sees memory of the host that a test shows it.
void* device_view(void* host);

}  // namespace sige::test

// The head of the report of gpu_check: which device the tests ran on.
#include "harness/device/device.h"

namespace sige::test {
namespace {

const bool is_printed = [] {
    sige_device_info info{};
    info.struct_size = sizeof info;
    if (sige_device_query(SIGE_DEVICE_CUDA, 0, &info) != SIGE_STATUS_OK)
        std::printf("CUDA: %s\n", sige_last_error());
    else
        std::printf("CUDA: %s, %.1f GB: %s\n", info.name, static_cast<double>(info.memory_bytes) * 1e-9,
                    info.reason);
    return true;
}();

}  // namespace
}  // namespace sige::test

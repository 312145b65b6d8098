// NVIDIA's figures: 1024 in 16 bits and 512 in TF32 of an A100; 2048 and 1024 of an H100, of which mma.sync
// gets some 60% (Luo et al., "Benchmarking and Dissecting the Nvidia Hopper GPU Architecture",
// arXiv:2402.13499); 256 and 128 of GeForce, whose threads do 128 in float32. Workstation cards of GeForce's
// capabilities do twice as many, which a driver does not tell.
#include "backends/cuda/convolution/rates.h"

namespace sige::cuda {

double half_macs(const Context& context) {
    return 2 * tf32_macs(context);
}

double tf32_macs(const Context& context) {
    if (context.capability() == 80) return 512;
    const bool is_for_data_centers = context.capability() >= 90 && context.capability() < 110;
    return is_for_data_centers ? 614 : 128;
}

}  // namespace sige::cuda

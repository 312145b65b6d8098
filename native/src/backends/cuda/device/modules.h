// The kernels: PTX text that lies in the library, handed to the driver when the first kernel of a text is
// wanted, once for each device.
#pragma once

#include <array>
#include <mutex>
#include <vector>

#include "backends/cuda/device/context.h"

namespace sige::cuda {

// A PTX text in pieces: compilers limit the length of a literal.
struct KernelText {
    const char* name;
    const char* const* pieces;
    size_t count;
};
// Made from the .ptx files in texts/, beside the kernels' sources.
extern const KernelText kKernelTexts[];
extern const size_t kKernelTextCount;

// Each kernel once: its text, and its name there without "sige_".
enum class Kernel : int {
#define SIGE_CUDA_KERNEL(text, name) name,
#include "backends/cuda/kernels/kernels.inc"
#undef SIGE_CUDA_KERNEL
    kCount
};

class Modules final {
  public:
    Modules() = default;
    ~Modules();
    Modules(const Modules&) = delete;
    Modules& operator=(const Modules&) = delete;

    // Takes as much dynamic shared memory as a device has.
    FunctionHandle function(Kernel kernel);

  private:
    struct Loaded {
        const char* text;
        ModuleHandle module;
    };
    ModuleHandle load(const char* text);

    std::mutex mutex_;
    std::vector<Loaded> modules_;
    std::array<FunctionHandle, static_cast<size_t>(Kernel::kCount)> functions_{};
};

}  // namespace sige::cuda

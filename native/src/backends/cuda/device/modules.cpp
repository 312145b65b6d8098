#include "backends/cuda/device/modules.h"

#include <cstring>
#include <string>

namespace sige::cuda {
namespace {

struct Row {
    const char *text, *name;
};
constexpr Row kRows[] = {
#define SIGE_CUDA_KERNEL(text, name) {#text, "sige_" #name},
#include "backends/cuda/kernels/kernels.inc"
#undef SIGE_CUDA_KERNEL
};

std::string joined(const char* name) {
    std::string text;
    for (size_t i = 0; i < kKernelTextCount; ++i) {
        if (std::strcmp(kKernelTexts[i].name, name) != 0) continue;
        for (size_t p = 0; p < kKernelTexts[i].count; ++p) text += kKernelTexts[i].pieces[p];
    }
    return text;
}

}  // namespace

Modules::~Modules() {
    for (const Loaded& loaded : modules_) driver().module_unload(loaded.module);
}

ModuleHandle Modules::load(const char* text) {
    for (const Loaded& loaded : modules_)
        if (std::strcmp(loaded.text, text) == 0) return loaded.module;
    modules_.reserve(modules_.size() + 1);
    ModuleHandle module = nullptr;
    SIGE_CUDA_CALL(module_load_data, &module, joined(text).c_str(), 0, nullptr, nullptr);
    modules_.push_back({text, module});
    return module;
}

FunctionHandle Modules::function(Kernel kernel) {
    std::lock_guard lock(mutex_);
    const size_t at = static_cast<size_t>(kernel);
    if (functions_[at] != nullptr) return functions_[at];
    FunctionHandle function = nullptr;
    SIGE_CUDA_CALL(module_get_function, &function, load(kRows[at].text), kRows[at].name);
    functions_[at] = function;
    return function;
}

}  // namespace sige::cuda

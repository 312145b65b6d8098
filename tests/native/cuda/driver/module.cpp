// Modules, functions and launches.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include "cuda/driver/driver.h"
#include "cuda/mutations/mutate.h"
#include "cuda/ptx/machine/grid.h"
#include "cuda/ptx/text/parser.h"

using namespace sige::cuda_double;
namespace ptx = sige::ptx;

namespace {

// Options of the compiler in the driver that give a text to write complaints to.
constexpr int kErrorLog = 5, kErrorLogBytes = 6;

void write_log(const std::string& message, unsigned count, const int* options, void** values) {
    std::fprintf(stderr, "CUDA double: %s\n", message.c_str());
    char* log = nullptr;
    size_t bytes = 0;
    for (unsigned i = 0; i < count; ++i) {
        if (options[i] == kErrorLog) log = static_cast<char*>(values[i]);
        if (options[i] == kErrorLogBytes) bytes = reinterpret_cast<uintptr_t>(values[i]);
    }
    if (log != nullptr && bytes > 0) std::snprintf(log, bytes, "%s", message.c_str());
}

// A text is parsed once for a process, to whose very end modules may be loaded.
std::shared_ptr<const ptx::Module> parse_once(const std::string& text) {
    static auto& known = *new std::map<std::string, std::shared_ptr<const ptx::Module>>;
    std::shared_ptr<const ptx::Module>& module = known[text];
    if (module == nullptr) module = std::make_shared<const ptx::Module>(ptx::parse(text));
    return module;
}

// The text of a module, with the mistake that is to be seeded in it.
std::string seeded_text(const Driver& driver, const char* image, Module& module) {
    std::string text = image;
    const std::optional<ptx::Mutation> mutation = ptx::parse_mutation(driver.mutation);
    if (!mutation) return text;
    if (const std::optional<std::string> changed = ptx::mutate(text, *mutation)) {
        module.mutated_kernel = mutation->kernel;
        return *changed;
    }
    return text;
}

void place_variables(Driver& driver, Context& context, Module& module) {
    for (const ptx::Variable& variable : module.program->variables) {
        const size_t bytes = std::max<size_t>(variable.initial.size(), 1);
        ptx::Allocation& allocation =
            driver.add_memory(context, MemoryKind::variable, std::make_unique<ptx::Allocation>(bytes, 256));
        // What the text gives no value begins as zero.
        std::memset(allocation.at(allocation.begin()), 0, bytes);
        std::copy(variable.initial.begin(), variable.initial.end(), allocation.at(allocation.begin()));
        allocation.mark_all_written();
        if (variable.read_only) allocation.make_read_only();
        module.variables.push_back(allocation.begin());
    }
}

Function& function_of(const Driver& driver, Function* handle) {
    for (const auto& [module, owner] : driver.modules)
        for (const auto& [name, function] : module->functions)
            if (function.get() == handle) return *function;
    throw Error{kInvalidHandle};
}

int opt_in_shared(const Driver& driver) {
    return driver.options.compute >= 90 ? 232448 : driver.options.compute == 80 ? 166912 : 101376;
}

std::vector<std::byte> parameters_of(const ptx::Kernel& kernel, void** parameters, void** extra) {
    std::vector<std::byte> bytes(kernel.parameter_bytes);
    if (parameters != nullptr) {
        for (size_t i = 0; i < kernel.parameters.size(); ++i)
            std::memcpy(bytes.data() + kernel.parameters[i].offset, parameters[i],
                        kernel.parameters[i].bytes);
        return bytes;
    }
    require(extra != nullptr || bytes.empty(), kInvalidValue);
    // A list of keys and values: 1 for a buffer, 2 for the place of its bytes, 0 ends it.
    const void* buffer = nullptr;
    size_t size = 0;
    for (void** entry = extra; entry != nullptr && *entry != nullptr; entry += 2) {
        if (reinterpret_cast<uintptr_t>(entry[0]) == 1) buffer = entry[1];
        if (reinterpret_cast<uintptr_t>(entry[0]) == 2) size = *static_cast<size_t*>(entry[1]);
    }
    require(size >= bytes.size(), kInvalidValue);
    if (!bytes.empty()) std::memcpy(bytes.data(), buffer, bytes.size());
    return bytes;
}

void check_shape(const Driver& driver, const Function& function, const ptx::Launch& launch) {
    const ptx::Dim3 &grid = launch.grid, &block = launch.block;
    const bool fits = grid.x > 0 && grid.y > 0 && grid.z > 0 && grid.x <= 2147483647 && grid.y <= 65535 &&
                      grid.z <= 65535 && block.x > 0 && block.y > 0 && block.z > 0 && block.x <= 1024 &&
                      block.y <= 1024 && block.z <= 64 && block.count() <= 1024;
    require(fits, kInvalidValue);
    require(block.count() <= function.kernel->max_threads, kInvalidValue);
    require(launch.dynamic_shared_bytes <= function.max_dynamic_shared, kInvalidValue);
    require(launch.dynamic_shared_bytes + function.kernel->shared_bytes <=
                static_cast<uint32_t>(opt_in_shared(driver)),
            kInvalidValue);
}

void note_launch(Driver& driver, const Module& module, const ptx::Kernel& kernel) {
    ++driver.counted.launches;
    if (kernel.name != module.mutated_kernel) return;
    if (driver.counted.mutated_launches++ == 0)
        std::fprintf(stderr, "CUDA double: runs %s\n", driver.mutation.c_str());
}

Work work_of(Context& context, std::shared_ptr<Module> module, ptx::Launch launch) {
    return [&context, module, launch] {
        Driver& driver = Driver::instance();
        note_launch(driver, *module, *launch.kernel);
        if (driver.is_idle) return;
        ptx::Options options;
        options.copies = driver.options.copies == SIGE_CUDA_DOUBLE_COPIES_EAGER ? ptx::CopyTiming::eager
                                                                                : ptx::CopyTiming::late;
        options.checks = driver.options.checks != 0;
        options.host_threads = driver.options.host_threads;
        options.budget = driver.options.budget;
        try {
            ptx::run(launch, driver.memory, options);
        } catch (const ptx::Fault& fault) {
            throw Error{driver.note_fault(context, fault)};
        }
    };
}

}  // namespace

SIGE_CUDA cuModuleLoadDataEx(Module** out, const void* image, unsigned count, int* keys, void** values) {
    return call_context([&](Driver& driver, Context& context) {
        require(out != nullptr && image != nullptr, kInvalidValue);
        driver.count_event(SIGE_CUDA_DOUBLE_MODULE);
        require(driver.options.driver_version >= 11010, kUnsupportedPtxVersion);
        require(driver.options.compute >= 80, kNoBinaryForGpu);
        auto module = std::make_shared<Module>();
        module->context = &context;
        try {
            module->program = parse_once(seeded_text(driver, static_cast<const char*>(image), *module));
        } catch (const ptx::SyntaxError& error) {
            write_log(error.what(), count, keys, values);
            throw Error{kInvalidPtx};
        }
        place_variables(driver, context, *module);
        *out = module.get();
        driver.modules[module.get()] = module;
    });
}

SIGE_CUDA cuModuleLoadData(Module** out, const void* image) {
    return cuModuleLoadDataEx(out, image, 0, nullptr, nullptr);
}

SIGE_CUDA cuModuleUnload(Module* handle) {
    return call_release([&](Driver& driver, Context& context) {
        Module& module = driver.checked(driver.modules, handle);
        require(module.context == &context, kInvalidContext);
        driver.drain(context);
        for (const uint64_t address : module.variables)
            driver.remove_memory(context, address, MemoryKind::variable);
        driver.modules.erase(handle);
    });
}

SIGE_CUDA cuModuleGetFunction(Function** out, Module* handle, const char* name) {
    return call_context([&](Driver& driver, Context&) {
        Module& module = driver.checked(driver.modules, handle);
        const auto kernel = module.program->kernels.find(name);
        require(kernel != module.program->kernels.end(), kNotFound);
        std::unique_ptr<Function>& function = module.functions[name];
        if (function == nullptr) function = std::make_unique<Function>(Function{&module, &kernel->second});
        *out = function.get();
    });
}

SIGE_CUDA cuModuleGetGlobal_v2(DeviceAddress* address, size_t* bytes, Module* handle, const char* name) {
    return call_context([&](Driver& driver, Context&) {
        const Module& module = driver.checked(driver.modules, handle);
        const std::vector<ptx::Variable>& variables = module.program->variables;
        const auto found = std::find_if(variables.begin(), variables.end(),
                                        [&](const ptx::Variable& variable) { return variable.name == name; });
        require(found != variables.end(), kNotFound);
        if (address != nullptr) *address = module.variables[static_cast<size_t>(found - variables.begin())];
        if (bytes != nullptr) *bytes = found->initial.size();
    });
}

// Threads of a block (0), bytes of shared (1), constant (2) and local memory (3), registers (4), versions (5,
// 6), dynamic shared memory (8).
SIGE_CUDA cuFuncGetAttribute(int* value, int attribute, Function* handle) {
    return call_context([&](Driver& driver, Context&) {
        const Function& function = function_of(driver, handle);
        switch (attribute) {
            case 0:
                *value = static_cast<int>(function.kernel->max_threads);
                break;
            case 1:
                *value = static_cast<int>(function.kernel->shared_bytes);
                break;
            case 2:
                *value = 0;
                break;
            case 3:
                *value = static_cast<int>(function.kernel->local_bytes);
                break;
            case 4:
                *value = 64;
                break;
            case 5:
                *value = 71;
                break;
            case 6:
                *value = driver.options.compute;
                break;
            case 8:
                *value = static_cast<int>(function.max_dynamic_shared);
                break;
            default:
                throw Error{kInvalidValue};
        }
    });
}

SIGE_CUDA cuFuncSetAttribute(Function* handle, int attribute, int value) {
    return call_context([&](Driver& driver, Context&) {
        Function& function = function_of(driver, handle);
        if (attribute == 9) return;  // a wish for the split of cache and shared memory
        require(attribute == 8, kInvalidValue);
        require(
            value >= 0 && value + static_cast<int>(function.kernel->shared_bytes) <= opt_in_shared(driver),
            kInvalidValue);
        function.max_dynamic_shared = static_cast<uint32_t>(value);
    });
}

SIGE_CUDA cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, Function* handle, int block_threads,
                                                      size_t dynamic_shared) {
    return call_context([&](Driver& driver, Context&) {
        const Function& function = function_of(driver, handle);
        require(block_threads > 0 && block_threads <= 1024, kInvalidValue);
        const size_t shared = function.kernel->shared_bytes + dynamic_shared + 1024;
        const size_t all = static_cast<size_t>(opt_in_shared(driver)) + 1024;
        *blocks = std::min<int>(1536 / block_threads, static_cast<int>(all / shared));
    });
}

SIGE_CUDA cuLaunchKernel(Function* handle, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                         unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared_bytes,
                         Stream* stream_handle, void** parameters, void** extra) {
    return call_context([&](Driver& driver, Context& context) {
        Function& function = function_of(driver, handle);
        require(function.module->context == &context, kInvalidHandle);
        ptx::Launch launch;
        launch.kernel = function.kernel;
        launch.grid = {grid_x, grid_y, grid_z};
        launch.block = {block_x, block_y, block_z};
        launch.dynamic_shared_bytes = shared_bytes;
        launch.variables = &function.module->variables;
        check_shape(driver, function, launch);
        launch.parameters = parameters_of(*function.kernel, parameters, extra);
        driver.count_event(SIGE_CUDA_DOUBLE_LAUNCH);
        const std::shared_ptr<Stream> stream = driver.stream(context, stream_handle);
        order_after_null_stream(driver, *stream);
        stream->submit(work_of(context, driver.modules.at(function.module), std::move(launch)), true);
    });
}

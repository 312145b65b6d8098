// The state of the double: contexts, and all that was made in them.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "cuda/driver/api.h"
#include "cuda/driver/control.h"
#include "cuda/driver/stream.h"
#include "cuda/ptx/machine/program.h"

namespace sige::cuda_double {

struct Function {
    Module* module;
    const ptx::Kernel* kernel;
    uint32_t max_dynamic_shared = 48 * 1024;
};

struct Module {
    Context* context;
    std::shared_ptr<const ptx::Module> program;
    std::vector<uint64_t> variables;  // addresses
    std::string mutated_kernel;       // one in which a mistake was seeded
    std::map<std::string, std::unique_ptr<Function>> functions;
};

enum class MemoryKind { device, pinned, registered, variable };

struct MemoryRecord {
    Context* context;
    MemoryKind kind;
    ptx::Allocation* allocation;
};

struct Context {
    int device;
    uint32_t retained = 0;
    Result error = kSuccess;  // once set, all calls end with it
    std::shared_ptr<Stream> null_stream;
};

class Driver final {
  public:
    // Lives as long as the process.
    static Driver& instance();

    Driver();
    void count_event(sige_cuda_double_event event);
    // Notes what a kernel did, and leaves its context in error.
    Result note_fault(Context& context, const ptx::Fault& fault);

    ptx::Allocation& add_memory(Context& context, MemoryKind kind,
                                std::unique_ptr<ptx::Allocation> allocation);
    void remove_memory(Context& context, DeviceAddress address, MemoryKind kind);
    // The allocation that a range lies in. Throws Error for ranges that are not in one.
    ptx::Allocation& memory_at(DeviceAddress address, size_t bytes) const;

    template <class T>
    T& checked(const std::map<T*, std::shared_ptr<T>>& live, T* handle) const {
        require(live.contains(handle), kInvalidHandle);
        return *handle;
    }
    std::shared_ptr<Context> make_context(int device) const;
    // A stream of a context; null names the context's own.
    std::shared_ptr<Stream> stream(Context& context, Stream* handle) const;
    // Runs all work of a context; a kernel that fails leaves its error there.
    void drain(Context& context);
    void destroy(Context& context);
    sige_cuda_double_counts counts() const;

    std::recursive_mutex mutex;
    bool is_initialized = false;
    sige_cuda_double_options options{};
    ptx::GlobalMemory memory;
    std::map<uint64_t, MemoryRecord> records;
    std::map<int, std::shared_ptr<Context>> contexts;           // primary ones by device
    std::map<Context*, std::shared_ptr<Context>> own_contexts;  // that the program made
    std::map<Module*, std::shared_ptr<Module>> modules;
    std::map<Stream*, std::shared_ptr<Stream>> streams;
    std::map<Event*, std::shared_ptr<Event>> events;
    std::map<Graph*, std::shared_ptr<Graph>> graphs, executable_graphs;
    sige_cuda_double_counts counted{};
    std::string fault;
    bool is_idle = false;  // kernels compute nothing
    std::string mutation;  // that is seeded in modules
    Result lost = kSuccess;

    struct Order {
        uint64_t left = 0;
        Result error = kSuccess;
    };
    std::array<Order, SIGE_CUDA_DOUBLE_EVENTS> orders{};

  private:
    void read_environment();
};

// Lets a stream that keeps order with the null stream wait for what is handed in there, or the null stream
// for all such.
void order_after_null_stream(Driver& driver, Stream& stream);

// The contexts of a thread, the current one last. Needs no destructor: a program may call while its threads
// end.
struct ContextStack {
    std::array<Context*, 32> at;
    size_t count;
    void push(Context* context);
    Context* pop();
    Context* top() const { return count == 0 ? nullptr : at[count - 1]; }
};
ContextStack& context_stack();
Context& current_context();

// Carries out a call of the driver. Without a context:
template <class F>
Result call_driver(F function) {
    Driver& driver = Driver::instance();
    std::lock_guard lock(driver.mutex);
    try {
        driver.count_event(SIGE_CUDA_DOUBLE_CALL);
        require(driver.is_initialized, kNotInitialized);
        function(driver);
        return kSuccess;
    } catch (const Error& error) {
        return error.result;
    }
}

// In the current context, which must be sound.
template <class F>
Result call_context(F function) {
    return call_driver([&](Driver& driver) {
        Context& context = current_context();
        require(driver.lost == kSuccess, driver.lost);
        require(context.error == kSuccess, context.error);
        function(driver, context);
    });
}

// The same for what lets go of something: it is gone though the context is in error.
template <class F>
Result call_release(F function) {
    return call_driver([&](Driver& driver) {
        Context& context = current_context();
        function(driver, context);
        require(driver.lost == kSuccess, driver.lost);
        require(context.error == kSuccess, context.error);
    });
}

}  // namespace sige::cuda_double

#include "cuda/driver/driver.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace sige::cuda_double {
namespace {

uint64_t number_from_environment(const char* name, uint64_t otherwise) {
    const char* text = std::getenv((std::string("SIGE_CUDA_DOUBLE_") + name).c_str());
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

bool environment_says(const char* name, const char* value) {
    const char* text = std::getenv((std::string("SIGE_CUDA_DOUBLE_") + name).c_str());
    return text != nullptr && std::strcmp(text, value) == 0;
}

// Takes out all that belongs to a context, and counts it.
template <class T>
uint64_t take_out(std::map<T*, std::shared_ptr<T>>& live, const Context& context) {
    return std::erase_if(live, [&](const auto& entry) { return entry.second->context == &context; });
}

}  // namespace

Driver& Driver::instance() {
    // Never destroyed: a program may let go of handles while it ends.
    static Driver& driver = *new Driver;
    return driver;
}

Driver::Driver() {
    read_environment();
}

void Driver::read_environment() {
    options.devices = static_cast<int32_t>(number_from_environment("DEVICES", 1));
    options.compute = static_cast<int32_t>(number_from_environment("COMPUTE", 86));
    options.driver_version = static_cast<int32_t>(number_from_environment("VERSION", 12040));
    options.host_threads = static_cast<int32_t>(number_from_environment("THREADS", 0));
    options.memory_bytes = number_from_environment("MEMORY", uint64_t{8} << 30);
    options.copies =
        environment_says("COPIES", "eager") ? SIGE_CUDA_DOUBLE_COPIES_EAGER : SIGE_CUDA_DOUBLE_COPIES_LATE;
    options.budget = number_from_environment("BUDGET", ptx::Options().budget);
    is_idle = environment_says("KERNELS", "idle");
    if (const char* seeded = std::getenv("SIGE_CUDA_DOUBLE_MUTATION")) mutation = seeded;
    options.checks = static_cast<int32_t>(number_from_environment("CHECKS", 1));
    orders[SIGE_CUDA_DOUBLE_ALLOCATION] = {number_from_environment("FAIL_ALLOCATION", 0), kOutOfMemory};
    orders[SIGE_CUDA_DOUBLE_LAUNCH] = {number_from_environment("FAIL_LAUNCH", 0), kLaunchOutOfResources};
    orders[SIGE_CUDA_DOUBLE_COPY] = {number_from_environment("FAIL_COPY", 0), kUnknown};
    orders[SIGE_CUDA_DOUBLE_CALL] = {number_from_environment("LOSE_AT", 0), kLaunchFailed};
}

void Driver::count_event(sige_cuda_double_event event) {
    if (event == SIGE_CUDA_DOUBLE_CALL) ++counted.calls;
    if (event == SIGE_CUDA_DOUBLE_SYNCHRONIZATION) ++counted.synchronizations;
    Order& order = orders[static_cast<size_t>(event)];
    if (order.left == 0 || --order.left > 0) return;
    if (event == SIGE_CUDA_DOUBLE_CALL) lost = order.error;
    throw Error{order.error};
}

Result Driver::note_fault(Context& context, const ptx::Fault& what) {
    ++counted.faults;
    fault = what.what();
    std::fprintf(stderr, "CUDA double: %s\n", what.what());
    switch (what.kind) {
        case ptx::FaultKind::illegal_address:
            context.error = kIllegalAddress;
            break;
        case ptx::FaultKind::misaligned_address:
            context.error = kMisalignedAddress;
            break;
        default:
            context.error = kLaunchFailed;
    }
    return context.error;
}

ptx::Allocation& Driver::add_memory(Context& context, MemoryKind kind,
                                    std::unique_ptr<ptx::Allocation> allocation) {
    ptx::Allocation& added = memory.add(std::move(allocation));
    records[added.begin()] = {&context, kind, &added};
    if (kind != MemoryKind::device) {
        counted.host_allocations += kind != MemoryKind::variable;
        return added;
    }
    ++counted.allocations;
    counted.allocated_bytes += added.bytes();
    counted.peak_bytes = std::max(counted.peak_bytes, counted.allocated_bytes);
    return added;
}

void Driver::remove_memory(Context& context, DeviceAddress address, MemoryKind kind) {
    const auto record = records.find(address);
    require(record != records.end() && record->second.kind == kind && record->second.context == &context,
            kInvalidValue);
    records.erase(record);
    const std::unique_ptr<ptx::Allocation> removed = memory.remove(address);
    if (kind == MemoryKind::device) {
        --counted.allocations;
        counted.allocated_bytes -= removed->bytes();
    } else {
        counted.host_allocations -= kind != MemoryKind::variable;
    }
}

ptx::Allocation& Driver::memory_at(DeviceAddress address, size_t bytes) const {
    ptx::Allocation* allocation = memory.find(address);
    require(allocation != nullptr && allocation->contains(address, bytes), kInvalidValue);
    return *allocation;
}

std::shared_ptr<Context> Driver::make_context(int device) const {
    auto context = std::make_shared<Context>();
    context->device = device;
    context->null_stream = std::make_shared<Stream>();
    context->null_stream->context = context.get();
    return context;
}

std::shared_ptr<Stream> Driver::stream(Context& context, Stream* handle) const {
    // Per-thread and legacy default streams are named by small numbers.
    if (reinterpret_cast<uintptr_t>(handle) <= 2) return context.null_stream;
    const auto found = streams.find(handle);
    require(found != streams.end() && found->second->context == &context, kInvalidHandle);
    return found->second;
}

void Driver::drain(Context& context) {
    const auto run = [](Stream& stream) {
        try {
            stream.run_all();
        } catch (const Error&) {
        }
    };
    run(*context.null_stream);
    for (const auto& [handle, stream] : streams)
        if (stream->context == &context) run(*stream);
}

void Driver::destroy(Context& context) {
    uint64_t alive = take_out(events, context) + take_out(graphs, context) +
                     take_out(executable_graphs, context) + take_out(streams, context) +
                     take_out(modules, context);
    std::vector<std::pair<uint64_t, MemoryKind>> left;
    for (const auto& [address, record] : records)
        if (record.context == &context) left.emplace_back(address, record.kind);
    for (const auto& [address, kind] : left) {
        alive += kind != MemoryKind::variable;
        void* const host = kind == MemoryKind::pinned ? reinterpret_cast<void*>(address) : nullptr;
        remove_memory(context, address, kind);
        std::free(host);
    }
    counted.leaked += alive;
}

sige_cuda_double_counts Driver::counts() const {
    sige_cuda_double_counts counts = counted;
    counts.contexts = contexts.size() + own_contexts.size();
    counts.modules = modules.size();
    counts.streams = streams.size();
    counts.events = events.size();
    counts.graphs = graphs.size();
    counts.executable_graphs = executable_graphs.size();
    return counts;
}

void order_after_null_stream(Driver& driver, Stream& stream) {
    if (stream.capture != nullptr) return;
    Context& context = *stream.context;
    const auto wait_for = [&stream](const std::shared_ptr<Stream>& other) {
        if (other->executed < other->enqueued)
            stream.submit([other, number = other->enqueued] { other->run_until(number); });
    };
    if (&stream != context.null_stream.get()) {
        if (stream.is_blocking) wait_for(context.null_stream);
        return;
    }
    for (const auto& [handle, other] : driver.streams)
        if (other->context == &context && other->is_blocking && other->capture == nullptr) wait_for(other);
}

void ContextStack::push(Context* context) {
    require(count < at.size(), kInvalidValue);
    at[count++] = context;
}

Context* ContextStack::pop() {
    require(count > 0, kInvalidContext);
    return at[--count];
}

ContextStack& context_stack() {
    static thread_local ContextStack stack;
    return stack;
}

Context& current_context() {
    Context* const current = context_stack().top();
    require(current != nullptr, kInvalidContext);
    const Driver& driver = Driver::instance();
    for (const auto& [device, context] : driver.contexts)
        if (context.get() == current) return *context;
    if (driver.own_contexts.contains(current)) return *current;
    throw Error{kContextIsDestroyed};
}

}  // namespace sige::cuda_double

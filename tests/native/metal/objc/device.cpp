// Signatures are those of Apple's reference.
#include "metal/objc/device.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <regex>
#include <vector>

#include "backends/metal/runtime/source.h"
#include "core/system/system.h"
#include "metal/objc/classes.h"
#include "metal/objc/command.h"
#include "metal/objc/foundation.h"

namespace sige::objc_double {

sige_metal_double_faults faults{};
sige_metal_double_counts counts{};

bool is_due(int64_t& failing) {
    return failing > 0 && --failing == 0;
}

namespace {

constexpr UInteger kMostBytes = UInteger{1} << 33;

// @property (readonly) NSString *name;
Object* device_name(Device*, Selector) {
    return autoreleased(new String("double of an Apple GPU"));
}
// @property (readonly) uint64_t registryID;
UInteger registry_id(Device* self, Selector) {
    return self->registry_id;
}
// - (BOOL)supportsFamily:(MTLGPUFamily)gpuFamily;
Bool supports_family(Device*, Selector, Integer family) {
    constexpr Integer kApple1 = 1001, kApple6 = 1006, kApple7 = 1007;
    return family >= kApple1 && family <= (faults.is_old != 0 ? kApple6 : kApple7) ? 1 : 0;
}
// @property (readonly) BOOL hasUnifiedMemory;
Bool has_unified_memory(Device*, Selector) {
    return faults.has_own_memory != 0 ? 0 : 1;
}
// @property (readonly) uint64_t recommendedMaxWorkingSetSize;
UInteger working_set_size(Device*, Selector) {
    return kMostBytes;
}
// @property (readonly) NSUInteger maxBufferLength;
UInteger most_bytes(Device*, Selector) {
    return kMostBytes;
}
// - (id<MTLCommandQueue>)newCommandQueue;
Object* new_command_queue(Device* self, Selector) {
    return new CommandQueue(self);
}
// - (id<MTLBuffer>)newBufferWithLength:(NSUInteger)length options:(MTLResourceOptions)options;
Object* new_buffer(Device*, Selector, UInteger length, UInteger options) {
    if (length == 0 || length > kMostBytes)
        misuse("newBufferWithLength: of no bytes, or of more than maxBufferLength");
    if (options != 0) misuse("newBufferWithLength: wants shared memory here");
    if (is_due(faults.failing_allocation)) return nullptr;
    ++counts.buffers;
    return new Buffer(length);
}

// Arguments are bound by their numbers; the emulation goes by their order.
void require_buffers_in_order(const std::string& text) {
    static const std::regex number("\\[\\[buffer\\(([0-9]+)\\)\\]\\]");
    int before = -1;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), number); at != std::sregex_iterator();
         ++at) {
        const int found = std::stoi((*at)[1]);
        if (found != 0 && found != before + 1) misuse("the buffers of a kernel are not numbered in order");
        before = found;
    }
}

// - (id<MTLLibrary>)newLibraryWithSource:(NSString *)source options:(MTLCompileOptions *)options
//     error:(NSError **)error;
Object* new_library(Device*, Selector, String* source, CompileOptions* options, Object** error) {
    const bool is_known = source->text() == metal::kernel_source();
    if (!is_known || faults.refuses_kernels != 0) {
        *error =
            autoreleased(new Error(3, is_known ? "program_source:1:1: error: a seeded one"
                                               : "the text is not that of the kernels that were compiled"));
        return nullptr;
    }
    require_buffers_in_order(source->text());
    if (options == nullptr || options->has_fast_math)
        misuse("the kernels are to be compiled without fast math");
    ++counts.libraries;
    return new Library();
}
// - (id<MTLComputePipelineState>)newComputePipelineStateWithFunction:(id<MTLFunction>)computeFunction
//     error:(NSError **)error;
Object* new_pipeline(Device*, Selector, Function* function, Object**) {
    ++counts.pipelines;
    return new Pipeline(function->entry);
}

// + (instancetype)new;
Object* new_options(Object*, Selector) {
    return new CompileOptions();
}
// @property (readwrite, nonatomic) BOOL fastMathEnabled;
void set_fast_math(CompileOptions* self, Selector, Bool value) {
    self->has_fast_math = value != 0;
}

// The kernels of the library that a test of a mutation names.
const std::vector<simt::Entry>& mutated_entries() {
    static const std::vector<simt::Entry> entries = [] {
        std::vector<simt::Entry> found;
        const char* path = std::getenv("SIGE_METAL_DOUBLE_MUTATION");
        if (path == nullptr) return found;
        void* library = open_library(path);
        const auto kernels = library == nullptr
                                 ? nullptr
                                 : reinterpret_cast<simt::Kernels>(find_function(library, simt::kKernels));
        if (kernels == nullptr) misuse("the mutation cannot be opened");
        kernels([](const simt::Entry& entry,
                   void* taker) { static_cast<std::vector<simt::Entry>*>(taker)->push_back(entry); },
                &found);
        return found;
    }();
    return entries;
}

// - (id<MTLFunction>)newFunctionWithName:(NSString *)functionName;
Object* new_function(Library*, Selector, String* name) {
    for (const simt::Entry& entry : mutated_entries())
        if (name->text() == entry.name) {
            std::printf("mutated kernel %s\n", entry.name);
            std::fflush(stdout);
            return new Function(entry);
        }
    for (const simt::Entry& entry : simt::entries())
        if (name->text() == entry.name) return new Function(entry);
    return nullptr;
}

// @property (readonly) NSUInteger maxTotalThreadsPerThreadgroup;
UInteger most_threads(Pipeline*, Selector) {
    return 512;
}
// @property (readonly) NSUInteger threadExecutionWidth;
UInteger simdgroup_width(Pipeline*, Selector) {
    return simt::kLanes;
}

// - (void *)contents;
void* buffer_contents(Buffer* self, Selector) {
    return self->contents();
}
// @property (readonly) NSUInteger length;
UInteger buffer_length(Buffer* self, Selector) {
    return self->length();
}

const Method kDeviceMethods[] = {method("name", device_name),
                                 method("registryID", registry_id),
                                 method("supportsFamily:", supports_family),
                                 method("hasUnifiedMemory", has_unified_memory),
                                 method("recommendedMaxWorkingSetSize", working_set_size),
                                 method("maxBufferLength", most_bytes),
                                 method("newCommandQueue", new_command_queue),
                                 method("newBufferWithLength:options:", new_buffer),
                                 method("newLibraryWithSource:options:error:", new_library),
                                 method("newComputePipelineStateWithFunction:error:", new_pipeline)};
const Method kOptionsClassMethods[] = {method("new", new_options)};
const Method kOptionsMethods[] = {method("setFastMathEnabled:", set_fast_math)};
const Method kLibraryMethods[] = {method("newFunctionWithName:", new_function)};
const Method kPipelineMethods[] = {method("maxTotalThreadsPerThreadgroup", most_threads),
                                   method("threadExecutionWidth", simdgroup_width)};
const Method kBufferMethods[] = {method("contents", buffer_contents), method("length", buffer_length)};

}  // namespace

const Class kDevice{"MTLDevice", kDeviceMethods}, kCompileOptions{"MTLCompileOptions", kOptionsMethods},
    kCompileOptionsMeta{"MTLCompileOptions class", kOptionsClassMethods},
    kLibrary{"MTLLibrary", kLibraryMethods}, kFunction{"MTLFunction", {}},
    kPipeline{"MTLComputePipelineState", kPipelineMethods}, kBuffer{"MTLBuffer", kBufferMethods};

Device::Device(UInteger id) : Object(kDevice), registry_id(id) {}
CompileOptions::CompileOptions() : Object(kCompileOptions) {}
Library::Library() : Object(kLibrary) {}
Function::Function(const simt::Entry& of) : Object(kFunction), entry(of) {}
Pipeline::Pipeline(const simt::Entry& of) : Object(kPipeline), entry(of) {}

Buffer::Buffer(UInteger length) : Object(kBuffer), length_(length) {
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE)), rounded = (length + 15) / 16 * 16;
    page_bytes_ = (rounded + page - 1) / page * page + page;
    pages_ = mmap(nullptr, page_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages_ == MAP_FAILED) misuse("there is no memory for a buffer");
    mprotect(static_cast<char*>(pages_) + page_bytes_ - page, page, PROT_NONE);
    contents_ = static_cast<char*>(pages_) + page_bytes_ - page - rounded;
}

Buffer::Buffer(void* memory, UInteger length)
    : Object(kBuffer), length_(length), contents_(static_cast<char*>(memory)) {}

void Buffer::let_go() {
    if (pages_ != nullptr) munmap(pages_, page_bytes_);
    contents_ = nullptr;
}

Object* shared_device() {
    static Device* const device = [] {
        Device* made = new Device(1);
        made->stay();
        return made;
    }();
    return device;
}

}  // namespace sige::objc_double

using namespace sige::objc_double;

// NSArray <id<MTLDevice>> *MTLCopyAllDevices(void);
extern "C" __attribute__((visibility("default"))) Object* MTLCopyAllDevices() {
    if (faults.no_devices != 0) return new Array({});
    Object* device = shared_device();
    device->retain();
    return new Array({device});
}

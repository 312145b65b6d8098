// Signatures are those of Apple's reference.
#include "metal/objc/command.h"

#include <chrono>
#include <cstring>
#include <mutex>

#include "metal/objc/classes.h"
#include "metal/objc/foundation.h"

namespace sige::objc_double {
namespace {

// One GPU: it runs one thing at a time, whatever threads wait.
std::recursive_mutex& gpu_mutex() {
    static std::recursive_mutex mutex;
    return mutex;
}

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// @property (readonly) id<MTLDevice> device;
Object* device_of_queue(CommandQueue* self, Selector) {
    return self->device;
}

// - (id<MTLCommandBuffer>)commandBuffer;
Object* command_buffer(CommandQueue* self, Selector) {
    return autoreleased(new CommandBuffer(self));
}

// - (id<MTLComputeCommandEncoder>)computeCommandEncoder;
Object* compute_encoder(CommandBuffer* self, Selector) {
    if (self->status != CommandBuffer::kNotEnqueued || self->is_encoding)
        misuse("computeCommandEncoder of a command buffer that is handed in, or has an encoder open");
    return autoreleased(new Encoder(self));
}
// - (void)commit;
void commit(CommandBuffer* self, Selector) {
    if (self->is_encoding) misuse("commit before endEncoding");
    if (self->status != CommandBuffer::kNotEnqueued) misuse("commit for the second time");
    self->status = CommandBuffer::kCommitted;
    ++counts.command_buffers;
    self->queue->hand_in(self);
}
// - (void)waitUntilCompleted;
void wait_until_completed(CommandBuffer* self, Selector) {
    if (self->status == CommandBuffer::kNotEnqueued) misuse("waitUntilCompleted before commit");
    ++counts.waits;
    self->queue->run_until(self);
}
// @property (readonly) MTLCommandBufferStatus status;
UInteger status(CommandBuffer* self, Selector) {
    return self->status;
}
// @property (readonly) NSError *error;
Object* command_buffer_error(CommandBuffer* self, Selector) {
    return self->error;
}
// @property (readonly) CFTimeInterval GPUEndTime;
double gpu_end_time(CommandBuffer* self, Selector) {
    if (self->status < CommandBuffer::kCompleted) misuse("GPUEndTime before the work is done");
    return self->end_time;
}

void require_open(const Encoder* encoder) {
    if (encoder->has_ended) misuse("a message to an encoder behind endEncoding");
}

// - (void)setComputePipelineState:(id<MTLComputePipelineState>)state;
void set_pipeline(Encoder* self, Selector, Pipeline* pipeline) {
    require_open(self);
    self->command_buffer->keep(pipeline);
    self->pipeline = pipeline;
}
// - (void)setBuffer:(id<MTLBuffer>)buffer offset:(NSUInteger)offset atIndex:(NSUInteger)index;
void set_buffer(Encoder* self, Selector, Buffer* buffer, UInteger offset, UInteger index) {
    require_open(self);
    if (index >= Encoder::kArguments) misuse("setBuffer: at an index beyond 30");
    if (offset > buffer->length()) misuse("setBuffer: with an offset beyond the buffer");
    self->command_buffer->keep(buffer);
    self->memories[index] = buffer->contents() + offset;
    self->bytes[index].clear();
}
// - (void)setBytes:(const void *)bytes length:(NSUInteger)length atIndex:(NSUInteger)index;
void set_bytes(Encoder* self, Selector, const void* bytes, UInteger length, UInteger index) {
    require_open(self);
    if (index >= Encoder::kArguments || length == 0 || length > 4096)
        misuse("setBytes: beyond index 30, or of more than 4 KB");
    const char* first = static_cast<const char*>(bytes);
    self->bytes[index].assign(first, first + length);
    self->memories[index] = nullptr;
}
// - (void)dispatchThreadgroups:(MTLSize)threadgroupsPerGrid
// threadsPerThreadgroup:(MTLSize)threadsPerThreadgroup;
void dispatch(Encoder* self, Selector, Size3 groups, Size3 threads) {
    require_open(self);
    if (self->pipeline == nullptr) misuse("dispatchThreadgroups: without a pipeline");
    if (groups.x * groups.y * groups.z == 0 || threads.x * threads.y * threads.z == 0)
        misuse("dispatchThreadgroups: of nothing");
    if (threads.x * threads.y * threads.z > 512)
        misuse("dispatchThreadgroups: with larger groups than the pipeline takes");
    const simt::Entry& entry = self->pipeline->entry;
    Dispatch made{self->pipeline, groups, threads, {}, {}};
    for (size_t i = 0; i < entry.buffers; ++i) {
        if (self->memories[i] == nullptr && self->bytes[i].empty())
            misuse(std::string(entry.name) + " was dispatched without its buffer " + std::to_string(i));
        made.memories.push_back(self->memories[i]);
        made.bytes.push_back(self->bytes[i]);
    }
    self->command_buffer->dispatches.push_back(std::move(made));
}
// - (void)endEncoding;
void end_encoding(Encoder* self, Selector) {
    require_open(self);
    self->has_ended = true;
    self->command_buffer->is_encoding = false;
}

const Method kQueueMethods[] = {method("device", device_of_queue), method("commandBuffer", command_buffer)};
const Method kCommandBufferMethods[] = {method("computeCommandEncoder", compute_encoder),
                                        method("commit", commit),
                                        method("waitUntilCompleted", wait_until_completed),
                                        method("status", status),
                                        method("error", command_buffer_error),
                                        method("GPUEndTime", gpu_end_time)};
const Method kEncoderMethods[] = {
    method("setComputePipelineState:", set_pipeline), method("setBuffer:offset:atIndex:", set_buffer),
    method("setBytes:length:atIndex:", set_bytes),
    method("dispatchThreadgroups:threadsPerThreadgroup:", dispatch), method("endEncoding", end_encoding)};

simt::Position position_of(const Size3& size) {
    return {static_cast<unsigned>(size.x), static_cast<unsigned>(size.y), static_cast<unsigned>(size.z)};
}

void run(const Dispatch& dispatch) {
    ++counts.dispatches;
    std::vector<const void*> memories;
    for (size_t i = 0; i < dispatch.memories.size(); ++i)
        memories.push_back(dispatch.bytes[i].empty() ? dispatch.memories[i] : dispatch.bytes[i].data());
    const simt::Entry& entry = dispatch.pipeline->entry;
    simt::launch(entry.name, position_of(dispatch.groups), position_of(dispatch.threads), entry.call,
                 memories.data());
}

}  // namespace

const Class kCommandQueue{"MTLCommandQueue", kQueueMethods},
    kCommandBuffer{"MTLCommandBuffer", kCommandBufferMethods},
    kEncoder{"MTLComputeCommandEncoder", kEncoderMethods};

CommandQueue::CommandQueue(Device* of) : Object(kCommandQueue), device(of) {
    device->retain();
}

void CommandQueue::hand_in(CommandBuffer* command_buffer) {
    std::lock_guard lock(gpu_mutex());
    command_buffer->retain();
    handed_in_.push_back(command_buffer);
}

void CommandQueue::run_until(const CommandBuffer* last) {
    std::lock_guard lock(gpu_mutex());
    while (last->status == CommandBuffer::kCommitted) {
        CommandBuffer* next = handed_in_.front();
        handed_in_.pop_front();
        next->run();
        next->release();
    }
}

CommandBuffer::CommandBuffer(CommandQueue* of) : Object(kCommandBuffer), queue(of) {
    queue->retain();
}

void CommandBuffer::keep(Object* object) {
    object->retain();
    kept_.push_back(object);
}

void CommandBuffer::run() {
    if (is_due(faults.failing_command_buffer)) {
        error = new Error(faults.error, "a seeded error");
        status = kFailed;
    } else {
        for (const Dispatch& dispatch : dispatches) objc_double::run(dispatch);
        status = kCompleted;
    }
    end_time = now();
    dispatches.clear();
    for (Object* object : kept_) object->release();
    kept_.clear();
}

void CommandBuffer::let_go() {
    if (is_encoding) misuse("a command buffer went with its encoder open");
    for (Object* object : kept_) object->release();
    if (error != nullptr) error->release();
    queue->release();
}

Encoder::Encoder(CommandBuffer* of) : Object(kEncoder), command_buffer(of) {
    command_buffer->retain();
    command_buffer->is_encoding = true;
}

void Encoder::let_go() {
    if (!has_ended) misuse("an encoder went without endEncoding");
    command_buffer->release();
}

}  // namespace sige::objc_double

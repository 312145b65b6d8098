#include "backends/metal/stream.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace sige::metal {
namespace {

constexpr UInteger kCompleted = 4;  // MTLCommandBufferStatusCompleted
// MTLCommandBufferError.
constexpr Integer kAccessRevoked = 4, kOutOfMemory = 8, kDeviceRemoved = 11;

UInteger groups(UInteger threads, UInteger of_group) {
    return (threads + of_group - 1) / of_group;
}

// Throws what a command buffer failed with.
void require_completed(Id command_buffer) {
    if (objc().status(command_buffer) == kCompleted) return;
    const Id error = objc().error(command_buffer);
    const Integer code = error == nullptr ? 0 : objc().code(error);
    const std::string sentence =
        error == nullptr ? "no reason was given" : objc().text(objc().description(error));
    if (code == kOutOfMemory)
        fail(SIGE_STATUS_OUT_OF_MEMORY, "the GPU ran out of memory: %s", sentence.c_str());
    if (code == kAccessRevoked || code == kDeviceRemoved)
        fail(SIGE_STATUS_DEVICE_UNAVAILABLE, "the GPU is lost: %s", sentence.c_str());
    fail(SIGE_STATUS_INTERNAL, "the GPU's work failed with error %lld: %s", static_cast<long long>(code),
         sentence.c_str());
}

}  // namespace

Grid pixel_grid(int64_t channels, int64_t pixels, int64_t images) {
    const uint64_t wide = std::min<uint64_t>(std::bit_ceil(static_cast<uint64_t>(channels)), 32);
    return {static_cast<UInteger>(channels),
            static_cast<UInteger>(pixels),
            static_cast<UInteger>(images),
            {wide, 256 / wide, 1}};
}

Stream::Stream(std::shared_ptr<Gpu> gpu, Object queue)
    : gpu_(std::move(gpu)), queue_(std::move(queue)), nothing_(gpu_->allocate(0)) {}

Stream::~Stream() {
    const Pool pool;
    if (is_idle()) return;
    if (encoder_) commit();
    objc().wait(in_flight_.back().get());
    gpu_->end_work();
}

void Stream::open() {
    if (encoder_) return;
    Object command_buffer = Object::retained(objc().command_buffer(queue_.get()));
    Object encoder =
        Object::retained(command_buffer ? objc().compute_encoder(command_buffer.get()) : nullptr);
    if (!encoder) fail(SIGE_STATUS_OUT_OF_MEMORY, "Metal made no command buffer");
    if (is_idle()) gpu_->begin_work();
    command_buffer_ = std::move(command_buffer);
    encoder_ = std::move(encoder);
}

void Stream::close() {
    if (!encoder_) return;
    objc().end_encoding(encoder_.get());
    in_flight_.push_back(std::move(command_buffer_));
    encoder_ = Object();
}

Id Stream::commit() {
    open();
    close();
    objc().commit(in_flight_.back().get());
    return in_flight_.back().get();
}

void Stream::wait() {
    if (is_idle()) return;
    if (encoder_) commit();
    // They are done in order.
    objc().wait(in_flight_.back().get());
    std::vector<Object> done;
    done.swap(in_flight_);
    gpu_->end_work();
    chunk_ = 0;
    chunk_used_ = 0;
    for (const Object& command_buffer : done) require_completed(command_buffer.get());
}

void Stream::run(Kernel kernel, const Grid& grid, const void* parameters, uint64_t bytes,
                 std::initializer_list<Argument> arguments) {
    if (grid.x == 0 || grid.y == 0 || grid.z == 0) return;
    const Size3& group = grid.group;
    const Id pipeline = gpu_->pipeline(kernel);
    // A kernel of many registers takes smaller groups.
    const UInteger threads = group.x * group.y * group.z, most = objc().most_threads(pipeline);
    if (threads > most)
        fail(SIGE_STATUS_UNSUPPORTED, "a kernel takes groups of %llu threads here, expected %llu",
             static_cast<unsigned long long>(most), static_cast<unsigned long long>(threads));
    open();
    const Id encoder = encoder_.get();
    objc().set_pipeline(encoder, pipeline);
    objc().set_bytes(encoder, parameters, bytes, UInteger{0});
    UInteger index = 1;
    for (const Argument& argument : arguments) {
        const bool is_given = argument.buffer != nullptr;
        objc().set_buffer(encoder, is_given ? argument.buffer : nothing_.get(),
                          is_given ? argument.offset : uint64_t{0}, index++);
    }
    objc().dispatch(encoder, Size3{groups(grid.x, group.x), groups(grid.y, group.y), groups(grid.z, group.z)},
                    group);
}

Id Stream::scratch(uint64_t bytes) {
    if (bytes > scratch_bytes_) {
        scratch_ = gpu_->allocate(bytes);
        scratch_bytes_ = bytes;
    }
    return scratch_.get();
}

Argument Stream::stage(const void* src, uint64_t bytes) {
    constexpr uint64_t kChunk = 1 << 20, kAlignment = 256;
    while (chunk_ < chunks_.size() && chunks_[chunk_].bytes - chunk_used_ < bytes) {
        ++chunk_;
        chunk_used_ = 0;
    }
    if (chunk_ == chunks_.size()) {
        const uint64_t size = std::max(bytes, kChunk);
        chunks_.push_back({gpu_->allocate(size), size});
    }
    const Chunk& chunk = chunks_[chunk_];
    const Argument staged(chunk.buffer.get(), chunk_used_);
    std::memcpy(static_cast<char*>(objc().contents(chunk.buffer.get())) + chunk_used_, src,
                static_cast<size_t>(bytes));
    chunk_used_ = std::min(chunk.bytes, (chunk_used_ + bytes + kAlignment - 1) / kAlignment * kAlignment);
    return staged;
}

}  // namespace sige::metal

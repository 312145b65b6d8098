// The queue's own work: memory, events and waiting.
#include "backends/metal/queue.h"

#include <cstring>

#include "backends/metal/active.h"
#include "backends/metal/event.h"
#include "backends/metal/parameters.h"

namespace sige::metal {
namespace {

// Words where everything is aligned to them, else bytes. A row of the grid has 2^20 of them.
void copy(Stream& stream, const Argument& src, const Argument& dst, uint64_t bytes) {
    const bool words = (src.offset | dst.offset | bytes) % sizeof(uint32_t) == 0;
    const int64_t count = static_cast<int64_t>(words ? bytes / sizeof(uint32_t) : bytes);
    constexpr int64_t kRow = 1 << 20;
    const Grid grid{static_cast<UInteger>(std::min(count, kRow)),
                    static_cast<UInteger>((count + kRow - 1) / kRow),
                    1,
                    {256, 1, 1}};
    stream.run(words ? Kernel::copy_words : Kernel::copy_bytes, grid, parameters::CopyMemory{count},
               {src, dst});
}

}  // namespace

// Memory is shared: with nothing in flight it is written at once.
void MetalQueue::run(const WriteCall& call) {
    if (call.bytes == 0) return;
    const Pool pool;
    if (stream_.is_idle())
        std::memcpy(contents_of(call.dst) + call.offset, call.src, static_cast<size_t>(call.bytes));
    else
        copy(stream_, stream_.stage(call.src, call.bytes), Argument(call.dst->address(), call.offset),
             call.bytes);
}

void MetalQueue::run(const ReadCall& call) {
    const Pool pool;
    stream_.wait();
    if (call.bytes > 0)
        std::memcpy(call.dst, contents_of(call.src) + call.offset, static_cast<size_t>(call.bytes));
}

void MetalQueue::run(const CopyCall& call) {
    const Pool pool;
    copy(stream_, Argument(call.src->address(), call.src_offset),
         Argument(call.dst->address(), call.dst_offset), call.bytes);
}

void MetalQueue::run(const UploadCall& call) {
    const Pool pool;
    for (const ActiveSet* set : call.sets) places_of(set, stream_.gpu());
    for (const WriteCall& write : call.writes) run(write);
}

void MetalQueue::mark(Event& event) {
    const Pool pool;
    static_cast<MetalEvent&>(event).mark(stream_.commit());
}

void MetalQueue::wait() {
    const Pool pool;
    stream_.wait();
}

}  // namespace sige::metal

#include "backends/cpu/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "core/error.h"
#include "core/system/system.h"

namespace sige::cpu {
namespace {

// Blocks of at least this size get large pages: a tensor read at a stride of a row of pixels needs a page for
// each row.
constexpr uint64_t kLargeBlock = 8 << 20;

// The system's block starts somewhere before the aligned address; its start is kept just in front of that.
void* align(void* block, size_t alignment) {
    const uintptr_t start = reinterpret_cast<uintptr_t>(block) + sizeof(void*);
    void* aligned = reinterpret_cast<void*>((start + alignment - 1) / alignment * alignment);
    std::memcpy(static_cast<char*>(aligned) - sizeof(void*), &block, sizeof block);
    return aligned;
}

}  // namespace

void AlignedDelete::operator()(void* memory) const noexcept {
    if (memory == nullptr) return;
    void* block;
    std::memcpy(&block, static_cast<char*>(memory) - sizeof(void*), sizeof block);
    std::free(block);
}

AlignedMemory allocate(uint64_t bytes, bool zeroed) {
    const bool large = bytes >= kLargeBlock && large_page_size() > 0;
    const size_t alignment = large ? large_page_size() : kAlignment;
    const uint64_t total = bytes + alignment + sizeof(void*);
    void* block = nullptr;
    if (total > bytes && total <= SIZE_MAX)
        block = zeroed ? std::calloc(1, static_cast<size_t>(total)) : std::malloc(static_cast<size_t>(total));
    if (block == nullptr)
        fail(SIGE_STATUS_OUT_OF_MEMORY, "%llu bytes could not be had",
             static_cast<unsigned long long>(bytes));
    AlignedMemory memory(align(block, alignment));
    if (large) advise_large_pages(memory.get(), static_cast<size_t>(bytes));
    return memory;
}

HostBuffer::HostBuffer(uint64_t bytes)
    : Buffer(bytes), owned_(allocate(bytes, true)), memory_(owned_.get()) {}

HostBuffer::HostBuffer(void* memory, uint64_t bytes) : Buffer(bytes), memory_(memory) {
    SIGE_REQUIRE(reinterpret_cast<uintptr_t>(memory) % 4 == 0, "memory is not aligned to 4 bytes");
}

void* Scratch::reserve(uint64_t bytes) {
    if (bytes > bytes_) {
        bytes = std::max(bytes, least_);
        memory_.reset();
        bytes_ = 0;
        memory_ = allocate(bytes, false);
        bytes_ = bytes;
    }
    return memory_.get();
}

}  // namespace sige::cpu

#include "backends/cpu/memory.h"

#include <cstdlib>
#include <cstring>

#include "core/error.h"

namespace sige::cpu {
namespace {

// The system's block starts somewhere before the aligned address; its start is kept just in front of that.
void* align(void* block) {
    const uintptr_t start = reinterpret_cast<uintptr_t>(block) + sizeof(void*);
    void* aligned = reinterpret_cast<void*>((start + kAlignment - 1) / kAlignment * kAlignment);
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
    const uint64_t total = bytes + kAlignment + sizeof(void*);
    void* block = nullptr;
    if (total > bytes && total <= SIZE_MAX)
        block = zeroed ? std::calloc(1, static_cast<size_t>(total)) : std::malloc(static_cast<size_t>(total));
    if (block == nullptr)
        fail(SIGE_STATUS_OUT_OF_MEMORY, "%llu bytes could not be had",
             static_cast<unsigned long long>(bytes));
    return AlignedMemory(align(block));
}

HostBuffer::HostBuffer(uint64_t bytes)
    : Buffer(bytes), owned_(allocate(bytes, true)), memory_(owned_.get()) {}

HostBuffer::HostBuffer(void* memory, uint64_t bytes) : Buffer(bytes), memory_(memory) {
    SIGE_REQUIRE(reinterpret_cast<uintptr_t>(memory) % 4 == 0, "memory is not aligned to 4 bytes");
}

void* Scratch::reserve(uint64_t bytes) {
    if (bytes > bytes_) {
        memory_.reset();
        bytes_ = 0;
        memory_ = allocate(bytes, false);
        bytes_ = bytes;
    }
    return memory_.get();
}

}  // namespace sige::cpu

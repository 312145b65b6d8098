// Every allocation on pages of its own: a driver registers memory of the host by pages, and none twice.
#include <cstdlib>
#include <new>

void* operator new(std::size_t bytes) {
    constexpr std::size_t kPage = 4096;
    void* memory = std::aligned_alloc(kPage, (bytes + kPage - 1) / kPage * kPage + (bytes == 0 ? kPage : 0));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

// Allocations and what is copied between them.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include "cuda/driver/driver.h"

using namespace sige::cuda_double;
using sige::ptx::Allocation;

namespace {

constexpr size_t kAlignment = 512;

// Calls that a capture of any stream forbids.
void require_no_capture(Driver& driver) {
    for (const auto& [handle, stream] : driver.streams)
        if (stream->capture != nullptr && stream->capture->mode == CaptureMode::global) {
            stream->capture->invalidated = true;
            throw Error{kStreamCaptureUnsupported};
        }
}

// Work on a stream. The null stream and those that are not told otherwise keep order with each other.
void submit(Driver& driver, Context& context, Stream* handle, Work work) {
    const std::shared_ptr<Stream> stream = driver.stream(context, handle);
    order_after_null_stream(driver, *stream);
    stream->submit(std::move(work));
}

// Work that is done when the call returns.
void run_now(Driver& driver, Context& context, Work work) {
    require_no_capture(driver);
    submit(driver, context, nullptr, std::move(work));
    context.null_stream->run_all();
}

void count_copy(Driver& driver, size_t bytes) {
    driver.count_event(SIGE_CUDA_DOUBLE_COPY);
    ++driver.counted.copies;
    driver.counted.copied_bytes += bytes;
}

void write(Allocation& allocation, DeviceAddress to, const void* from, size_t bytes) {
    std::memcpy(allocation.at(to), from, bytes);
    if (bytes == allocation.bytes())
        allocation.mark_all_written();
    else
        allocation.mark_written(to, bytes);
}

// A copy looks for its memory again when it runs: it may be gone by then.
Work upload(DeviceAddress to, const void* from, size_t bytes) {
    return [=] { write(Driver::instance().memory_at(to, bytes), to, from, bytes); };
}

Work upload_staged(DeviceAddress to, const void* from, size_t bytes) {
    const auto* begin = static_cast<const std::byte*>(from);
    return [=, staged = std::vector<std::byte>(begin, begin + bytes)] {
        write(Driver::instance().memory_at(to, bytes), to, staged.data(), bytes);
    };
}

Work download(void* to, DeviceAddress from, size_t bytes) {
    return [=] { std::memcpy(to, Driver::instance().memory_at(from, bytes).at(from), bytes); };
}

Work move(DeviceAddress to, DeviceAddress from, size_t bytes) {
    return [=] {
        Driver& driver = Driver::instance();
        Allocation &target = driver.memory_at(to, bytes), &source = driver.memory_at(from, bytes);
        std::memmove(target.at(to), source.at(from), bytes);
        target.copy_shadow(to, source, from, bytes);
    };
}

template <class T>
Work fill(DeviceAddress to, T value, size_t count) {
    return [=] {
        Allocation& allocation = Driver::instance().memory_at(to, count * sizeof(T));
        T* const begin = reinterpret_cast<T*>(allocation.at(to));
        std::fill(begin, begin + count, value);
        if (count * sizeof(T) == allocation.bytes())
            allocation.mark_all_written();
        else
            allocation.mark_written(to, count * sizeof(T));
    };
}

bool is_pinned(const Driver& driver, const void* host, size_t bytes) {
    const Allocation* allocation = driver.memory.find(reinterpret_cast<uint64_t>(host));
    return allocation != nullptr && allocation->is_host() &&
           allocation->contains(reinterpret_cast<uint64_t>(host), bytes);
}

template <class T>
sige::cuda_double::Result fill_async(DeviceAddress to, T value, size_t count, Stream* stream) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, 0);
        require(to % sizeof(T) == 0, kInvalidValue);
        if (count > 0) driver.memory_at(to, count * sizeof(T));
        submit(driver, context, stream, fill(to, value, count));
    });
}

}  // namespace

SIGE_CUDA cuMemGetInfo_v2(size_t* free, size_t* total) {
    return call_context([&](Driver& driver, Context&) {
        *total = driver.options.memory_bytes;
        *free = *total - std::min<uint64_t>(*total, driver.counted.allocated_bytes);
    });
}

SIGE_CUDA cuMemAlloc_v2(DeviceAddress* address, size_t bytes) {
    return call_context([&](Driver& driver, Context& context) {
        require(address != nullptr && bytes > 0, kInvalidValue);
        require_no_capture(driver);
        driver.count_event(SIGE_CUDA_DOUBLE_ALLOCATION);
        const uint64_t free = driver.options.memory_bytes -
                              std::min(driver.options.memory_bytes, driver.counted.allocated_bytes);
        require(bytes <= free, kOutOfMemory);
        try {
            *address =
                driver
                    .add_memory(context, MemoryKind::device, std::make_unique<Allocation>(bytes, kAlignment))
                    .begin();
        } catch (const std::bad_alloc&) {
            throw Error{kOutOfMemory};
        }
    });
}

// Waits for all work, as the driver does.
SIGE_CUDA cuMemFree_v2(DeviceAddress address) {
    return call_release([&](Driver& driver, Context& context) {
        if (address == 0) return;
        require_no_capture(driver);
        driver.drain(context);
        driver.remove_memory(context, address, MemoryKind::device);
    });
}

SIGE_CUDA cuMemAllocHost_v2(void** host, size_t bytes) {
    return call_context([&](Driver& driver, Context& context) {
        require(host != nullptr && bytes > 0, kInvalidValue);
        driver.count_event(SIGE_CUDA_DOUBLE_ALLOCATION);
        void* const memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
        require(memory != nullptr, kOutOfMemory);
        std::memset(memory, sige::ptx::kUnwrittenGlobal, bytes);
        driver.add_memory(context, MemoryKind::pinned, std::make_unique<Allocation>(memory, bytes));
        *host = memory;
    });
}

SIGE_CUDA cuMemHostAlloc(void** host, size_t bytes, unsigned) {
    return cuMemAllocHost_v2(host, bytes);
}

SIGE_CUDA cuMemFreeHost(void* host) {
    return call_release([&](Driver& driver, Context& context) {
        driver.drain(context);
        driver.remove_memory(context, reinterpret_cast<uint64_t>(host), MemoryKind::pinned);
        std::free(host);
    });
}

SIGE_CUDA cuMemHostRegister_v2(void* host, size_t bytes, unsigned) {
    return call_context([&](Driver& driver, Context& context) {
        require(host != nullptr && bytes > 0, kInvalidValue);
        const uint64_t begin = reinterpret_cast<uint64_t>(host);
        const Allocation* last = driver.memory.below(begin + bytes - 1);
        require(last == nullptr || last->end() <= begin, kHostMemoryAlreadyRegistered);
        driver.add_memory(context, MemoryKind::registered, std::make_unique<Allocation>(host, bytes));
    });
}

SIGE_CUDA cuMemHostUnregister(void* host) {
    return call_release([&](Driver& driver, Context& context) {
        const auto record = driver.records.find(reinterpret_cast<uint64_t>(host));
        require(record != driver.records.end() && record->second.kind == MemoryKind::registered,
                kHostMemoryNotRegistered);
        driver.drain(context);
        driver.remove_memory(context, reinterpret_cast<uint64_t>(host), MemoryKind::registered);
    });
}

SIGE_CUDA cuMemHostGetDevicePointer_v2(DeviceAddress* address, void* host, unsigned flags) {
    return call_context([&](Driver& driver, Context&) {
        require(flags == 0 && is_pinned(driver, host, 1), kInvalidValue);
        *address = reinterpret_cast<uint64_t>(host);
    });
}

SIGE_CUDA cuMemcpyHtoDAsync_v2(DeviceAddress to, const void* from, size_t bytes, Stream* stream) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, bytes);
        if (bytes == 0) return;
        driver.memory_at(to, bytes);
        const bool stays =
            is_pinned(driver, from, bytes) || driver.stream(context, stream)->capture != nullptr;
        submit(driver, context, stream, stays ? upload(to, from, bytes) : upload_staged(to, from, bytes));
    });
}

SIGE_CUDA cuMemcpyDtoHAsync_v2(void* to, DeviceAddress from, size_t bytes, Stream* stream) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, bytes);
        if (bytes == 0) return;
        driver.memory_at(from, bytes);
        submit(driver, context, stream, download(to, from, bytes));
    });
}

SIGE_CUDA cuMemcpyDtoDAsync_v2(DeviceAddress to, DeviceAddress from, size_t bytes, Stream* stream) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, bytes);
        if (bytes == 0) return;
        driver.memory_at(to, bytes);
        driver.memory_at(from, bytes);
        submit(driver, context, stream, move(to, from, bytes));
    });
}

SIGE_CUDA cuMemcpyHtoD_v2(DeviceAddress to, const void* from, size_t bytes) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, bytes);
        if (bytes == 0) return;
        driver.memory_at(to, bytes);
        run_now(driver, context, upload(to, from, bytes));
    });
}

SIGE_CUDA cuMemcpyDtoH_v2(void* to, DeviceAddress from, size_t bytes) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, bytes);
        if (bytes == 0) return;
        driver.memory_at(from, bytes);
        run_now(driver, context, download(to, from, bytes));
    });
}

SIGE_CUDA cuMemcpyDtoD_v2(DeviceAddress to, DeviceAddress from, size_t bytes) {
    return call_context([&](Driver& driver, Context& context) {
        count_copy(driver, bytes);
        if (bytes == 0) return;
        driver.memory_at(to, bytes);
        driver.memory_at(from, bytes);
        run_now(driver, context, move(to, from, bytes));
    });
}

SIGE_CUDA cuMemsetD8Async(DeviceAddress to, unsigned char value, size_t count, Stream* stream) {
    return fill_async(to, value, count, stream);
}

SIGE_CUDA cuMemsetD16Async(DeviceAddress to, unsigned short value, size_t count, Stream* stream) {
    return fill_async(to, value, count, stream);
}

SIGE_CUDA cuMemsetD32Async(DeviceAddress to, unsigned value, size_t count, Stream* stream) {
    return fill_async(to, value, count, stream);
}

// Of a pointer: its context (1), whether host or device (2), both addresses (3, 4), where its allocation
// begins and its bytes (11, 12).
SIGE_CUDA cuPointerGetAttribute(void* value, int attribute, DeviceAddress address) {
    return call_context([&](Driver& driver, Context&) {
        const Allocation* allocation = driver.memory.find(address);
        require(allocation != nullptr, kInvalidValue);
        const MemoryRecord& record = driver.records.at(allocation->begin());
        const auto put = [&](const auto& result) { std::memcpy(value, &result, sizeof result); };
        switch (attribute) {
            case 1:
                return put(record.context);
            case 2:
                return put(allocation->is_host() ? 1 : 2);
            case 3:
                return put(address);
            case 4:
                return require(allocation->is_host(), kInvalidValue), put(address);
            case 9:
                return put(record.context->device);
            case 11:
                return put(allocation->begin());
            case 12:
                return put(allocation->bytes());
            default:
                throw Error{kInvalidValue};
        }
    });
}

// Library, devices, queues and buffers.
#include <cstring>

#include "abi/handles.h"

using namespace sige;

uint32_t sige_abi_version(void) {
    return SIGE_ABI_VERSION;
}

const char* sige_version(void) {
    return SIGE_VERSION;
}

const char* sige_last_error(void) {
    return last_error();
}

sige_status sige_device_query(sige_device_kind kind, sige_device_info* info) {
    return guard([&] {
        require_struct(info, "info");
        switch (kind) {
            case SIGE_DEVICE_CPU:
                *info = query_cpu();
                break;
            case SIGE_DEVICE_CUDA:
                *info = query_cuda();
                break;
            case SIGE_DEVICE_METAL:
                *info = query_metal();
                break;
            default:
                fail(SIGE_STATUS_INVALID_ARGUMENT, "unknown device kind %d", kind);
        }
    });
}

sige_status sige_device_create(sige_device_kind kind, sige_device** device) {
    return guard([&] {
        SIGE_REQUIRE(device != nullptr, "device is null");
        std::shared_ptr<Device> opened;
        switch (kind) {
            case SIGE_DEVICE_CPU:
                opened = open_cpu();
                break;
            case SIGE_DEVICE_CUDA:
                opened = open_cuda();
                break;
            case SIGE_DEVICE_METAL:
                opened = open_metal();
                break;
            default:
                fail(SIGE_STATUS_INVALID_ARGUMENT, "unknown device kind %d", kind);
        }
        *device = new sige_device{std::move(opened)};
    });
}

sige_status sige_device_destroy(sige_device* device) {
    return guard([&] { delete device; });
}

sige_status sige_queue_create(sige_device* device, const sige_queue_options* options, sige_queue** queue) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(queue != nullptr, "queue is null");
        sige_queue_options chosen{};
        if (options != nullptr) {
            require_struct(options, "options");
            chosen = *options;
        }
        chosen.struct_size = sizeof chosen;
        *queue = new sige_queue{device->it, owner.create_queue(chosen)};
    });
}

sige_status sige_queue_query(sige_queue* queue, sige_queue_options* options) {
    return guard([&] {
        require_struct(options, "options");
        *options = checked_handle(queue, "queue").options();
    });
}

sige_status sige_queue_synchronize(sige_queue* queue) {
    return guard([&] { checked_handle(queue, "queue").synchronize(); });
}

sige_status sige_queue_destroy(sige_queue* queue) {
    return guard([&] {
        if (queue != nullptr) queue->it->synchronize();
        delete queue;
    });
}

sige_status sige_queue_measure_peak(sige_queue* queue, int32_t milliseconds, double* flops) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        SIGE_REQUIRE(flops != nullptr, "flops is null");
        SIGE_REQUIRE(milliseconds >= 1 && milliseconds <= 10000, "milliseconds is %d, expected 1 to 10000",
                     milliseconds);
        *flops = q.measure_peak(milliseconds);
    });
}

sige_status sige_buffer_create(sige_device* device, uint64_t bytes, sige_buffer** buffer) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(buffer != nullptr, "buffer is null");
        *buffer = new sige_buffer{device->it, owner.create_buffer(bytes)};
    });
}

sige_status sige_buffer_wrap(sige_device* device, void* memory, uint64_t bytes, sige_buffer** buffer) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(buffer != nullptr, "buffer is null");
        SIGE_REQUIRE(memory != nullptr, "memory is null");
        *buffer = new sige_buffer{device->it, owner.wrap_buffer(memory, bytes)};
    });
}

sige_status sige_buffer_query(sige_buffer* buffer, void** memory, uint64_t* bytes) {
    return guard([&] {
        Buffer& b = checked_handle(buffer, "buffer");
        SIGE_REQUIRE(memory != nullptr && bytes != nullptr, "memory or bytes is null");
        *memory = b.address();
        *bytes = b.bytes();
    });
}

namespace {

void require_range(const Buffer& buffer, const char* name, uint64_t offset, uint64_t bytes) {
    SIGE_REQUIRE(offset <= buffer.bytes() && bytes <= buffer.bytes() - offset,
                 "%s: bytes %llu to %llu leave its %llu bytes", name, static_cast<unsigned long long>(offset),
                 static_cast<unsigned long long>(offset + bytes),
                 static_cast<unsigned long long>(buffer.bytes()));
}

}  // namespace

sige_status sige_buffer_write(sige_queue* queue, sige_buffer* buffer, uint64_t offset, const void* src,
                              uint64_t bytes) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        Buffer& b = checked_handle(buffer, "buffer");
        SIGE_REQUIRE(src != nullptr || bytes == 0, "src is null");
        require_range(b, "buffer", offset, bytes);
        q.write(b, offset, src, bytes);
    });
}

sige_status sige_buffer_read(sige_queue* queue, sige_buffer* buffer, uint64_t offset, void* dst,
                             uint64_t bytes) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        Buffer& b = checked_handle(buffer, "buffer");
        SIGE_REQUIRE(dst != nullptr || bytes == 0, "dst is null");
        require_range(b, "buffer", offset, bytes);
        q.read(b, offset, dst, bytes);
    });
}

sige_status sige_buffer_copy(sige_queue* queue, sige_buffer* src, uint64_t src_offset, sige_buffer* dst,
                             uint64_t dst_offset, uint64_t bytes) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        Buffer& from = checked_handle(src, "src");
        Buffer& to = checked_handle(dst, "dst");
        require_range(from, "src", src_offset, bytes);
        require_range(to, "dst", dst_offset, bytes);
        const bool apart =
            &from != &to || src_offset + bytes <= dst_offset || dst_offset + bytes <= src_offset;
        SIGE_REQUIRE(apart, "src and dst overlap");
        q.copy(from, src_offset, to, dst_offset, bytes);
    });
}

sige_status sige_buffer_destroy(sige_buffer* buffer) {
    return guard([&] { delete buffer; });
}

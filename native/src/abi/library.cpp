// The library, devices, queues, captures and events.
#include "abi/arguments.h"

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

namespace {

const Backend& backend_of(sige_device_kind kind) {
    switch (kind) {
        case SIGE_DEVICE_CPU:
            return kCpuBackend;
        case SIGE_DEVICE_CUDA:
            return kCudaBackend;
        case SIGE_DEVICE_METAL:
            return kMetalBackend;
        default:
            fail(SIGE_STATUS_INVALID_ARGUMENT, "unknown device kind %d", kind);
    }
}

// A backend that finds no device still says why through index 0, and so it does to who asks for a later one.
void require_index(const Backend& backend, int32_t index) {
    const int32_t count = backend.count();
    SIGE_REQUIRE(index <= 0 || count > 0, "device index is %d, but there is no device: %s", index,
                 backend.query(0).reason);
    SIGE_REQUIRE(index >= 0 && index < std::max(count, 1), "device index is %d, expected 0 to %d", index,
                 std::max(count, 1) - 1);
}

}  // namespace

sige_status sige_device_count(sige_device_kind kind, int32_t* count) {
    return guard([&] {
        SIGE_REQUIRE(count != nullptr, "count is null");
        *count = backend_of(kind).count();
    });
}

sige_status sige_device_query(sige_device_kind kind, int32_t index, sige_device_info* info) {
    return guard([&] {
        const Backend& backend = backend_of(kind);
        require_answer(info, "info");
        require_index(backend, index);
        write_descriptor(backend.query(index), info);
    });
}

sige_status sige_device_create(sige_device_kind kind, int32_t index, sige_device** device) {
    return guard([&] {
        SIGE_REQUIRE(device != nullptr, "device is null");
        const Backend& backend = backend_of(kind);
        require_index(backend, index);
        *device = new sige_device{backend.open(index)};
    });
}

sige_status sige_device_wrap(sige_device_kind kind, void* handle, sige_device** device) {
    return guard([&] {
        SIGE_REQUIRE(device != nullptr, "device is null");
        const Backend& backend = backend_of(kind);
        SIGE_REQUIRE(handle != nullptr, "handle is null");
        *device = new sige_device{backend.wrap(handle)};
    });
}

sige_status sige_device_destroy(sige_device* device) {
    return guard([&] { delete device; });
}

sige_status sige_queue_create(sige_device* device, const sige_queue_options* options, sige_queue** queue) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(queue != nullptr, "queue is null");
        QueueOptions chosen;
        if (options != nullptr) {
            const sige_queue_options given = read_descriptor(options, "options");
            SIGE_REQUIRE(given.cpu == nullptr || owner.kind() == SIGE_DEVICE_CPU,
                         "options.cpu: the device is of kind %d, expected %d", owner.kind(), SIGE_DEVICE_CPU);
            if (given.cpu != nullptr) chosen.cpu = read_descriptor(given.cpu, "options.cpu");
        }
        *queue = new sige_queue{device->it, owner.create_queue(chosen)};
    });
}

sige_status sige_queue_wrap(sige_device* device, void* handle, sige_queue** queue) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(queue != nullptr, "queue is null");
        SIGE_REQUIRE(handle != nullptr, "handle is null");
        *queue = new sige_queue{device->it, owner.wrap_queue(handle)};
    });
}

sige_status sige_queue_query_cpu(sige_queue* queue, sige_cpu_queue_options* options) {
    return guard([&] {
        const Queue& q = checked_handle(queue, "queue");
        require_answer(options, "options");
        if (queue->device->kind() != SIGE_DEVICE_CPU)
            fail(SIGE_STATUS_UNSUPPORTED, "the queue is of a device of kind %d, expected %d",
                 queue->device->kind(), SIGE_DEVICE_CPU);
        write_descriptor(q.options().cpu, options);
    });
}

sige_status sige_queue_synchronize(sige_queue* queue) {
    return guard([&] { checked_handle(queue, "queue").synchronize(); });
}

sige_status sige_queue_destroy(sige_queue* queue) {
    return guard([&] {
        if (queue != nullptr) queue->it->close();
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

sige_status sige_capture_begin(sige_queue* queue) {
    return guard([&] { checked_handle(queue, "queue").begin_capture(); });
}

sige_status sige_capture_end(sige_queue* queue, sige_capture** capture) {
    return guard([&] {
        Queue& q = checked_handle(queue, "queue");
        SIGE_REQUIRE(capture != nullptr, "capture is null");
        *capture = new sige_capture{queue->device, q.end_capture()};
    });
}

sige_status sige_capture_query(sige_capture* capture, sige_capture_info* info) {
    return guard([&] {
        const Capture& c = checked_handle(capture, "capture");
        require_answer(info, "info");
        sige_capture_info answer{};
        answer.is_current = c.is_current() ? 1 : 0;
        write_descriptor(answer, info);
    });
}

sige_status sige_capture_launch(sige_queue* queue, sige_capture* capture) {
    return guard([&] {
        const Arguments given(queue);
        given.queue().launch(given.handle(capture, "capture"));
    });
}

sige_status sige_capture_destroy(sige_capture* capture) {
    return guard([&] { destroy(capture); });
}

sige_status sige_event_create(sige_device* device, sige_event** event) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        SIGE_REQUIRE(event != nullptr, "event is null");
        *event = new sige_event{device->it, owner.create_event()};
    });
}

sige_status sige_event_record(sige_queue* queue, sige_event* event) {
    return guard([&] {
        const Arguments given(queue);
        given.queue().record(given.handle(event, "event"));
    });
}

sige_status sige_event_elapsed(sige_event* begin, sige_event* end, double* seconds) {
    return guard([&] {
        Event &first = checked_handle(begin, "begin"), &last = checked_handle(end, "end");
        SIGE_REQUIRE(seconds != nullptr, "seconds is null");
        SIGE_REQUIRE(begin->device == end->device, "end belongs to another device than begin");
        SIGE_REQUIRE(first.is_recorded() && last.is_recorded(), "an event was never recorded");
        *seconds = last.seconds_since(first);
    });
}

sige_status sige_event_destroy(sige_event* event) {
    return guard([&] { destroy(event); });
}

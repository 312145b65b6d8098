/** Handles of the engine that let go of themselves, and calls that throw the engine's sentence. */
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>

#include "sige/sige.h"

namespace sige::bench {

/** Throws what the engine says of a call that failed. */
inline void check(sige_status status) {
    if (status != SIGE_STATUS_OK) throw std::runtime_error(sige_last_error());
}

/** A descriptor with its size, all else zero. */
template <typename T>
T sized() {
    T descriptor{};
    descriptor.struct_size = sizeof(T);
    return descriptor;
}

template <auto destroy>
struct Destroy {
    template <typename T>
    void operator()(T* handle) const {
        destroy(handle);
    }
};

using Device = std::unique_ptr<sige_device, Destroy<sige_device_destroy>>;
using Queue = std::unique_ptr<sige_queue, Destroy<sige_queue_destroy>>;
using Buffer = std::unique_ptr<sige_buffer, Destroy<sige_buffer_destroy>>;
using Event = std::unique_ptr<sige_event, Destroy<sige_event_destroy>>;
using ActiveSet = std::unique_ptr<sige_active_set, Destroy<sige_active_set_destroy>>;
using Capture = std::unique_ptr<sige_capture, Destroy<sige_capture_destroy>>;
using Convolution = std::unique_ptr<sige_convolution, Destroy<sige_convolution_destroy>>;

inline Buffer make_buffer(sige_device* device, uint64_t bytes) {
    sige_buffer* buffer = nullptr;
    check(sige_buffer_create(device, bytes, &buffer));
    return Buffer(buffer);
}

inline Event make_event(sige_device* device) {
    sige_event* event = nullptr;
    check(sige_event_create(device, &event));
    return Event(event);
}

inline ActiveSet make_active_set(sige_device* device, int32_t h, int32_t w) {
    sige_active_set* active = nullptr;
    check(sige_active_set_create(device, h, w, &active));
    return ActiveSet(active);
}

inline sige_active_counts counts_of(sige_active_set* active) {
    auto counts = sized<sige_active_counts>();
    check(sige_active_set_query(active, &counts));
    return counts;
}

}  // namespace sige::bench

// Streams and events.
#include "cuda/driver/driver.h"

using namespace sige::cuda_double;

namespace {

constexpr unsigned kNonBlocking = 1, kNoTiming = 2;

std::shared_ptr<Event> event_of(const Driver& driver, Event* handle) {
    const auto found = driver.events.find(handle);
    require(found != driver.events.end(), kInvalidHandle);
    return found->second;
}

void require_no_capture(const Stream& stream) {
    if (stream.capture == nullptr) return;
    stream.capture->invalidated = true;
    throw Error{kStreamCaptureUnsupported};
}

// A stream that waits for an event of a capture takes part in it from there.
void follow_capture(Stream& stream, const Event& event) {
    Capture& capture = *event.capture;
    if (stream.capture == nullptr) {
        stream.capture = event.capture;
        capture.joined.push_back(&stream);
    }
    require(stream.capture == event.capture, kStreamCaptureInvalidated);
    // The origin waits for a stream that it went over to: that one has come back.
    if (&stream == capture.origin) std::erase(capture.joined, event.stream.get());
}

}  // namespace

SIGE_CUDA cuStreamCreate(Stream** out, unsigned flags) {
    return call_context([&](Driver& driver, Context& context) {
        require(out != nullptr && flags <= kNonBlocking, kInvalidValue);
        auto stream = std::make_shared<Stream>();
        stream->context = &context;
        stream->is_blocking = flags != kNonBlocking;
        *out = stream.get();
        driver.streams[stream.get()] = stream;
    });
}

SIGE_CUDA cuStreamCreateWithPriority(Stream** out, unsigned flags, int) {
    return cuStreamCreate(out, flags);
}

SIGE_CUDA cuStreamDestroy_v2(Stream* handle) {
    return call_driver([&](Driver& driver) {
        const auto found = driver.streams.find(handle);
        require(found != driver.streams.end(), kInvalidHandle);
        const std::shared_ptr<Stream> stream = found->second;
        driver.streams.erase(found);
        // Work that was handed in is done before the stream goes.
        try {
            stream->run_all();
        } catch (const Error&) {
        }
    });
}

SIGE_CUDA cuStreamSynchronize(Stream* handle) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Stream> stream = driver.stream(context, handle);
        require_no_capture(*stream);
        driver.count_event(SIGE_CUDA_DOUBLE_SYNCHRONIZATION);
        stream->run_all();
    });
}

// Work that waits is done during the call, and the answer is that of before.
SIGE_CUDA cuStreamQuery(Stream* handle) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Stream> stream = driver.stream(context, handle);
        require_no_capture(*stream);
        const bool was_ready = stream->executed == stream->enqueued;
        stream->run_all();
        require(was_ready, kNotReady);
    });
}

SIGE_CUDA cuStreamGetCtx(Stream* handle, Context** out) {
    return call_context([&](Driver& driver, Context& context) {
        const auto found = driver.streams.find(handle);
        *out =
            found != driver.streams.end() ? found->second->context : driver.stream(context, handle)->context;
    });
}

SIGE_CUDA cuStreamWaitEvent(Stream* handle, Event* event_handle, unsigned) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Stream> stream = driver.stream(context, handle);
        const std::shared_ptr<Event> event = event_of(driver, event_handle);
        if (event->capture != nullptr) return follow_capture(*stream, *event);
        if (stream->capture != nullptr) {
            stream->capture->invalidated = true;
            throw Error{kStreamCaptureUnsupported};
        }
        if (event->stream != nullptr && event->stream != stream)
            stream->submit([other = event->stream, number = event->number] { other->run_until(number); });
    });
}

SIGE_CUDA cuEventCreate(Event** out, unsigned flags) {
    return call_context([&](Driver& driver, Context& context) {
        require(out != nullptr, kInvalidValue);
        auto event = std::make_shared<Event>();
        event->context = &context;
        event->keeps_time = (flags & kNoTiming) == 0;
        *out = event.get();
        driver.events[event.get()] = event;
    });
}

SIGE_CUDA cuEventDestroy_v2(Event* handle) {
    return call_driver([&](Driver& driver) { require(driver.events.erase(handle) > 0, kInvalidHandle); });
}

SIGE_CUDA cuEventRecord(Event* handle, Stream* stream_handle) {
    return call_context([&](Driver& driver, Context& context) {
        const std::shared_ptr<Event> event = event_of(driver, handle);
        const std::shared_ptr<Stream> stream = driver.stream(context, stream_handle);
        require(event->context == &context, kInvalidHandle);
        if (stream->capture != nullptr) {
            event->capture = stream->capture;
            event->stream = stream;
            return;
        }
        order_after_null_stream(driver, *stream);
        stream->record(event);
    });
}

// With the flag 1 a capture does not take the event for its own: each launch of the graph records it.
SIGE_CUDA cuEventRecordWithFlags(Event* handle, Stream* stream_handle, unsigned flags) {
    if (flags == 0) return cuEventRecord(handle, stream_handle);
    return call_context([&](Driver& driver, Context& context) {
        require(flags == 1, kInvalidValue);
        const std::shared_ptr<Stream> stream = driver.stream(context, stream_handle);
        const std::shared_ptr<Event> event = event_of(driver, handle);
        require(stream->capture != nullptr, kInvalidValue);
        require(event->context == &context, kInvalidHandle);
        stream->capture_record(event);
    });
}

SIGE_CUDA cuEventSynchronize(Event* handle) {
    return call_context([&](Driver& driver, Context&) {
        const std::shared_ptr<Event> event = event_of(driver, handle);
        require(event->capture == nullptr, kStreamCaptureUnsupported);
        driver.count_event(SIGE_CUDA_DOUBLE_SYNCHRONIZATION);
        if (event->stream != nullptr) event->stream->run_until(event->number);
    });
}

SIGE_CUDA cuEventQuery(Event* handle) {
    return call_context([&](Driver& driver, Context&) {
        const std::shared_ptr<Event> event = event_of(driver, handle);
        require(event->capture == nullptr, kStreamCaptureUnsupported);
        const bool was_done = event->is_done();
        if (!was_done) event->stream->run_until(event->number);
        require(was_done, kNotReady);
    });
}

SIGE_CUDA cuEventElapsedTime(float* milliseconds, Event* first_handle, Event* last_handle) {
    return call_context([&](Driver& driver, Context&) {
        const std::shared_ptr<Event> first = event_of(driver, first_handle),
                                     last = event_of(driver, last_handle);
        require(first->keeps_time && last->keeps_time && first->time != nullptr && last->time != nullptr,
                kInvalidHandle);
        require(first->is_done() && last->is_done(), kNotReady);
        *milliseconds = std::chrono::duration<float, std::milli>(*last->time - *first->time).count();
    });
}

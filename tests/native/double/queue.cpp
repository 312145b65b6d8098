#include "double/queue.h"

#include "double/counters.h"
#include "double/translation.h"

namespace sige::counting {
namespace {

// Host memory may change when the call returns: its bytes come along.
Stream::Work deferred_write(const WriteCall& call) {
    const char* first = static_cast<const char*>(call.src);
    WriteCall inner_call = Translation()(call);
    return [inner_call, bytes = std::vector<char>(first, first + call.bytes)](Queue& inner) mutable {
        inner_call.src = bytes.data();
        inner.submit(inner_call);
    };
}

ConvolutionCall of_inner_convolution(ConvolutionCall call) {
    call.convolution = &static_cast<DoubleConvolution*>(call.convolution)->inner();
    return call;
}

}  // namespace

template <class Call>
void DoubleQueue::defer(const Call& call) {
    Translation translation;
    const Call translated = translation(call);
    stream_->enqueue([translated, mirrors = translation.take_mirrors()](Queue& inner) {
        inner.submit(translated);
        ++counters.operators;
    });
}

void DoubleQueue::run(const WriteCall& call) {
    counters.count_upload(call.bytes);
    stream_->enqueue(deferred_write(call));
}

void DoubleQueue::run(const UploadCall& call) {
    uint64_t bytes = 0;
    for (const ActiveSet* set : call.sets) mirror_of(*set, bytes);
    for (const WriteCall& write : call.writes) {
        bytes += write.bytes;
        stream_->enqueue(deferred_write(write));
    }
    counters.count_upload(bytes);
}

void DoubleQueue::run(const ReadCall& call) {
    ++counters.synchronisations;
    stream_->run_dry();
    stream_->inner().submit(Translation()(call));
}

void DoubleQueue::wait() {
    ++counters.synchronisations;
    stream_->run_dry();
    stream_->inner().synchronize();
}

void DoubleQueue::mark(Event& event) {
    static_cast<DoubleEvent&>(event).mark(stream_);
}

// Work before this must not find the form, and what a convolution holds can be asked for at once.
void DoubleQueue::keep_form(Convolution& convolution, int32_t form) {
    if (stream_->run_dry()) ++counters.synchronisations;
    stream_->inner().keep(static_cast<DoubleConvolution&>(convolution).inner(), form);
}

// Plans are made from shapes and from the set itself, on the host.
ConvolutionCosts DoubleQueue::cost_run(const ConvolutionCall& call, uint64_t assumed_kept) {
    return stream_->inner().costs(of_inner_convolution(call), assumed_kept);
}

}  // namespace sige::counting

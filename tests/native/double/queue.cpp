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
void DoubleQueue::make_form(Convolution& convolution, sige_algorithm algorithm) {
    if (stream_->run_dry()) ++counters.synchronisations;
    stream_->inner().prepare(static_cast<DoubleConvolution&>(convolution).inner(), algorithm);
}

// A plan is made from shapes and from the set itself, on the host.
sige_convolution_plan DoubleQueue::plan_run(const ConvolutionCall& call, bool assume_ready) {
    ConvolutionCall of_inner = call;
    of_inner.convolution = &static_cast<DoubleConvolution*>(call.convolution)->inner();
    return stream_->inner().plan(of_inner, assume_ready);
}

}  // namespace sige::counting

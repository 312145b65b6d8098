#include "core/queue.h"

#include "core/device.h"

namespace sige {

void Queue::refuse(const char* what) const {
    fail(SIGE_STATUS_UNSUPPORTED, "the %s backend has no %s", backend(), what);
}

std::unique_ptr<Capture> Queue::end_capture() {
    std::lock_guard lock(mutex_);
    return end_noting();
}

void Queue::begin_noting() {
    refuse("captures");
}

std::unique_ptr<Capture> Queue::end_noting() {
    fail(SIGE_STATUS_INVALID_ARGUMENT, "no capture was begun on the queue");
}

void Queue::run_noted(Capture&) {
    refuse("captures");
}

double Queue::peak(int) {
    refuse("loop of register-only multiply-adds");
}

void Queue::keep_form(Convolution&, int32_t) {
    refuse("convolution");
}

ConvolutionCosts Queue::cost_run(const ConvolutionCall&, uint64_t) {
    refuse("convolution");
}

#define SIGE_REFUSE_OPERATOR(Name, sentence) \
    void Queue::run(const Name##Call&) {     \
        refuse(sentence);                    \
    }
SIGE_OPERATORS(SIGE_REFUSE_OPERATOR)
#undef SIGE_REFUSE_OPERATOR

}  // namespace sige

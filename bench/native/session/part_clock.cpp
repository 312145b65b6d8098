#include "session/part_clock.h"

namespace sige::bench {

void PartClock::start() {
    is_running_ = true;
    used_ = 0;
    parts_.clear();
    times_ = {};
    check(sige_event_record(engine_.queue.get(), next().get()));
}

void PartClock::mark(Part part) {
    if (!is_running_) return;
    check(sige_event_record(engine_.queue.get(), next().get()));
    parts_.push_back(part);
}

PartTimes PartClock::finish() {
    is_running_ = false;
    for (size_t i = 0; i < parts_.size(); ++i) {
        double seconds = 0;
        check(sige_event_elapsed(events_[i].get(), events_[i + 1].get(), &seconds));
        add(parts_[i], seconds);
    }
    return times_;
}

Event& PartClock::next() {
    if (used_ == events_.size()) events_.push_back(make_event(engine_.device.get()));
    return events_[used_++];
}

}  // namespace sige::bench

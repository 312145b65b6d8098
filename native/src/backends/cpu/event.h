// A moment in a queue of the CPU, whose work is done when a call returns.
#pragma once

#include <atomic>
#include <chrono>

#include "core/device.h"

namespace sige::cpu {

class HostEvent final : public Event {
  public:
    void mark() { time_ = std::chrono::steady_clock::now().time_since_epoch(); }
    bool is_recorded() const override { return time_.load() != Time::zero(); }
    double seconds_since(Event& earlier) override {
        return std::chrono::duration<double>(time_.load() - static_cast<HostEvent&>(earlier).time_.load())
            .count();
    }

  private:
    using Time = std::chrono::steady_clock::duration;
    std::atomic<Time> time_{Time::zero()};
};

}  // namespace sige::cpu

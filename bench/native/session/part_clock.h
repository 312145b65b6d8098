/** Tells how long the parts of an edit take. */
#pragma once

#include <array>
#include <vector>

#include "model/memory.h"

namespace sige::bench {

/** Where an edit's time goes; the parts are those of a session's report. */
enum class Part {
    kConvolutions,
    kOperators,
    kStatistics,
    kKeeping,
    kUndo,
    kDifference,
    kMasks,
    kUpload,
    kCalls
};
constexpr int kParts = 9;
/** Seconds of each part. */
using PartTimes = std::array<double, kParts>;

/** Times the pieces of a queue's work between two moments of the host. */
class PartClock {
  public:
    explicit PartClock(const Engine& engine) : engine_(engine) {}

    /** Begins a run. */
    void start();
    /** Says that what was put on the queue since the last mark belongs to a part. Does nothing outside of a
     * run. */
    void mark(Part part);
    /** Adds time that the host spent. */
    void add(Part part, double seconds) { times_[static_cast<int>(part)] += seconds; }
    /** Gives what was marked; waits for the work. */
    PartTimes finish();

  private:
    Event& next();

    const Engine& engine_;
    std::vector<Event> events_;
    std::vector<Part> parts_;
    size_t used_ = 0;
    bool is_running_ = false;
    PartTimes times_{};
};

}  // namespace sige::bench

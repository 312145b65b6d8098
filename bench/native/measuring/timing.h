/** Times of repeated work. */
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace sige::bench {

/** The middle of some samples, and how far the largest is from the smallest. */
struct Spread {
    double median, spread;
};

/** The middle sample, or the mean of the middle two; there is at least one. */
double median(std::vector<double> samples);

/**
 * Times runs that differ by their number, in seconds.
 * @param warm_ups Runs before them that do not count; there are more until so many seconds have passed.
 */
Spread time_runs(int runs, int warm_ups, double warm_up_seconds, const std::function<void(int)>& run);

/** Times work that is too short for the clock, repeated within each sample: seconds of one. */
double time_hot(int samples, const std::function<void()>& work);

/** Largest resident memory of this process in bytes, where the system tells (Linux). */
std::optional<double> peak_memory();

}  // namespace sige::bench

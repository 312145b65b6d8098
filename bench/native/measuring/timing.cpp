#include "measuring/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <string>

namespace sige::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kShortestSample = 3e-3;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

double median(std::vector<double> samples) {
    std::sort(samples.begin(), samples.end());
    const size_t middle = samples.size() / 2;
    return samples.size() % 2 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
}

Spread time_runs(int runs, int warm_ups, double warm_up_seconds, const std::function<void(int)>& run) {
    int number = 0;
    for (const Clock::time_point start = Clock::now();
         number < warm_ups || seconds_since(start) < warm_up_seconds; ++number)
        run(number);
    std::vector<double> samples;
    for (int i = 0; i < runs; ++i) {
        const Clock::time_point start = Clock::now();
        run(number + i);
        samples.push_back(seconds_since(start));
    }
    const auto [least, most] = std::minmax_element(samples.begin(), samples.end());
    return {median(samples), *most - *least};
}

double time_hot(int samples, const std::function<void()>& work) {
    work();
    const Clock::time_point begin = Clock::now();
    work();
    const int repeats = std::clamp(
        static_cast<int>(std::ceil(kShortestSample / std::max(seconds_since(begin), 1e-7))), 1, 10000);
    std::vector<double> times;
    for (int i = 0; i < samples; ++i) {
        const Clock::time_point start = Clock::now();
        for (int repeat = 0; repeat < repeats; ++repeat) work();
        times.push_back(seconds_since(start) / repeats);
    }
    return median(times);
}

std::optional<double> peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string key; status >> key;) {
        double kilobytes = 0;
        if (key == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
    }
    return std::nullopt;
}

}  // namespace sige::bench

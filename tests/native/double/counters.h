// What the double counts of its device's work, all queues together.
#pragma once

#include <atomic>
#include <cstdint>

namespace sige::counting {

struct Counters {
    // Transfers from the host: a write, an upload call, and a set's tables that come late are one each.
    std::atomic<uint64_t> uploads{0};
    std::atomic<uint64_t> uploaded_bytes{0};
    // Times that the host waited: a read and a wait are one each, a question to events that had to run work
    // too.
    std::atomic<uint64_t> synchronisations{0};
    // Operators and copies that have run.
    std::atomic<uint64_t> operators{0};

    void count_upload(uint64_t bytes) {
        ++uploads;
        uploaded_bytes += bytes;
    }
    void reset() { uploads = uploaded_bytes = synchronisations = operators = 0; }
};
inline Counters counters;

}  // namespace sige::counting

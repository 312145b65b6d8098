#include "metal/emulation/simt.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace sige::simt {
namespace {

Order g_order = Order::kForward;

class Group final {
  public:
    void run(const char* kernel, Position groups, Position threads, void (*body)(const void*),
             const void* argument);

    void barrier() {
        const unsigned meeting = barrier_meeting_;
        ++arrived_;
        ++moves_;
        end_barrier_if_all_are_there();
        while (barrier_meeting_ == meeting) current_->fibre.yield();
    }
    void meet(void* brought, Meeting operation) {
        Simdgroup& simdgroup = *current_->simdgroup;
        if (simdgroup.arrived == 0)
            operation_of_[current_->index / kLanes] = operation;
        else if (operation_of_[current_->index / kLanes] != operation)
            fault("lanes of a simdgroup meet in different operations");
        const unsigned meeting = simdgroup.meeting;
        simdgroup.slots[current_->lane] = brought;
        ++simdgroup.arrived;
        ++moves_;
        end_meeting_if_all_are_there(simdgroup, operation);
        while (simdgroup.meeting == meeting) current_->fibre.yield();
    }
    // Whether the group comes to this threadgroup memory for the first time.
    bool takes(const void* memory, size_t bytes) {
        // Of every GPU from family 4 on. Source: Apple's Metal feature set tables.
        constexpr size_t kMostBytes = 32 << 10;
        for (const void* seen : taken_)
            if (seen == memory) return false;
        taken_.push_back(memory);
        taken_bytes_ += bytes;
        if (taken_bytes_ > kMostBytes) fault("a group takes more threadgroup memory than Metal has for it");
        return true;
    }

    Thread* current_ = nullptr;
    Position position_, size_;
    const char* kernel_ = "";

  private:
    static void enter(void* self);
    void run_group();
    void run_simdgroup(unsigned index);
    void end_barrier_if_all_are_there() {
        if (live_ == 0 || arrived_ != live_) return;
        arrived_ = 0;
        ++barrier_meeting_;
    }
    void end_meeting_if_all_are_there(Simdgroup& simdgroup, Meeting operation) {
        if (simdgroup.arrived != simdgroup.live) return;
        operation(simdgroup.slots);
        simdgroup.arrived = 0;
        ++simdgroup.meeting;
        std::memset(simdgroup.slots, 0, sizeof simdgroup.slots);
    }
    void end_thread();

    std::array<Thread, kMostThreads> threads_;
    std::array<Simdgroup, kMostThreads / kLanes> simdgroups_;
    std::array<Meeting, kMostThreads / kLanes> operation_of_{};
    std::vector<const void*> taken_;
    size_t taken_bytes_ = 0;
    unsigned count_ = 0, live_ = 0, arrived_ = 0, barrier_meeting_ = 0;
    uint64_t moves_ = 0;
    void (*body_)(const void*) = nullptr;
    const void* argument_ = nullptr;
};

Group& group() {
    static thread_local Group instance;
    return instance;
}

void Group::enter(void* self) {
    Group& g = *static_cast<Group*>(self);
    g.body_(g.argument_);
    g.end_thread();
}

// Those that are left no longer wait for this one.
void Group::end_thread() {
    ++moves_;
    --live_;
    end_barrier_if_all_are_there();
    Simdgroup& simdgroup = *current_->simdgroup;
    --simdgroup.live;
    if (simdgroup.live > 0) end_meeting_if_all_are_there(simdgroup, operation_of_[current_->index / kLanes]);
}

void Group::run(const char* kernel, Position groups, Position threads, void (*body)(const void*),
                const void* argument) {
    kernel_ = kernel;
    size_ = threads;
    count_ = threads.x * threads.y * threads.z;
    body_ = body;
    argument_ = argument;
    for (unsigned z = 0; z < groups.z; ++z)
        for (unsigned y = 0; y < groups.y; ++y)
            for (unsigned x = 0; x < groups.x; ++x) {
                position_ = {x, y, z};
                run_group();
            }
}

void Group::run_group() {
    taken_.clear();
    taken_bytes_ = 0;
    arrived_ = 0;
    live_ = count_;
    simdgroups_.fill(Simdgroup{});
    for (unsigned i = 0; i < count_; ++i) {
        Thread& thread = threads_[i];
        thread.position = {i % size_.x, i / size_.x % size_.y, i / (size_.x * size_.y)};
        thread.index = i;
        thread.lane = i % kLanes;
        thread.simdgroup = &simdgroups_[i / kLanes];
        ++thread.simdgroup->live;
        thread.fibre.start(enter, this);
    }
    while (live_ > 0) {
        const uint64_t before = moves_;
        const unsigned simdgroups = (count_ + kLanes - 1) / kLanes;
        for (unsigned i = 0; i < simdgroups; ++i)
            run_simdgroup(g_order == Order::kForward ? i : simdgroups - 1 - i);
        if (moves_ == before)
            fault(
                "threads wait for each other for ever: a barrier or an operation of a simdgroup in divergent "
                "code");
    }
}

// As far as it comes without the others: what a barrier should have kept it from, it does.
void Group::run_simdgroup(unsigned index) {
    const unsigned first = index * kLanes, end = std::min(first + kLanes, count_);
    uint64_t before;
    do {
        before = moves_;
        for (unsigned i = first; i < end; ++i) {
            current_ = &threads_[g_order == Order::kForward ? i : first + end - 1 - i];
            if (!current_->fibre.has_ended()) current_->fibre.resume();
        }
    } while (moves_ != before);
}

}  // namespace

Thread& current_thread() {
    return *group().current_;
}

Position group_position() {
    return group().position_;
}

Position group_size() {
    return group().size_;
}

void barrier() {
    group().barrier();
}

void meet(void* brought, Meeting operation) {
    group().meet(brought, operation);
}

Order order() {
    return g_order;
}

void set_order(Order order) {
    g_order = order;
}

void launch(const char* kernel, Position groups, Position threads, void (*body)(const void*),
            const void* argument) {
    if (threads.x * threads.y * threads.z > kMostThreads) fault("a group has too many threads");
    group().run(kernel, groups, threads, body, argument);
}

void poison(void* memory, size_t bytes, bool is_float) {
    // With every bit set, float32 and float16 are NaN.
    if (group().takes(memory, bytes)) std::memset(memory, is_float ? 0xFF : 0xCD, bytes);
}

void fault(const char* what) {
    const Group& g = group();
    std::fflush(stdout);
    std::fprintf(stderr, "%s: group (%u, %u, %u)", g.kernel_, g.position_.x, g.position_.y, g.position_.z);
    if (g.current_ != nullptr)
        std::fprintf(stderr, ", thread (%u, %u, %u)", g.current_->position.x, g.current_->position.y,
                     g.current_->position.z);
    std::fprintf(stderr, ": %s\n", what);
    std::abort();
}

}  // namespace sige::simt

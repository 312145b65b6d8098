// Threads of a GPU on the processor: those of a group are fibres that take turns. Lanes of a simdgroup meet
// in its operations; a simdgroup runs as far as it comes before the next one does.
#pragma once

#include <cstddef>
#include <cstdint>

#include "metal/emulation/fibre.h"

namespace sige::simt {

constexpr unsigned kLanes = 32;  // of a simdgroup
constexpr unsigned kMostThreads = 1024;

struct Position {
    unsigned x = 0, y = 0, z = 0;
};

struct Simdgroup {
    unsigned meeting = 0;  // counts those that ended
    unsigned arrived = 0, live = 0;
    void* slots[kLanes] = {};
};

// Which operation a lane waits for: all that meet must wait for the same.
using Meeting = void (*)(void** slots);

struct Thread {
    Fibre fibre;
    Position position;
    unsigned index = 0, lane = 0;
    Simdgroup* simdgroup = nullptr;
};

// The thread that runs, and its group.
Thread& current_thread();
Position group_position();
Position group_size();

// All threads of the group meet.
void barrier();
// All live lanes of the simdgroup meet; the last one runs the operation over what each of them brought, null
// for a lane that is not there.
void meet(void* brought, Meeting operation);

// In which order the threads of a group take turns. A result that depends on it lacks a barrier.
enum class Order { kForward, kBackward };
Order order();
void set_order(Order order);

// Runs body() for each thread of each group. Prints what is wrong and aborts where threads wait for each
// other for ever.
void launch(const char* kernel, Position groups, Position threads, void (*body)(const void*),
            const void* argument);

// Fills threadgroup memory with values that no kernel expects, the first time that a group comes to it: NaN,
// if it holds floating-point numbers. Faults where the group takes more of it than Metal has.
void poison(void* memory, size_t bytes, bool is_float);

// Prints what a kernel did wrong, with its place, and aborts.
[[noreturn]] void fault(const char* what);

}  // namespace sige::simt

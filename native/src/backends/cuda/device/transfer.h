// Copies to the device that run ahead of a queue's work.
#pragma once

#include "backends/cuda/device/runtime.h"

namespace sige::cuda {

// A stream of copies beside the one that reads what they bring, through pinned memory and memory of the
// device. A copy waits for the reader only where its half of that memory is still read.
class Transfer final {
  public:
    static constexpr uint64_t kHalf = 4 << 20;

    Transfer(Runtime& runtime, StreamHandle reader);

    struct Room {
        char* pinned;
        DevicePointer arrived;
    };
    // bytes at most kHalf.
    Room room(uint64_t bytes);
    // Copies what was put into pinned memory; the reader's next work waits for it.
    void send(const Room& room, uint64_t bytes);

  private:
    struct Half {
        Mark copied{kEventWithoutTiming};
        Mark read{kEventWithoutTiming};
    };

    const StreamHandle reader_;
    const Pinned pinned_;
    const Block arrived_;
    Half halves_[2];
    Halves turns_{kHalf};
    Mark arrival_{kEventWithoutTiming};
    Stream stream_;  // the first to go: it waits for the copies
};

}  // namespace sige::cuda

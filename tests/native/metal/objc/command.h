// Metal's queues, command buffers and encoders. Work runs when somebody waits for it, in the order in which
// it was handed in.
#pragma once

#include <array>
#include <deque>
#include <vector>

#include "metal/objc/device.h"

namespace sige::objc_double {

class CommandBuffer;
class Error;

class CommandQueue final : public Object {
  public:
    explicit CommandQueue(Device* device);
    void hand_in(CommandBuffer* command_buffer);
    // Runs what was handed in up to this one.
    void run_until(const CommandBuffer* last);

    Device* const device;

  private:
    void let_go() override { device->release(); }

    std::deque<CommandBuffer*> handed_in_;
};

// A dispatch with the arguments that it was given, which it keeps alive.
struct Dispatch {
    const Pipeline* pipeline;
    Size3 groups, threads;
    std::vector<void*> memories;
    std::vector<std::vector<char>> bytes;
};

class CommandBuffer final : public Object {
  public:
    // MTLCommandBufferStatus.
    enum Status : UInteger { kNotEnqueued = 0, kCommitted = 2, kCompleted = 4, kFailed = 5 };

    explicit CommandBuffer(CommandQueue* queue);
    void keep(Object* object);
    void run();

    CommandQueue* const queue;
    Status status = kNotEnqueued;
    bool is_encoding = false;
    double end_time = 0;
    Error* error = nullptr;
    std::vector<Dispatch> dispatches;

  private:
    void let_go() override;

    std::vector<Object*> kept_;
};

class Encoder final : public Object {
  public:
    static constexpr size_t kArguments = 31;

    explicit Encoder(CommandBuffer* command_buffer);

    CommandBuffer* const command_buffer;
    const Pipeline* pipeline = nullptr;
    std::array<void*, kArguments> memories{};
    std::array<std::vector<char>, kArguments> bytes;
    bool has_ended = false;

  private:
    void let_go() override;
};

}  // namespace sige::objc_double

// A fibre: a function with a stack of its own that runs until it yields.
#pragma once

#include <cstddef>
#include <memory>

namespace sige::simt {

class Fibre final {
  public:
    // Prepares to run body(argument), from the beginning. What ran before has ended.
    void start(void (*body)(void*), void* argument);
    // Runs until it yields or ends.
    void resume();
    // Gives way to who resumed this fibre; called on it.
    void yield();
    bool has_ended() const { return has_ended_; }

  private:
    static void enter(void* self);

    static constexpr size_t kStack = 64 << 10;
    std::unique_ptr<char[]> stack_;
    void* own_ = nullptr;     // the stack pointer while it waits
    void* caller_ = nullptr;  // that of who resumed it
    void (*body_)(void*) = nullptr;
    void* argument_ = nullptr;
    bool has_ended_ = true;
};

}  // namespace sige::simt

// Objects and classes of the double of Objective-C: an object counts its references, a class lists the
// messages that it answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>

#include "metal/objc/types.h"

namespace sige::objc_double {

struct Method {
    const char* selector;
    std::string types;
    void (*implementation)();
};

struct Class {
    const char* name;
    std::span<const Method> methods;
};

class Object {
  public:
    explicit Object(const Class& is_a);
    virtual ~Object() = default;

    void retain();
    // With the last reference the object lets go of what it has. Its place stays taken, so that a message to
    // it is known for what it is.
    void release();
    // For those that stay as long as the program runs: they do not count as alive.
    void stay();
    bool is_alive() const { return references_ > 0; }
    const Class& is_a() const { return *is_a_; }

  protected:
    virtual void let_go() {}

  private:
    const Class* const is_a_;
    std::atomic<int> references_{1};
};

// Gives an object to the innermost autorelease pool of this thread.
template <class T>
T* autoreleased(T* object);
void autorelease(Object* object);

// A method as a class lists it: the function's types are told from the function.
template <class Result, class Self, class... Arguments>
Method method(const char* selector, Result (*function)(Self*, Selector, Arguments...)) {
    return {selector, types_of<Result, Arguments...>(), reinterpret_cast<void (*)()>(function)};
}

template <class T>
T* autoreleased(T* object) {
    autorelease(object);
    return object;
}

// How many objects are alive.
int64_t alive();
// Prints what was done wrong, and aborts.
[[noreturn]] void misuse(const std::string& what);

}  // namespace sige::objc_double

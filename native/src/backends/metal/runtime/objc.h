// Objective-C and Metal from plain C++: both are opened while the program runs, and spoken to by messages.
#pragma once

#include <cstdint>
#include <utility>

namespace sige::metal {

using Id = void*;
using Selector = void*;
using Integer = int64_t;
using UInteger = uint64_t;
using Bool = signed char;
// MTLSize.
struct Size3 {
    UInteger x, y, z;
};

class ObjectiveC final {
  public:
    // Null where this system has none.
    static const ObjectiveC* opened();

    Id find_class(const char* name) const { return find_class_(name); }
    // An array of MTLDevice, owned by the caller, or null.
    Id copy_devices() const { return copy_devices_(); }
    void* push_pool() const { return push_pool_(); }
    void pop_pool(void* pool) const { pop_pool_(pool); }

#define SIGE_MESSAGE(name, selector, Result, ...)                                                 \
    template <class... Arguments>                                                                 \
    Result name(Id object, Arguments... arguments) const {                                        \
        return send<Result __VA_OPT__(, ) __VA_ARGS__>(object, selector_##name##_, arguments...); \
    }
#include "backends/metal/runtime/messages.inc"
#undef SIGE_MESSAGE

  private:
    ObjectiveC() = default;
    bool open();

    template <class Result, class... Types, class... Arguments>
    Result send(Id object, Selector selector, Arguments... arguments) const {
        static_assert(sizeof...(Types) == sizeof...(Arguments), "as many arguments as the message has");
        return reinterpret_cast<Result (*)(Id, Selector, Types...)>(send_)(object, selector, arguments...);
    }

    void (*send_)() = nullptr;
    Id (*find_class_)(const char*) = nullptr;
    Selector (*find_selector_)(const char*) = nullptr;
    void* (*push_pool_)() = nullptr;
    void (*pop_pool_)(void*) = nullptr;
    Id (*copy_devices_)() = nullptr;
#define SIGE_MESSAGE(name, ...) Selector selector_##name##_ = nullptr;
#include "backends/metal/runtime/messages.inc"
#undef SIGE_MESSAGE
};

// The opened one. Who has an object has this too.
const ObjectiveC& objc();

// An object that is let go of with this.
class Object final {
  public:
    Object() = default;
    // Takes over what a message whose name begins with new, or copy, gave.
    explicit Object(Id owned) : id_(owned) {}
    static Object retained(Id id) { return Object(id == nullptr ? nullptr : objc().retain(id)); }
    Object(Object&& other) noexcept : id_(std::exchange(other.id_, nullptr)) {}
    Object& operator=(Object&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Object() {
        if (id_ != nullptr) objc().release(id_);
    }

    Id get() const { return id_; }
    explicit operator bool() const { return id_ != nullptr; }

  private:
    Id id_ = nullptr;
};

// Objects that messages give without handing them over go with this.
class Pool final {
  public:
    Pool() : pool_(objc().push_pool()) {}
    ~Pool() { objc().pop_pool(pool_); }
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

  private:
    void* const pool_;
};

}  // namespace sige::metal

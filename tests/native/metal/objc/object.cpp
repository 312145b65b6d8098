#include "metal/objc/object.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace sige::objc_double {
namespace {

std::atomic<int64_t> g_alive{0};

using Pool = std::vector<Object*>;
thread_local std::vector<Pool> t_pools;

}  // namespace

Object::Object(const Class& is_a) : is_a_(&is_a) {
    ++g_alive;
}

void Object::retain() {
    if (!is_alive()) misuse(std::string("retain was sent to a ") + is_a_->name + " that is gone");
    ++references_;
}

void Object::release() {
    if (!is_alive()) misuse(std::string("release was sent to a ") + is_a_->name + " that is gone");
    if (--references_ > 0) return;
    --g_alive;
    let_go();
}

void Object::stay() {
    --g_alive;
}

void autorelease(Object* object) {
    if (object == nullptr) return;
    if (t_pools.empty()) misuse(std::string("no autorelease pool is in place for a ") + object->is_a().name);
    t_pools.back().push_back(object);
}

int64_t alive() {
    return g_alive;
}

void misuse(const std::string& what) {
    std::fflush(stdout);
    std::fprintf(stderr, "double of Objective-C: %s\n", what.c_str());
    std::abort();
}

}  // namespace sige::objc_double

using namespace sige::objc_double;

extern "C" __attribute__((visibility("default"))) void* objc_autoreleasePoolPush() {
    t_pools.emplace_back();
    return reinterpret_cast<void*>(t_pools.size());
}

extern "C" __attribute__((visibility("default"))) void objc_autoreleasePoolPop(void* pool) {
    if (reinterpret_cast<size_t>(pool) != t_pools.size()) misuse("autorelease pools are popped out of order");
    const Pool objects = std::move(t_pools.back());
    t_pools.pop_back();
    for (Object* object : objects) object->release();
}

// Messages: the runtime's functions that programs call.
#include <cstring>
#include <map>
#include <mutex>
#include <set>

#include "metal/objc/classes.h"
#include "metal/objc/object.h"

#define SIGE_EXPORT extern "C" __attribute__((visibility("default")))

namespace sige::objc_double {
namespace {

// A class as an object.
class ClassObject final : public Object {
  public:
    explicit ClassObject(const Class& meta) : Object(meta) {}
};

void* nothing() {
    return nullptr;
}

void object_release(Object* self, Selector) {
    self->release();
}
Object* object_retain(Object* self, Selector) {
    self->retain();
    return self;
}

// What every object answers.
const Method* find_of_all(const std::string& selector) {
    static const Method methods[] = {method("release", object_release), method("retain", object_retain)};
    for (const Method& m : methods)
        if (selector == m.selector) return &m;
    return nullptr;
}

}  // namespace

const Method* find_method(const Class& is_a, const std::string& selector) {
    for (const Method& m : is_a.methods)
        if (selector == m.selector) return &m;
    return find_of_all(selector);
}

// Called by objc_msgSend with the registers of its arguments put by.
extern "C" __attribute__((used, visibility("hidden"))) void (*sige_find_implementation(Object* self,
                                                                                       Selector selector))() {
    // A message to nothing gives nothing.
    if (self == nullptr) return reinterpret_cast<void (*)()>(nothing);
    if (!self->is_alive())
        misuse("-[" + std::string(self->is_a().name) + " " + *selector +
               "] was sent to an object that is gone");
    const Method* found = find_method(self->is_a(), *selector);
    if (found == nullptr)
        misuse("-[" + std::string(self->is_a().name) + " " + *selector + "]: unrecognized selector");
    return found->implementation;
}

SIGE_EXPORT Object* objc_getClass(const char* name) {
    static std::mutex mutex;
    static std::map<std::string, ClassObject*> classes;
    std::lock_guard lock(mutex);
    ClassObject*& found = classes[name];
    if (found == nullptr) {
        const Class* meta = find_meta_class(name);
        if (meta == nullptr) return nullptr;
        found = new ClassObject(*meta);
        found->stay();
    }
    return found;
}

SIGE_EXPORT Selector sel_registerName(const char* name) {
    static std::mutex mutex;
    static std::set<std::string> names;
    std::lock_guard lock(mutex);
    return &*names.insert(name).first;
}

}  // namespace sige::objc_double

// Any message passes through here with whatever arguments it has: their registers are put by while the method
// is looked up, and it is jumped to, as if it had been called itself.
#if defined(__x86_64__)
__asm__(
    ".text\n.globl objc_msgSend\n.type objc_msgSend,@function\n"
    "objc_msgSend:\n"
    "  push %rbp\n  mov %rsp, %rbp\n"
    "  push %rdi\n  push %rsi\n  push %rdx\n  push %rcx\n  push %r8\n  push %r9\n"
    "  sub $128, %rsp\n"
    "  movups %xmm0, (%rsp)\n  movups %xmm1, 16(%rsp)\n  movups %xmm2, 32(%rsp)\n  movups %xmm3, 48(%rsp)\n"
    "  movups %xmm4, 64(%rsp)\n  movups %xmm5, 80(%rsp)\n  movups %xmm6, 96(%rsp)\n  movups %xmm7, "
    "112(%rsp)\n"
    "  call sige_find_implementation\n"
    "  mov %rax, %r11\n"
    "  movups (%rsp), %xmm0\n  movups 16(%rsp), %xmm1\n  movups 32(%rsp), %xmm2\n  movups 48(%rsp), %xmm3\n"
    "  movups 64(%rsp), %xmm4\n  movups 80(%rsp), %xmm5\n  movups 96(%rsp), %xmm6\n  movups 112(%rsp), "
    "%xmm7\n"
    "  add $128, %rsp\n"
    "  pop %r9\n  pop %r8\n  pop %rcx\n  pop %rdx\n  pop %rsi\n  pop %rdi\n  pop %rbp\n"
    "  jmp *%r11\n");
#elif defined(__aarch64__)
__asm__(
    ".text\n.globl objc_msgSend\n.type objc_msgSend,%function\n"
    "objc_msgSend:\n"
    "  stp x29, x30, [sp, #-208]!\n  mov x29, sp\n"
    "  stp x0, x1, [sp, #16]\n  stp x2, x3, [sp, #32]\n  stp x4, x5, [sp, #48]\n  stp x6, x7, [sp, #64]\n"
    "  stp q0, q1, [sp, #80]\n  stp q2, q3, [sp, #112]\n  stp q4, q5, [sp, #144]\n  stp q6, q7, [sp, #176]\n"
    "  bl sige_find_implementation\n"
    "  mov x16, x0\n"
    "  ldp q0, q1, [sp, #80]\n  ldp q2, q3, [sp, #112]\n  ldp q4, q5, [sp, #144]\n  ldp q6, q7, [sp, #176]\n"
    "  ldp x0, x1, [sp, #16]\n  ldp x2, x3, [sp, #32]\n  ldp x4, x5, [sp, #48]\n  ldp x6, x7, [sp, #64]\n"
    "  ldp x29, x30, [sp], #208\n"
    "  br x16\n");
#endif

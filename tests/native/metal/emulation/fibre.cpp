#include "metal/emulation/fibre.h"

#include <cstdint>
#include <cstdlib>

// Saves the registers that a function must keep, and the stack pointer to *save; goes on where `to` was
// saved. The context functions of the C library do the same with two system calls.
extern "C" void sige_simt_switch(void** save, void* to);
// Where a fresh fibre begins: calls a function with an argument, both in registers that were restored.
extern "C" void sige_simt_enter();

#if defined(__x86_64__)

__asm__(
    ".text\n"
    ".type sige_simt_switch,@function\n"
    "sige_simt_switch:\n"
    "  push %rbp\n  push %rbx\n  push %r12\n  push %r13\n  push %r14\n  push %r15\n"
    "  mov %rsp, (%rdi)\n"
    "  mov %rsi, %rsp\n"
    "  pop %r15\n  pop %r14\n  pop %r13\n  pop %r12\n  pop %rbx\n  pop %rbp\n"
    "  ret\n"
    ".type sige_simt_enter,@function\n"
    "sige_simt_enter:\n"
    "  mov %r12, %rdi\n"
    "  call *%r13\n"
    "  ud2\n");

namespace {

// From the saved stack pointer up: r15, r14, r13, r12, rbx, rbp, and where to go on.
constexpr int kSaved = 7, kFunction = 2, kArgument = 3, kNext = 6;

}  // namespace

#elif defined(__aarch64__)

__asm__(
    ".text\n"
    ".type sige_simt_switch,%function\n"
    "sige_simt_switch:\n"
    "  sub sp, sp, #160\n"
    "  stp x19, x20, [sp]\n  stp x21, x22, [sp, #16]\n  stp x23, x24, [sp, #32]\n"
    "  stp x25, x26, [sp, #48]\n  stp x27, x28, [sp, #64]\n  stp x29, x30, [sp, #80]\n"
    "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n  stp d12, d13, [sp, #128]\n"
    "  stp d14, d15, [sp, #144]\n"
    "  mov x9, sp\n  str x9, [x0]\n  mov sp, x1\n"
    "  ldp x19, x20, [sp]\n  ldp x21, x22, [sp, #16]\n  ldp x23, x24, [sp, #32]\n"
    "  ldp x25, x26, [sp, #48]\n  ldp x27, x28, [sp, #64]\n  ldp x29, x30, [sp, #80]\n"
    "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n  ldp d12, d13, [sp, #128]\n"
    "  ldp d14, d15, [sp, #144]\n"
    "  add sp, sp, #160\n"
    "  ret\n"
    ".type sige_simt_enter,%function\n"
    "sige_simt_enter:\n"
    "  mov x0, x19\n"
    "  blr x20\n"
    "  brk #1\n");

namespace {

// x19, x20, ..., x29, x30, then the floating-point registers.
constexpr int kSaved = 20, kFunction = 1, kArgument = 0, kNext = 11;

}  // namespace

#else
#error "fibres are written for x86-64 and 64-bit ARM"
#endif

namespace sige::simt {

void Fibre::enter(void* self) {
    Fibre& fibre = *static_cast<Fibre*>(self);
    fibre.body_(fibre.argument_);
    fibre.has_ended_ = true;
    fibre.yield();
    std::abort();
}

void Fibre::start(void (*body)(void*), void* argument) {
    if (stack_ == nullptr) stack_ = std::make_unique<char[]>(kStack);
    body_ = body;
    argument_ = argument;
    has_ended_ = false;
    const uintptr_t top = (reinterpret_cast<uintptr_t>(stack_.get()) + kStack) / 16 * 16;
    void** saved = reinterpret_cast<void**>(top) - kSaved;
    for (int i = 0; i < kSaved; ++i) saved[i] = nullptr;
    saved[kFunction] = reinterpret_cast<void*>(&Fibre::enter);
    saved[kArgument] = this;
    saved[kNext] = reinterpret_cast<void*>(&sige_simt_enter);
    own_ = saved;
}

void Fibre::resume() {
    sige_simt_switch(&caller_, own_);
}

void Fibre::yield() {
    sige_simt_switch(&own_, caller_);
}

}  // namespace sige::simt

// The instruction sets that kernels are written for. Files with an instruction set's flags include this: it
// holds no code.
#pragma once

#include "sige/sige.h"

#if defined(__x86_64__) || defined(_M_X64)
#define SIGE_IF_X86(text) text
#else
#define SIGE_IF_X86(text)
#endif
// Tiles are asked for on Linux alone, and GCC's intrinsics for them take no 64-bit stride on Windows.
#if (defined(__x86_64__) || defined(_M_X64)) && !defined(_WIN32)
#define SIGE_IF_AMX(text) text
#else
#define SIGE_IF_AMX(text)
#endif
#if defined(__aarch64__) || defined(_M_ARM64)
#define SIGE_IF_ARM(text) text
#else
#define SIGE_IF_ARM(text)
#endif

// Declares kernels for each instruction set that this build has, in a namespace of its name.
#define SIGE_DECLARE_KERNELS(declarations)      \
    namespace ref {                             \
    declarations                                \
    }                                           \
    SIGE_IF_X86(namespace avx2{declarations})   \
    SIGE_IF_X86(namespace avx512{declarations}) \
    SIGE_IF_ARM(namespace neon{declarations})

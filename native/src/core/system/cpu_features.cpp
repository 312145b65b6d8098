#include "core/system/cpu_features.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <thread>

#include "core/system/system.h"

#if defined(__x86_64__) || defined(_M_X64)
#define SIGE_X86 1
#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

namespace sige {
namespace {

#if defined(SIGE_X86)

struct CpuId {
    uint32_t eax, ebx, ecx, edx;
};

CpuId cpuid(uint32_t leaf, uint32_t subleaf = 0) {
    CpuId r{};
#if defined(_MSC_VER)
    int out[4];
    __cpuidex(out, static_cast<int>(leaf), static_cast<int>(subleaf));
    std::memcpy(&r, out, sizeof r);
#else
    __cpuid_count(leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
#endif
    return r;
}

uint64_t xgetbv0() {
#if defined(_MSC_VER)
    return _xgetbv(0);
#else
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (static_cast<uint64_t>(high) << 32) | low;
#endif
}

bool all_of(uint64_t bits, uint64_t needed) {
    return (bits & needed) == needed;
}

// What a set needs of the processor, and of the registers that the operating system saves.
sige_isa detect_isa() {
    if (cpuid(0).eax < 7) return SIGE_ISA_PORTABLE;
    constexpr uint32_t kFma = 1u << 12, kOsxsave = 1u << 27, kAvx = 1u << 28, kF16c = 1u << 29;
    if (!all_of(cpuid(1).ecx, kFma | kOsxsave | kAvx | kF16c)) return SIGE_ISA_PORTABLE;
    constexpr uint64_t kXmmAndYmm = 0x6, kMasksAndZmm = 0xe0;
    const uint64_t saved = xgetbv0(), features = cpuid(7).ebx;
    constexpr uint32_t kAvx2 = 1u << 5;
    if (!all_of(saved, kXmmAndYmm) || !all_of(features, kAvx2)) return SIGE_ISA_PORTABLE;
    constexpr uint32_t kF = 1u << 16, kDq = 1u << 17, kBw = 1u << 30, kVl = 1u << 31;
    if (!all_of(saved, kMasksAndZmm) || !all_of(features, kF | kDq | kBw | kVl)) return SIGE_ISA_AVX2;
    constexpr uint32_t kBf16 = 1u << 5;
    if (!all_of(cpuid(7, 1).eax, kBf16)) return SIGE_ISA_AVX512;
    constexpr uint64_t kTileConfigAndData = 0x60000;
    constexpr uint32_t kAmxBf16 = 1u << 22, kAmxTile = 1u << 24;
    const bool has_tiles = all_of(saved, kTileConfigAndData) && all_of(cpuid(7).edx, kAmxBf16 | kAmxTile);
    return has_tiles && request_amx_tiles() ? SIGE_ISA_AMX : SIGE_ISA_AVX512_BF16;
}

std::string brand() {
    if (cpuid(0x80000000u).eax < 0x80000004u) return "x86-64 processor";
    char text[49] = {};
    for (uint32_t i = 0; i < 3; ++i) {
        const CpuId r = cpuid(0x80000002u + i);
        std::memcpy(text + 16 * i, &r, 16);
    }
    std::string name(text);
    while (!name.empty() && name.back() == ' ') name.pop_back();
    return name.substr(name.find_first_not_of(' ') == std::string::npos ? 0 : name.find_first_not_of(' '));
}

#endif

// The instruction sets of this architecture, each with all that those before it have.
#if defined(SIGE_X86)
constexpr sige_isa kChain[] = {SIGE_ISA_PORTABLE, SIGE_ISA_AVX2, SIGE_ISA_AVX512, SIGE_ISA_AVX512_BF16,
                               SIGE_ISA_AMX};
#elif defined(__aarch64__) || defined(_M_ARM64)
constexpr sige_isa kChain[] = {SIGE_ISA_PORTABLE, SIGE_ISA_NEON, SIGE_ISA_NEON_BF16};
#else
constexpr sige_isa kChain[] = {SIGE_ISA_PORTABLE};
#endif

}  // namespace

sige_isa best_isa() {
#if defined(SIGE_X86)
    static const sige_isa best = detect_isa();
    return best;
#elif defined(__aarch64__) || defined(_M_ARM64)
    static const sige_isa best = has_arm_bf16() ? SIGE_ISA_NEON_BF16 : SIGE_ISA_NEON;
    return best;
#else
    return SIGE_ISA_PORTABLE;
#endif
}

bool includes_isa(sige_isa isa, sige_isa other) {
    const sige_isa* last = std::find(std::begin(kChain), std::end(kChain), isa);
    return last != std::end(kChain) && std::find(std::begin(kChain), last + 1, other) != last + 1;
}

bool has_isa(sige_isa isa) {
    return isa == SIGE_ISA_AUTO || includes_isa(best_isa(), isa);
}

const char* isa_name(sige_isa isa) {
    switch (isa) {
        case SIGE_ISA_AUTO:
            return "auto";
        case SIGE_ISA_PORTABLE:
            return "portable";
        case SIGE_ISA_AVX2:
            return "avx2";
        case SIGE_ISA_NEON:
            return "neon";
        case SIGE_ISA_AVX512:
            return "avx512";
        case SIGE_ISA_AVX512_BF16:
            return "avx512-bf16";
        case SIGE_ISA_AMX:
            return "amx";
        case SIGE_ISA_NEON_BF16:
            return "neon-bf16";
        default:
            return "unknown";
    }
}

std::string processor_name() {
#if defined(SIGE_X86)
    return brand();
#elif defined(__aarch64__) || defined(_M_ARM64)
    return "64-bit ARM processor";
#else
    return "processor";
#endif
}

int logical_processors() {
    const unsigned count = std::thread::hardware_concurrency();
    return count == 0 ? 1 : static_cast<int>(count);
}

}  // namespace sige

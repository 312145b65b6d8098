// The kernels' texts: what a compiler made of the things that a kernel's speed hangs on.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "backends/cuda/device/modules.h"
#include "backends/cuda/kernels/arguments.h"
#include "cuda_backend/tests/pressure.h"
#include "harness/values/compare.h"

namespace sige::test {
namespace {

std::string joined(const cuda::KernelText& pieces) {
    std::string text;
    for (size_t p = 0; p < pieces.count; ++p) text += pieces.pieces[p];
    return text;
}

// The text of each kernel, from its entry to the next.
std::map<std::string, std::string> kernels() {
    std::map<std::string, std::string> all;
    for (size_t i = 0; i < cuda::kKernelTextCount; ++i) {
        const std::string text = joined(cuda::kKernelTexts[i]);
        constexpr char kEntry[] = ".entry sige_";
        for (size_t at = text.find(kEntry); at != std::string::npos;) {
            const size_t name = at + std::strlen(kEntry), next = text.find(kEntry, name);
            all[text.substr(name, text.find('(', name) - name)] = text.substr(at, next - at);
            at = next;
        }
    }
    return all;
}

int count(const std::string& text, const char* what) {
    int found = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

int instructions(const std::string& text) {
    return count(text, ";\n");
}

}  // namespace

TEST(cuda_texts, every_kernel_has_one) {
    const std::map<std::string, std::string> all = kernels();
    constexpr const char* kNames[] = {
#define SIGE_CUDA_KERNEL(text, name) #name,
#include "backends/cuda/kernels/kernels.inc"
#undef SIGE_CUDA_KERNEL
    };
    CHECK_EQUAL(all.size(), std::size(kNames));
    for (const char* name : kNames) {
        const Context context(name);
        CHECK(all.contains(name));
    }
}

// A value in local memory, or passed to a call, goes through the device's memory.
TEST(cuda_texts, no_kernel_spills_into_local_memory_or_calls) {
    for (const auto& [name, text] : kernels()) {
        const Context context(name);
        CHECK_EQUAL(count(text, ".local"), 0);
        CHECK_EQUAL(count(text, "call"), 0);
    }
}

// A kernel's inner loop reads four values of each operand at once, and a step of it waits for all threads
// once.
TEST(cuda_texts, loops_of_products_are_what_they_were_written_as) {
    const std::map<std::string, std::string> all = kernels();
    struct Row {
        const char* name;
        int fmas, four_loads, products, fragments, barriers;
    };
    constexpr Row kRows[] = {
        {"convolution_f32_16", 16 * 16, 2 * 16, 0, 0, 2},
        {"convolution_f32_64", 16 * 16, 2 * 16, 0, 0, 2},
        {"convolution_f16_64", 16 * 16, 2 * 16, 0, 0, 2},
        {"tf32_f32", 0, 0, 24, 0, 2},
        {"winograd_multiply", 16 * 16, 2 * 16, 0, 0, 2},
        {"winograd_multiply_tf32", 0, 0, 24, 0, 2},
        {"tf32_rounded_f32", 0, 0, 8, 0, 2},
        {"matrix_bf16_64", 0, 0, 16, 8, 3},
        {"matrix_bf16_128", 0, 0, 32, 12, 3},
        {"matrix_f16_64", 0, 0, 16, 8, 3},
        {"attention_f16", 0, 0, 48, 25, 2},
        {"attention_bf16", 0, 0, 48, 25, 2},
    };
    for (const Row& row : kRows) {
        const Context context(row.name);
        const std::string& text = all.at(row.name);
        CHECK(count(text, "fma.rn.f32") >= row.fmas);
        CHECK_EQUAL(count(text, "ld.shared.v4.f32"), row.four_loads);
        CHECK_EQUAL(count(text, "mma.sync"), row.products);
        CHECK_EQUAL(count(text, "ldmatrix"), row.fragments);
        CHECK_EQUAL(count(text, "bar.sync"), row.barriers);
    }
}

// A step of a tile of matrix.cu reads its fragments from shared memory and has its copies written there, 128
// bytes a cycle; a multiprocessor of an H100 does 2048 multiply-adds a cycle, some 60% of them by mma.sync.
// So much of the peak is what a large convolution can reach at most.
TEST(cuda_texts, large_tiles_are_fed_fast_enough_for_two_fifths_of_the_peak_of_an_h100) {
    const std::string text = kernels().at("matrix_f16_128");
    constexpr double kWarps = 8, kSide = 128, kPeak = 2048, kReached = 0.6;
    const double products = kWarps * count(text, "mma.sync") * 16 * 8 * 16;
    CHECK_EQUAL(products, kSide * kSide * cuda::kMatrixDepth);
    const double read = kWarps * count(text, "ldmatrix") * 512, written = 2 * kSide * cuda::kMatrixDepth * 2;
    const double cycles = std::max(products / (kReached * kPeak), (read + written) / 128);
    std::printf("  %.2f of the peak\n", products / kPeak / cycles);
    CHECK(products / kPeak / cycles >= 0.4);
}

namespace {

// The copies of how many tiles a kernel lets run ahead, with the one that it computes on; 1 where it copies
// none.
int stages(const std::string& text) {
    constexpr char kWait[] = "cp.async.wait_group ";
    const size_t at = text.find(kWait);
    return at == std::string::npos ? 1 : std::atoi(text.c_str() + at + std::strlen(kWait)) + 2;
}

// The bytes of what the texts declare in shared memory, by its name; 0 where the launch tells.
std::map<std::string, int> shared_variables() {
    std::map<std::string, int> bytes;
    for (size_t i = 0; i < cuda::kKernelTextCount; ++i) {
        const std::string text = joined(cuda::kKernelTexts[i]);
        constexpr char kShared[] = ".shared .align ", kBytes[] = " .b8 ";
        for (size_t at = text.find(kShared); at != std::string::npos; at = text.find(kShared, at + 1)) {
            const size_t name = text.find(kBytes, at) + std::strlen(kBytes), size = text.find('[', name);
            bytes[text.substr(name, size - name)] = std::atoi(text.c_str() + size + 1);
        }
    }
    return bytes;
}

// What a kernel takes of them: those that it names.
int shared_bytes(const std::string& kernel, const std::map<std::string, int>& variables) {
    int sum = 0;
    for (const auto& [name, bytes] : variables)
        if (kernel.find(name) != std::string::npos) sum += bytes;
    return sum;
}

}  // namespace

// What decides how many blocks of a table row a multiprocessor holds: its 65536 registers, shared over the
// threads of its blocks, and its shared memory: what a text declares, and what matrix.cu's launches bring.
TEST(cuda_texts, rows_take_the_registers_shared_memory_and_stages_that_they_did) {
    const std::map<std::string, std::string> all = kernels();
    const std::map<std::string, int> variables = shared_variables();
    struct Row {
        const char* name;
        int threads, registers, shared, stages;
        unsigned launched = 0;  // bytes of shared memory that come with the launch
    };
    constexpr Row kRows[] = {
        {"convolution_f32_16", 64, 96, 10752, 1},
        {"convolution_f32_64", 256, 82, 16896, 1},
        {"tf32_f32", 256, 106, 18432, 1},
        {"winograd_sources", 256, 50, 36864, 1},
        {"winograd_multiply", 256, 72, 16896, 1},
        {"winograd_multiply_tf32", 256, 98, 18432, 1},
        {"winograd_finish", 256, 62, 32768, 1},
        {"tf32_rounded_f32", 256, 100, 18432, 1},
        {"matrix_bf16_64", 128, 126, 0, 4, cuda::matrix_tile_bytes(64, 64, 4)},
        {"matrix_bf16_128", 256, 157, 0, 3, cuda::matrix_tile_bytes(128, 128, 3)},
        {"matrix_f16_64", 128, 126, 0, 4, cuda::matrix_tile_bytes(64, 64, 4)},
        {"matrix_f16_128", 256, 157, 0, 3, cuda::matrix_tile_bytes(128, 128, 3)},
        {"attention_f32", 128, 139, 21376, 1},
        {"attention_f16", 128, 164, 34048, 1},
        {"attention_bf16", 128, 164, 34048, 1},
    };
    constexpr unsigned kMostSharedBytes = 99 * 1024;  // of a block, compute capability 8.6
    for (const Row& row : kRows) {
        const Context context(row.name);
        const std::string& text = all.at(row.name);
        const int registers = register_pressure(text), shared = shared_bytes(text, variables);
        const unsigned bytes = static_cast<unsigned>(shared) + row.launched;
        std::printf("  %-24s %3d threads, %3d registers, %5u bytes of shared memory, %d stages\n", row.name,
                    row.threads, registers, bytes, stages(text));
        CHECK(registers > 16);
        CHECK(registers <= row.registers);
        CHECK_EQUAL(shared, row.shared);
        CHECK_EQUAL(stages(text), row.stages);
        CHECK(row.threads * row.registers <= 65536);
        CHECK(bytes <= kMostSharedBytes);
    }
}

TEST(cuda_texts, pressure_is_what_is_live_at_once) {
    // %r1 and %rd1 over the loop, %r2 in it: four registers; %r3 takes the place of one that is dead.
    CHECK_EQUAL(
        register_pressure("x(\n)\n{\n.reg .b32 %r<9>;\nmov.u32 %r1, %tid.x;\nld.param.u64 %rd1, [x];\n"
                          "$L:\nadd.s32 %r2, %r1, 1;\nst.global.u32 [%rd1], %r2;\nsetp.eq.s32 %p1, %r1, 0;\n"
                          "@%p1 bra $L;\nmov.u32 %r3, 5;\nst.global.u32 [%rd1], %r3;\nret;\n}\n"),
        4);
}

// A reader of a report sees what grew. A kernel may declare 48 KB of shared memory.
TEST(cuda_texts, are_listed) {
    const std::map<std::string, int> variables = shared_variables();
    for (const auto& [name, text] : kernels()) {
        std::printf(
            "  %-24s %5d instructions, %3d fma, %3d mma, %2d ldmatrix, %2d barriers, %5d bytes of shared "
            "memory\n",
            name.c_str(), instructions(text), count(text, "fma.rn.f32"), count(text, "mma.sync"),
            count(text, "ldmatrix"), count(text, "bar.sync"), shared_bytes(text, variables));
        CHECK(instructions(text) < 10000);
        CHECK(shared_bytes(text, variables) <= 48 << 10);
    }
}

}  // namespace sige::test

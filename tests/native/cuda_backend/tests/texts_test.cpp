// The kernels' texts: what a compiler made of the things that a kernel's speed hangs on.
#include <cstring>
#include <map>
#include <string>

#include "backends/cuda/device/modules.h"
#include "harness/compare.h"

namespace sige::test {
namespace {

// The text of each kernel, from its entry to the next.
std::map<std::string, std::string> kernels() {
    std::map<std::string, std::string> all;
    for (size_t i = 0; i < cuda::kKernelTextCount; ++i) {
        std::string text;
        for (size_t p = 0; p < cuda::kKernelTexts[i].count; ++p) text += cuda::kKernelTexts[i].pieces[p];
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
        {"matrix_bf16_64", 0, 0, 16, 8, 3},
        {"matrix_bf16_128", 0, 0, 32, 12, 3},
        {"matrix_f16_64", 0, 0, 16, 8, 3},
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

// A reader of a report sees what grew.
TEST(cuda_texts, are_listed) {
    for (const auto& [name, text] : kernels()) {
        std::printf("  %-24s %5d instructions, %3d fma, %3d mma, %2d ldmatrix, %2d barriers\n", name.c_str(),
                    instructions(text), count(text, "fma.rn.f32"), count(text, "mma.sync"),
                    count(text, "ldmatrix"), count(text, "bar.sync"));
        CHECK(instructions(text) < 10000);
    }
}

}  // namespace sige::test

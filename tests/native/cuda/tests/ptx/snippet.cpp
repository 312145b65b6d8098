#include "cuda/tests/ptx/snippet.h"

#include "cuda/ptx/text/parser.h"

namespace sige::test {
namespace {

uint64_t add_memory(ptx::GlobalMemory& memory, const std::vector<std::byte>& bytes) {
    ptx::Allocation& allocation = memory.add(std::make_unique<ptx::Allocation>(bytes.size(), 256));
    std::copy(bytes.begin(), bytes.end(), allocation.at(allocation.begin()));
    allocation.mark_all_written();
    return allocation.begin();
}

}  // namespace

std::set<std::string>& seen_opcodes() {
    static std::set<std::string> seen;
    return seen;
}

std::string kernel_around(const std::string& body, const std::string& declarations) {
    return ".version 7.1\n.target sm_80\n.address_size 64\n" + declarations +
           "\n.visible .entry snippet(.param .u64 snippet_param_0, .param .u64 snippet_param_1)\n{\n"
           ".reg .b64 %in, %out, %at, %d<40>; .reg .b32 %t, %w<40>; .reg .f32 %f<40>; .reg .f64 %g<10>;\n"
           ".reg .b16 %h<20>; .reg .pred %p<10>;\n"
           "ld.param.u64 %in, [snippet_param_0]; ld.param.u64 %out, [snippet_param_1];\n"
           "mov.u32 %t, %tid.x; mul.wide.u32 %at, %t, 4; add.s64 %at, %at, %out;\n" +
           body + "\nret;\n}\n";
}

std::vector<std::byte> run_body(const std::string& body, const std::vector<std::byte>& in, size_t out_bytes,
                                const Run& run, const std::string& declarations) {
    const std::string text = kernel_around(body, declarations);
    const ptx::Module module = ptx::parse(text);
    const ptx::Kernel& kernel = module.kernels.at("snippet");
    for (const auto& [opcode, count] : kernel.opcodes) seen_opcodes().insert(opcode);

    ptx::GlobalMemory memory;
    std::vector<uint64_t> variables;
    for (const ptx::Variable& variable : module.variables)
        variables.push_back(add_memory(memory, variable.initial));
    const uint64_t pointers[] = {add_memory(memory, in),
                                 add_memory(memory, std::vector<std::byte>(out_bytes))};
    ptx::Launch launch;
    launch.kernel = &kernel;
    launch.grid = run.grid;
    launch.block = run.block;
    launch.dynamic_shared_bytes = run.dynamic_shared_bytes;
    launch.variables = &variables;
    launch.parameters.resize(sizeof pointers);
    std::memcpy(launch.parameters.data(), pointers, sizeof pointers);
    ptx::run(launch, memory, run.options);
    const std::byte* const out = memory.find(pointers[1])->at(pointers[1]);
    return std::vector<std::byte>(out, out + out_bytes);
}

Seen fault_of(const std::string& body, const std::vector<std::byte>& in, size_t out_bytes, const Run& run,
              const std::string& declarations) {
    try {
        run_body(body, in, out_bytes, run, declarations);
    } catch (const ptx::Fault& fault) {
        return {fault.kind, fault.what()};
    }
    return {ptx::FaultKind::arithmetic, "ended well"};
}

void check_fault(const Seen& seen, ptx::FaultKind kind, const std::string& part, const char* file, int line) {
    report(seen.kind == kind && seen.message.find(part) != std::string::npos, file, line,
           "the kernel " + seen.message + ", expected a fault of kind " +
               std::to_string(static_cast<int>(kind)) + ": " + part);
}

}  // namespace sige::test

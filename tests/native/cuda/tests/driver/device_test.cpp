// Devices, contexts, modules and functions.
#include "cuda/tests/driver/cuda.h"

namespace sige::test {

const char* const kKernels =
    ".version 7.1\n.target sm_80\n.address_size 64\n"
    ".global .align 4 .u32 step = 1;\n.const .align 4 .b32 table[2] = {3, 4};\n.extern .shared .align 16 .b8 "
    "rest[];\n"
    ".visible .entry add_one(.param .u64 add_one_param_0)\n.maxntid 64\n"
    "{ .reg .b64 %d<4>; .reg .b32 %r<4>; ld.param.u64 %d0, [add_one_param_0]; mov.u32 %r0, %tid.x; "
    "mul.wide.u32 %d1, %r0, 4;\n"
    "add.s64 %d1, %d1, %d0; ld.global.u32 %r1, [%d1]; ld.global.u32 %r2, [step]; add.s32 %r1, %r1, %r2; "
    "st.global.u32 [%d1], %r1; ret; }\n"
    ".visible .entry spoil(.param .u64 spoil_param_0)\n"
    "{ .reg .b64 %d<2>; .reg .b32 %r<2>; ld.param.u64 %d0, [spoil_param_0]; ld.global.u32 %r0, "
    "[%d0+1048576]; ret; }\n"
    ".visible .entry roomy(.param .u64 roomy_param_0) { .reg .b64 %d<2>; mov.u64 %d0, rest; ret; }\n";

TEST(driver_device, tells_what_it_is) {
    const Gpu gpu;
    int count = 0, version = 0, value = 0, device = -1;
    size_t bytes = 0;
    char name[64] = {}, uuid[16] = {};
    CHECK_EQUAL(cuDeviceGetCount(&count), kSuccess);
    CHECK_EQUAL(count, 1);
    CHECK_EQUAL(cuDriverGetVersion(&version), kSuccess);
    CHECK_EQUAL(version, 12040);
    CHECK_EQUAL(cuDeviceGet(&device, 0), kSuccess);
    CHECK_EQUAL(cuDeviceGet(&device, 1), kInvalidDevice);
    CHECK_EQUAL(cuDeviceGetName(name, sizeof name, 0), kSuccess);
    CHECK_EQUAL(std::string(name), "Sige CUDA double (8.6)");
    CHECK_EQUAL(cuDeviceTotalMem_v2(&bytes, 0), kSuccess);
    CHECK_EQUAL(bytes, uint64_t{8} << 30);
    CHECK_EQUAL(cuDeviceGetAttribute(&value, 16, 0), kSuccess);
    CHECK_EQUAL(value, 82);
    CHECK_EQUAL(cuDeviceGetAttribute(&value, 75, 0), kSuccess);
    CHECK_EQUAL(value, 8);
    CHECK_EQUAL(cuDeviceGetAttribute(&value, 4711, 0), kInvalidValue);
    CHECK_EQUAL(cuDeviceGetUuid(uuid, 0), kSuccess);
    CHECK_EQUAL(static_cast<int>(uuid[15]), 1);
}

TEST(driver_device, errors_have_names_and_sentences) {
    const char* text = nullptr;
    CHECK_EQUAL(cuGetErrorName(kOutOfMemory, &text), kSuccess);
    CHECK_EQUAL(std::string(text), "CUDA_ERROR_OUT_OF_MEMORY");
    CHECK_EQUAL(cuGetErrorString(kIllegalAddress, &text), kSuccess);
    CHECK_EQUAL(std::string(text), "an illegal memory access was encountered");
    CHECK_EQUAL(cuGetErrorName(4711, &text), kInvalidValue);
    CHECK(text == nullptr);
}

TEST(driver_device, functions_are_found_by_name) {
    void* function = nullptr;
    int found = -1;
    CHECK_EQUAL(cuGetProcAddress_v2("cuMemAlloc", &function, 12040, 0, &found), kSuccess);
    CHECK(function == reinterpret_cast<void*>(&cuMemAlloc_v2));
    CHECK_EQUAL(found, 0);
    CHECK_EQUAL(cuGetProcAddress_v2("cuNothing", &function, 12040, 0, &found), kNotFound);
    CHECK(function == nullptr);
}

TEST(driver_device, contexts_of_the_program_are_its_own) {
    const Gpu gpu;
    Handle context = nullptr, found = nullptr, popped = nullptr;
    int device = -1;
    CHECK_EQUAL(cuCtxCreate_v2(&context, 0, 1), kInvalidDevice);
    CHECK_EQUAL(cuCtxCreate_v2(&context, 0, 0), kSuccess);
    CHECK(context != gpu.context());
    CHECK_EQUAL(cuCtxGetDevice(&device), kSuccess);
    CHECK_EQUAL(device, 0);
    const Handle stream = create_stream();
    CHECK_EQUAL(cuCtxPopCurrent_v2(&popped), kSuccess);
    CHECK(popped == context);
    // A stream knows its context, and is nothing to another.
    CHECK_EQUAL(cuStreamGetCtx(stream, &found), kSuccess);
    CHECK(found == context);
    CHECK_EQUAL(cuStreamSynchronize(stream), kInvalidHandle);
    CHECK_EQUAL(cuStreamDestroy_v2(stream), kSuccess);
    CHECK_EQUAL(cuCtxDestroy_v2(context), kSuccess);
    CHECK_EQUAL(cuCtxDestroy_v2(context), kInvalidContext);
    CHECK_EQUAL(counts().leaked, 0);
    CHECK_EQUAL(cuCtxPushCurrent_v2(context), kSuccess);
    CHECK_EQUAL(cuCtxGetDevice(&device), kContextIsDestroyed);
    CHECK_EQUAL(cuCtxPopCurrent_v2(&popped), kSuccess);
}

TEST(driver_device, contexts_are_current_in_turn) {
    const Gpu gpu;
    Handle context = nullptr, again = nullptr;
    int device = -1;
    CHECK_EQUAL(cuDevicePrimaryCtxRetain(&again, 0), kSuccess);
    CHECK(again == gpu.context());
    CHECK_EQUAL(cuDevicePrimaryCtxRelease_v2(0), kSuccess);
    CHECK_EQUAL(cuCtxGetDevice(&device), kSuccess);
    CHECK_EQUAL(device, 0);
    CHECK_EQUAL(cuCtxSetCurrent(nullptr), kSuccess);
    CHECK_EQUAL(cuCtxGetCurrent(&context), kSuccess);
    CHECK(context == nullptr);
    Address address = 0;
    CHECK_EQUAL(cuMemAlloc_v2(&address, 4), kInvalidContext);
    CHECK_EQUAL(cuCtxSynchronize(), kInvalidContext);
    CHECK_EQUAL(cuCtxPopCurrent_v2(&context), kInvalidContext);
    CHECK_EQUAL(cuCtxPushCurrent_v2(gpu.context()), kSuccess);
}

TEST(driver_device, an_ended_context_leaves_its_objects_counted) {
    sige_cuda_double_reset();
    CHECK_EQUAL(cuInit(0), kSuccess);
    Handle context = nullptr, module = nullptr;
    CHECK_EQUAL(cuDevicePrimaryCtxRetain(&context, 0), kSuccess);
    CHECK_EQUAL(cuCtxPushCurrent_v2(context), kSuccess);
    const Address address = allocate(100);
    create_stream();
    CHECK_EQUAL(cuModuleLoadData(&module, kKernels), kSuccess);
    CHECK_EQUAL(counts().allocated_bytes, 100);
    CHECK_EQUAL(cuDevicePrimaryCtxRelease_v2(0), kSuccess);
    CHECK_EQUAL(counts().leaked, 3);
    CHECK_EQUAL(counts().allocations, 0);
    CHECK_EQUAL(cuMemFree_v2(address), kContextIsDestroyed);
    CHECK_EQUAL(cuCtxPopCurrent_v2(&context), kSuccess);
    sige_cuda_double_reset();
}

TEST(driver_modules, give_functions_and_variables) {
    const Gpu gpu;
    const Kernels kernels;
    Handle function = nullptr;
    CHECK_EQUAL(cuModuleGetFunction(&function, kernels.module(), "add_two"), kNotFound);
    CHECK_EQUAL(cuModuleGetFunction(&function, gpu.context(), "add_one"), kInvalidHandle);
    Address address = 0;
    size_t bytes = 0;
    uint32_t values[2] = {};
    CHECK_EQUAL(cuModuleGetGlobal_v2(&address, &bytes, kernels.module(), "table"), kSuccess);
    CHECK_EQUAL(bytes, 8);
    CHECK_EQUAL(cuMemcpyDtoH_v2(values, address, 8), kSuccess);
    CHECK_EQUAL(values[1], 4);
    CHECK_EQUAL(cuModuleGetGlobal_v2(&address, &bytes, kernels.module(), "chair"), kNotFound);
    int value = 0;
    CHECK_EQUAL(cuFuncGetAttribute(&value, 0, kernels.function("add_one")), kSuccess);
    CHECK_EQUAL(value, 64);
    CHECK_EQUAL(cuFuncGetAttribute(&value, 5, kernels.function("add_one")), kSuccess);
    CHECK_EQUAL(value, 71);
}

TEST(driver_modules, a_text_with_a_mistake_is_told) {
    const Gpu gpu;
    std::string text = kKernels;
    text.replace(text.find("add.s32"), 7, "ad.s32");
    char log[256] = {};
    int keys[] = {5, 6};
    void* values[] = {log, reinterpret_cast<void*>(sizeof log)};
    Handle module = nullptr;
    CHECK_EQUAL(cuModuleLoadDataEx(&module, text.c_str(), 2, keys, values), kInvalidPtx);
    CHECK(std::string(log).find("opcode 'ad.s32' is not in the list") != std::string::npos);
    CHECK(module == nullptr);
}

TEST(driver_modules, need_a_device_and_a_driver_that_know_them) {
    const Gpu gpu;
    sige_cuda_double_options options;
    sige_cuda_double_query_options(&options);
    Handle module = nullptr;
    options.compute = 75;
    sige_cuda_double_set_options(&options);
    CHECK_EQUAL(cuModuleLoadData(&module, kKernels), kNoBinaryForGpu);
    options.compute = 90;
    options.driver_version = 11000;
    sige_cuda_double_set_options(&options);
    CHECK_EQUAL(cuModuleLoadData(&module, kKernels), kUnsupportedPtxVersion);
}

TEST(driver_modules, launches_have_limits) {
    const Gpu gpu;
    const Kernels kernels;
    const Address address = allocate(128);
    const auto launch = [&](const char* name, unsigned grid_y, unsigned threads, unsigned shared) {
        Address copy = address;
        void* parameters[] = {&copy};
        return cuLaunchKernel(kernels.function(name), 1, grid_y, 1, threads, 1, 1, shared, nullptr,
                              parameters, nullptr);
    };
    CHECK_EQUAL(launch("add_one", 1, 65, 0), kInvalidValue);
    CHECK_EQUAL(launch("spoil", 1, 1025, 0), kInvalidValue);
    CHECK_EQUAL(launch("add_one", 0, 32, 0), kInvalidValue);
    CHECK_EQUAL(launch("add_one", 65536, 32, 0), kInvalidValue);
    CHECK_EQUAL(launch("roomy", 1, 32, 49153), kInvalidValue);
    CHECK_EQUAL(launch("roomy", 1, 32, 49152), kSuccess);
    CHECK_EQUAL(cuFuncSetAttribute(kernels.function("roomy"), 8, 101376), kSuccess);
    CHECK_EQUAL(cuFuncSetAttribute(kernels.function("roomy"), 8, 101377), kInvalidValue);
    CHECK_EQUAL(launch("roomy", 1, 32, 101376), kSuccess);
    CHECK_EQUAL(cuLaunchKernel(gpu.context(), 1, 1, 1, 1, 1, 1, 0, nullptr, nullptr, nullptr),
                kInvalidHandle);
    CHECK_EQUAL(cuMemFree_v2(address), kSuccess);
}

TEST(driver_modules, parameters_come_in_a_buffer_too) {
    const Gpu gpu;
    const Kernels kernels;
    Address address = allocate(128);
    std::vector<uint32_t> words(32, 4);
    CHECK_EQUAL(cuMemcpyHtoD_v2(address, words.data(), 128), kSuccess);
    size_t bytes = sizeof address;
    void* extra[] = {reinterpret_cast<void*>(1), &address, reinterpret_cast<void*>(2), &bytes, nullptr};
    CHECK_EQUAL(cuLaunchKernel(kernels.function("add_one"), 1, 1, 1, 32, 1, 1, 0, nullptr, nullptr, extra),
                kSuccess);
    CHECK_EQUAL(cuMemcpyDtoH_v2(words.data(), address, 128), kSuccess);
    for (const uint32_t word : words) CHECK_EQUAL(word, 5);
    CHECK_EQUAL(cuMemFree_v2(address), kSuccess);
}

}  // namespace sige::test

// Library, devices, queues and buffers, see sige/device.h.
#include <cstring>
#include <thread>

#include "harness/device/device.h"

namespace sige::test {
namespace {

sige_device_info query(sige_device_kind kind) {
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(kind, 0, &info));
    return info;
}

sige_cpu_queue_options options_of(sige_isa isa, int threads) {
    sige_cpu_queue_options options{};
    options.struct_size = sizeof options;
    options.isa = isa;
    options.threads = threads;
    return options;
}

sige_status create_queue(const sige_cpu_queue_options& cpu, sige_queue** queue) {
    sige_queue_options options{};
    options.struct_size = sizeof options;
    options.cpu = &cpu;
    return sige_queue_create(device(), &options, queue);
}

Buffer make_buffer(uint64_t bytes) {
    sige_buffer* created = nullptr;
    REQUIRE_OK(sige_buffer_create(device(), bytes, &created));
    return Buffer(created);
}

}  // namespace

TEST(device, library_says_its_version) {
    CHECK_EQUAL(sige_abi_version(), static_cast<uint32_t>(SIGE_ABI_VERSION));
    CHECK(std::strlen(sige_version()) >= 5);
}

TEST(device, cpu_is_available) {
    const sige_device_info info = query(SIGE_DEVICE_CPU);
    CHECK_EQUAL(info.available, 1);
    CHECK(info.logical_processors >= 1);
    CHECK(info.isa != SIGE_ISA_AUTO);
    CHECK(info.name[0] != '\0' && info.reason[0] != '\0');
}

// What a machine may lack, or have; there the tests of a backend's own programs begin.
TEST(device, every_kind_says_why_it_can_or_cannot_be_used) {
    for (sige_device_kind kind : {SIGE_DEVICE_CUDA, SIGE_DEVICE_METAL}) {
        const sige_device_info info = query(kind);
        CHECK(info.name[0] != '\0' && info.reason[0] != '\0');
        if (info.available != 0) continue;
        sige_device* created = nullptr;
        CHECK_REFUSED(sige_device_create(kind, 0, &created), SIGE_STATUS_DEVICE_UNAVAILABLE, info.reason);
        CHECK(created == nullptr);
    }
}

TEST(device, unknown_kinds_are_refused) {
    sige_device_info info{};
    info.struct_size = sizeof info;
    sige_device* created = nullptr;
    CHECK_REFUSED(sige_device_query(77, 0, &info), SIGE_STATUS_INVALID_ARGUMENT, "device kind 77");
    CHECK_REFUSED(sige_device_create(-1, 0, &created), SIGE_STATUS_INVALID_ARGUMENT, "device kind -1");
    CHECK(created == nullptr);
}

TEST(device, the_cpu_has_no_handles_to_wrap) {
    int handle = 0;
    sige_device* wrapped = nullptr;
    CHECK_REFUSED(sige_device_wrap(SIGE_DEVICE_CPU, &handle, &wrapped), SIGE_STATUS_UNSUPPORTED,
                  "the CPU has no handle to wrap");
    CHECK_REFUSED(sige_device_wrap(SIGE_DEVICE_CPU, nullptr, &wrapped), SIGE_STATUS_INVALID_ARGUMENT,
                  "handle is null");
    CHECK_REFUSED(sige_device_wrap(77, &handle, &wrapped), SIGE_STATUS_INVALID_ARGUMENT, "device kind 77");
    CHECK_REFUSED(sige_device_wrap(SIGE_DEVICE_CPU, &handle, nullptr), SIGE_STATUS_INVALID_ARGUMENT,
                  "device is null");
    CHECK(wrapped == nullptr);
    sige_queue* queue = nullptr;
    CHECK_REFUSED(sige_queue_wrap(device(), &handle, &queue), SIGE_STATUS_UNSUPPORTED, "wraps no handle");
    CHECK_REFUSED(sige_queue_wrap(device(), nullptr, &queue), SIGE_STATUS_INVALID_ARGUMENT, "handle is null");
    CHECK_REFUSED(sige_queue_wrap(nullptr, &handle, &queue), SIGE_STATUS_INVALID_ARGUMENT, "device is null");
    CHECK_REFUSED(sige_queue_wrap(device(), &handle, nullptr), SIGE_STATUS_INVALID_ARGUMENT, "queue is null");
    CHECK(queue == nullptr);
}

// On a machine without the kind's driver.
TEST(device, handles_of_a_kind_that_is_not_there_are_refused_with_its_reason) {
    int handle = 0;
    for (sige_device_kind kind : {SIGE_DEVICE_CUDA, SIGE_DEVICE_METAL}) {
        const sige_device_info info = query(kind);
        if (info.available != 0) continue;
        sige_device* wrapped = nullptr;
        CHECK_REFUSED(sige_device_wrap(kind, &handle, &wrapped), SIGE_STATUS_DEVICE_UNAVAILABLE, info.reason);
        CHECK(wrapped == nullptr);
    }
}

TEST(queue, of_the_cpu_has_no_captures) {
    const Queue queue = make_queue(SIGE_ISA_AUTO, 1);
    sige_capture* made = nullptr;
    CHECK_EQUAL(query(SIGE_DEVICE_CPU).captures, 0);
    CHECK_REFUSED(sige_capture_begin(queue.get()), SIGE_STATUS_UNSUPPORTED,
                  "the CPU backend has no captures");
    CHECK_REFUSED(sige_capture_end(queue.get(), &made), SIGE_STATUS_INVALID_ARGUMENT, "no capture was begun");
    CHECK_REFUSED(sige_capture_end(queue.get(), nullptr), SIGE_STATUS_INVALID_ARGUMENT, "capture is null");
    CHECK_REFUSED(sige_capture_launch(queue.get(), nullptr), SIGE_STATUS_INVALID_ARGUMENT, "capture is null");
    CHECK_REFUSED(sige_capture_begin(nullptr), SIGE_STATUS_INVALID_ARGUMENT, "queue is null");
    CHECK_REFUSED(sige_capture_query(nullptr, nullptr), SIGE_STATUS_INVALID_ARGUMENT, "capture is null");
    REQUIRE_OK(sige_capture_destroy(nullptr));
    CHECK(made == nullptr);
}

TEST(device, counts_the_devices_of_a_kind) {
    int32_t count = -1;
    REQUIRE_OK(sige_device_count(SIGE_DEVICE_CPU, &count));
    CHECK_EQUAL(count, 1);
    CHECK_REFUSED(sige_device_count(9, &count), SIGE_STATUS_INVALID_ARGUMENT, "device kind 9");
    sige_device_info info{};
    info.struct_size = sizeof info;
    sige_device* created = nullptr;
    for (int32_t index : {-1, 1})
        for (sige_device_kind kind : {SIGE_DEVICE_CPU, SIGE_DEVICE_CUDA}) {
            CHECK_REFUSED(sige_device_query(kind, index, &info), SIGE_STATUS_INVALID_ARGUMENT,
                          "device index");
            CHECK_REFUSED(sige_device_create(kind, index, &created), SIGE_STATUS_INVALID_ARGUMENT,
                          "device index");
        }
    CHECK(created == nullptr);
}

TEST(device, says_of_a_later_index_too_why_there_is_none) {
    int32_t count = -1;
    REQUIRE_OK(sige_device_count(SIGE_DEVICE_METAL, &count));
    if (count > 0) return;
    sige_device_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_METAL, 0, &info));
    sige_device* created = nullptr;
    CHECK_REFUSED(sige_device_create(SIGE_DEVICE_METAL, 2, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "device index is 2, but there is no device");
    CHECK_REFUSED(sige_device_create(SIGE_DEVICE_METAL, 2, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  info.reason);
}

TEST(queue, resolves_its_defaults) {
    sige_queue* created = nullptr;
    REQUIRE_OK(sige_queue_create(device(), nullptr, &created));
    const Queue queue(created);
    sige_cpu_queue_options options = options_of(SIGE_ISA_AUTO, 0);
    REQUIRE_OK(sige_queue_query_cpu(queue.get(), &options));
    CHECK(options.threads >= 1);
    CHECK_EQUAL(options.isa, query(SIGE_DEVICE_CPU).isa);
    CHECK_EQUAL(options.spin_microseconds, 50);
    REQUIRE_OK(sige_queue_synchronize(queue.get()));
}

TEST(queue, refuses_what_is_not_there) {
    sige_queue* created = nullptr;
    const sige_isa best = query(SIGE_DEVICE_CPU).isa;
    const bool is_arm = best == SIGE_ISA_NEON || best == SIGE_ISA_NEON_BF16;
    const sige_isa foreign = is_arm ? SIGE_ISA_AVX2 : SIGE_ISA_NEON;
    sige_cpu_queue_options options = options_of(foreign, 1);
    CHECK_REFUSED(create_queue(options, &created), SIGE_STATUS_UNSUPPORTED, "kernels");
    options = options_of(99, 1);
    CHECK_REFUSED(create_queue(options, &created), SIGE_STATUS_INVALID_ARGUMENT, "instruction set 99");
    for (int threads : {-1, 257}) {
        options = options_of(SIGE_ISA_AUTO, threads);
        CHECK_REFUSED(create_queue(options, &created), SIGE_STATUS_INVALID_ARGUMENT, "threads");
    }
    options = options_of(SIGE_ISA_AUTO, 1);
    options.struct_size = 4;
    CHECK_REFUSED(create_queue(options, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "options.cpu: struct_size is 4");
    CHECK(created == nullptr);
}

TEST(queue, measures_its_roof) {
    const Queue queue = make_queue(SIGE_ISA_AUTO, 2);
    double flops = 0;
    REQUIRE_OK(sige_queue_measure_peak(queue.get(), 5, &flops));
    CHECK(flops > 1e6 && std::isfinite(flops));
    for (int milliseconds : {0, 10001})
        CHECK_REFUSED(sige_queue_measure_peak(queue.get(), milliseconds, &flops),
                      SIGE_STATUS_INVALID_ARGUMENT, "milliseconds");
}

TEST(buffer, is_zeroed_and_aligned) {
    for (uint64_t bytes : {0, 1, 63, 64, 4097}) {
        const Buffer buffer = make_buffer(bytes);
        void* memory = nullptr;
        uint64_t size = 99;
        REQUIRE_OK(sige_buffer_query(buffer.get(), &memory, &size));
        CHECK_EQUAL(size, bytes);
        CHECK_EQUAL(reinterpret_cast<uintptr_t>(memory) % 64, uintptr_t{0});
        for (uint64_t i = 0; i < bytes; ++i) CHECK(static_cast<const char*>(memory)[i] == 0);
    }
}

TEST(buffer, moves_ranges) {
    const Buffer a = make_buffer(16), b = make_buffer(1000000);
    const std::vector<uint8_t> bytes{1, 2, 3, 4, 5};
    REQUIRE_OK(sige_buffer_write(any_queue(), a.get(), 3, bytes.data(), 5));
    std::vector<uint8_t> found(16, 9);
    REQUIRE_OK(sige_buffer_read(any_queue(), a.get(), 0, found.data(), 16));
    CHECK_SAME_BITS(found, (std::vector<uint8_t>{0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0}));
    std::vector<uint8_t> many(1000000), copied(many.size());
    for (size_t i = 0; i < many.size(); ++i) many[i] = static_cast<uint8_t>(i * 31 >> 3);
    REQUIRE_OK(sige_buffer_write(any_queue(), b.get(), 0, many.data(), many.size()));
    const Buffer c = make_buffer(many.size());
    REQUIRE_OK(sige_buffer_copy(queues().back().queue, b.get(), 1, c.get(), 2, many.size() - 2));
    REQUIRE_OK(sige_buffer_read(any_queue(), c.get(), 0, copied.data(), copied.size()));
    CHECK(copied[0] == 0 && copied[1] == 0 && std::equal(copied.begin() + 2, copied.end(), many.begin() + 1));
    REQUIRE_OK(sige_buffer_copy(any_queue(), a.get(), 3, a.get(), 8, 5));
    REQUIRE_OK(sige_buffer_read(any_queue(), a.get(), 8, found.data(), 5));
    CHECK(std::equal(bytes.begin(), bytes.end(), found.begin()));
    REQUIRE_OK(sige_buffer_write(any_queue(), a.get(), 16, nullptr, 0));
}

TEST(buffer, refuses_ranges_that_leave_it) {
    const Buffer a = make_buffer(16), b = make_buffer(16);
    uint8_t host[32] = {};
    for (const auto& [offset, bytes] :
         {std::pair<uint64_t, uint64_t>{0, 17}, {17, 0}, {9, 8}, {UINT64_MAX, 2}, {2, UINT64_MAX}}) {
        CHECK_REFUSED(sige_buffer_write(any_queue(), a.get(), offset, host, bytes),
                      SIGE_STATUS_INVALID_ARGUMENT, "buffer");
        CHECK_REFUSED(sige_buffer_read(any_queue(), a.get(), offset, host, bytes),
                      SIGE_STATUS_INVALID_ARGUMENT, "buffer");
        CHECK_REFUSED(sige_buffer_copy(any_queue(), a.get(), offset, b.get(), 0, bytes),
                      SIGE_STATUS_INVALID_ARGUMENT, "src");
        CHECK_REFUSED(sige_buffer_copy(any_queue(), b.get(), 0, a.get(), offset, bytes),
                      SIGE_STATUS_INVALID_ARGUMENT, bytes <= 16 ? "dst" : "src");
    }
    CHECK_REFUSED(sige_buffer_copy(any_queue(), a.get(), 0, a.get(), 4, 8), SIGE_STATUS_INVALID_ARGUMENT,
                  "overlap");
    CHECK_REFUSED(sige_buffer_write(any_queue(), a.get(), 0, nullptr, 4), SIGE_STATUS_INVALID_ARGUMENT,
                  "src is null");
}

TEST(buffer, refuses_more_than_there_is) {
    sige_buffer* created = nullptr;
    for (uint64_t bytes : {UINT64_MAX, UINT64_MAX - 64, uint64_t{1} << 60})
        CHECK_REFUSED(sige_buffer_create(device(), bytes, &created), SIGE_STATUS_OUT_OF_MEMORY,
                      "bytes could not be had");
    alignas(8) char host[16];
    CHECK_REFUSED(sige_buffer_wrap(device(), host + 1, 8, &created), SIGE_STATUS_INVALID_ARGUMENT, "aligned");
    CHECK_REFUSED(sige_buffer_wrap(device(), nullptr, 8, &created), SIGE_STATUS_INVALID_ARGUMENT, "memory");
    CHECK(created == nullptr);
}

TEST(errors, each_thread_has_its_own_sentence) {
    CHECK_REFUSED(sige_queue_synchronize(nullptr), SIGE_STATUS_INVALID_ARGUMENT, "queue is null");
    std::string of_other = "unset";
    std::thread([&] { of_other = sige_last_error(); }).join();
    CHECK_EQUAL(of_other, std::string());
    CHECK(std::strstr(sige_last_error(), "queue is null") != nullptr);
}

TEST(lifetime, null_may_be_destroyed) {
    REQUIRE_OK(sige_device_destroy(nullptr));
    REQUIRE_OK(sige_queue_destroy(nullptr));
    REQUIRE_OK(sige_buffer_destroy(nullptr));
    REQUIRE_OK(sige_active_set_destroy(nullptr));
    REQUIRE_OK(sige_convolution_destroy(nullptr));
}

TEST(lifetime, children_outlive_their_device) {
    sige_device* parent = nullptr;
    REQUIRE_OK(sige_device_create(SIGE_DEVICE_CPU, 0, &parent));
    sige_queue* queue = nullptr;
    sige_buffer* buffer = nullptr;
    sige_active_set* set = nullptr;
    sige_convolution* convolution = nullptr;
    const float weights[4] = {1, 2, 3, 4};
    sige_convolution_desc desc{};
    desc.struct_size = sizeof desc;
    desc.in_channels = desc.out_channels = 2;
    desc.kernel_h = desc.kernel_w = 1;
    desc.weights = weights;
    REQUIRE_OK(sige_queue_create(parent, nullptr, &queue));
    REQUIRE_OK(sige_buffer_create(parent, 64, &buffer));
    REQUIRE_OK(sige_active_set_create(parent, 2, 2, &set));
    REQUIRE_OK(sige_convolution_create(parent, &desc, &convolution));
    REQUIRE_OK(sige_device_destroy(parent));
    REQUIRE_OK(sige_active_set_build_from(queue, set, buffer, SIGE_POLICY_PIXELS));
    sige_convolution_info info{};
    info.struct_size = sizeof info;
    REQUIRE_OK(sige_convolution_query(convolution, &info));
    REQUIRE_OK(sige_queue_destroy(queue));
    REQUIRE_OK(sige_buffer_destroy(buffer));
    REQUIRE_OK(sige_convolution_destroy(convolution));
    REQUIRE_OK(sige_active_set_destroy(set));
}

}  // namespace sige::test

// Handles of the device and of the CPU do not mix, and its memory goes by its own handle.
#include "harness/device/lane.h"

namespace sige::test {

TEST(identity, handles_of_two_kinds_of_devices_do_not_mix) {
    const Lane cpu(SIGE_DEVICE_CPU), other(kTarget);
    for (const auto& [mine, theirs] : {std::pair{&cpu, &other}, {&other, &cpu}}) {
        const Buffer own = mine->room(64), foreign = theirs->room(64);
        const ActiveSet set = theirs->set(4, 4, std::vector<uint8_t>(16, 1));
        const Convolution convolution = theirs->convolution(4, 4, 1);
        const sige_tensor tensor = view(own, 1, 4, 4, 4), strange = view(foreign, 1, 4, 4, 4);
        const auto check_foreign = [](sige_status status, const char* name) {
            check_refused(status, SIGE_STATUS_INVALID_ARGUMENT,
                          format("%s belongs to another device", name).c_str(), name, __FILE__, __LINE__);
        };
        char host[16] = {};
        check_foreign(sige_buffer_write(mine->queue(), foreign.get(), 0, host, 16), "buffer");
        check_foreign(sige_buffer_read(mine->queue(), foreign.get(), 0, host, 16), "buffer");
        check_foreign(sige_add(mine->queue(), &tensor, &strange, nullptr, &tensor), "b");
        check_foreign(sige_add(mine->queue(), &tensor, &tensor, set.get(), &tensor), "active");
        sige_convolution_args args{};
        args.struct_size = sizeof args;
        args.src = args.dst = tensor;
        check_foreign(sige_convolution_run(mine->queue(), convolution.get(), &args), "convolution");
    }
}

TEST(identity, options_of_the_cpu_are_refused) {
    const Lane lane(kTarget);
    sige_cpu_queue_options cpu{};
    cpu.struct_size = sizeof cpu;
    sige_queue_options options{};
    options.struct_size = sizeof options;
    options.cpu = &cpu;
    sige_queue* created = nullptr;
    CHECK_REFUSED(sige_queue_create(lane.device(), &options, &created), SIGE_STATUS_INVALID_ARGUMENT,
                  "options.cpu");
    CHECK_REFUSED(sige_queue_query_cpu(lane.queue(), &cpu), SIGE_STATUS_UNSUPPORTED,
                  format("kind %d", static_cast<int>(kTarget)).c_str());
    CHECK(created == nullptr);
}

TEST(identity, an_address_wraps_the_memory_that_it_came_from) {
    const Lane lane(kTarget);
    const std::vector<float> values = noise(64, 1);
    const Buffer original = lane.holding(values);
    void* address = nullptr;
    uint64_t bytes = 0;
    REQUIRE_OK(sige_buffer_query(original.get(), &address, &bytes));
    sige_buffer* wrapped = nullptr;
    REQUIRE_OK(sige_buffer_wrap(lane.device(), address, bytes, &wrapped));
    CHECK_SAME_BITS(lane.read(Buffer(wrapped)), values);
}

}  // namespace sige::test

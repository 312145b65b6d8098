// What fails says so, leaves nothing behind, and does not spoil what comes after it.
#include "metal/tests/faults.h"
#include "metal/tests/block.h"

namespace sige::test {
namespace {

// MTLCommandBufferError.
constexpr int64_t kTimeout = 2, kOutOfMemory = 8, kDeviceRemoved = 11;

// A whole run; the status of the first call that fails.
sige_status run_all(std::vector<float>& result) {
    sige_device* device = nullptr;
    sige_status status = sige_device_create(SIGE_DEVICE_METAL, 0, &device);
    if (status != SIGE_STATUS_OK) return status;
    const Device owned(device);
    sige_queue* queue = nullptr;
    status = sige_queue_create(device, nullptr, &queue);
    if (status != SIGE_STATUS_OK) return status;
    const Queue owned_queue(queue);
    const auto create = [&](uint64_t bytes, Buffer& buffer) {
        sige_buffer* created = nullptr;
        const sige_status of_create = sige_buffer_create(device, bytes, &created);
        buffer.reset(created);
        return of_create;
    };
    constexpr int kSide = 9, kC = 20;
    constexpr uint64_t kBytes = uint64_t{kSide} * kSide * kC * sizeof(float);
    Buffer src, dst, sums, scale, shift;
    for (const auto& [buffer, bytes] : {std::pair{&src, kBytes},
                                        {&dst, kBytes},
                                        {&sums, uint64_t{16 * kC}},
                                        {&scale, uint64_t{4 * kC}},
                                        {&shift, uint64_t{4 * kC}}})
        if ((status = create(bytes, *buffer)) != SIGE_STATUS_OK) return status;
    const std::vector<float> values = noise(kBytes / sizeof(float), 1), weights = noise(9 * kC * kC, 2);
    sige_convolution_desc desc{};
    desc.struct_size = sizeof desc;
    desc.in_channels = desc.out_channels = kC;
    desc.kernel_h = desc.kernel_w = 3;
    desc.pad_top = desc.pad_left = desc.pad_bottom = desc.pad_right = 1;
    desc.weights = weights.data();
    sige_convolution* created = nullptr;
    if ((status = sige_convolution_create(device, &desc, &created)) != SIGE_STATUS_OK) return status;
    const Convolution convolution(created);
    sige_active_set* made = nullptr;
    if ((status = sige_active_set_create(device, kSide, kSide, &made)) != SIGE_STATUS_OK) return status;
    const ActiveSet set(made);
    std::vector<uint8_t> mask(kSide * kSide);
    mask[40] = 1;
    if ((status = sige_active_set_build(made, mask.data(), SIGE_POLICY_TILES)) != SIGE_STATUS_OK)
        return status;
    sige_norm_args norm{};
    norm.struct_size = sizeof norm;
    norm.src = view(src, 1, kSide, kSide, kC);
    norm.eps = 1e-5f;
    norm.sums = sums.get();
    norm.scale = scale.get();
    norm.shift = shift.get();
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src = view(src, 1, kSide, kSide, kC);
    args.dst = view(dst, 1, kSide, kSide, kC);
    args.prologue = sige_affine{scale.get(), shift.get(), 1, SIGE_ACTIVATION_SILU, 0, 0};
    args.active = made;
    result.resize(values.size());
    const auto is_ok = [&](sige_status of_call) { return (status = of_call) == SIGE_STATUS_OK; };
    // The second write comes behind work: it is staged.
    const bool ran = is_ok(sige_buffer_write(queue, src.get(), 0, values.data(), kBytes)) &&
                     is_ok(sige_norm_statistics(queue, &norm)) &&
                     is_ok(sige_convolution_run(queue, created, &args)) &&
                     is_ok(sige_buffer_write(queue, src.get(), 4, values.data(), 8));
    if (!ran) return status;
    return sige_buffer_read(queue, dst.get(), 0, result.data(), kBytes);
}

std::vector<float> expected_result() {
    std::vector<float> result;
    REQUIRE_OK(run_all(result));
    return result;
}

}  // namespace

TEST(metal_faults, memory_that_cannot_be_had_is_out_of_memory_wherever_it_is_wanted) {
    const std::vector<float> expected = expected_result();
    const int64_t alive = sige_metal_double_count().alive;
    int64_t failed = 0;
    for (int64_t which = 1;; ++which) {
        const Context context(format("allocation %d", static_cast<int>(which)));
        std::vector<float> result;
        sige_status status;
        {
            const Faults faults(failing_allocation(which));
            status = run_all(result);
        }
        CHECK_EQUAL(sige_metal_double_count().alive, alive);
        if (status == SIGE_STATUS_OK) {
            CHECK_SAME_BITS(result, expected);
            break;
        }
        CHECK_EQUAL(status, SIGE_STATUS_OUT_OF_MEMORY);
        CHECK(std::strstr(sige_last_error(), "bytes could not be had of the GPU's memory") != nullptr);
        ++failed;
        CHECK_SAME_BITS(expected_result(), expected);
    }
    // Five buffers, weights and biases, what queues bind for nothing, the set, scratch and staging.
    CHECK(failed >= 10);
}

TEST(metal_faults, work_that_fails_says_why_to_who_waits) {
    const std::vector<float> expected = expected_result();
    const int64_t alive = sige_metal_double_count().alive;
    for (const auto& [error, status, text] :
         {std::tuple<int64_t, sige_status, const char*>{kTimeout, SIGE_STATUS_INTERNAL,
                                                        "the GPU's work failed with error 2: a seeded error"},
          {kOutOfMemory, SIGE_STATUS_OUT_OF_MEMORY, "the GPU ran out of memory: a seeded error"},
          {kDeviceRemoved, SIGE_STATUS_DEVICE_UNAVAILABLE, "the GPU is lost: a seeded error"}}) {
        const Context context(text);
        {
            const Faults faults(failing_work(1, error));
            std::vector<float> result;
            CHECK_REFUSED(run_all(result), status, text);
        }
        CHECK_EQUAL(sige_metal_double_count().alive, alive);
        CHECK_SAME_BITS(expected_result(), expected);
    }
}

TEST(metal_faults, a_queue_goes_on_after_work_that_failed) {
    const Lane lane(SIGE_DEVICE_METAL);
    const Buffer a = lane.holding(std::vector<float>(4, 1)), sum = lane.room(4);
    {
        const Faults faults(failing_work(1, kTimeout));
        lane.add(a, a, nullptr, sum, 4);
        CHECK_REFUSED(sige_queue_synchronize(lane.queue()), SIGE_STATUS_INTERNAL, "a seeded error");
        REQUIRE_OK(sige_queue_synchronize(lane.queue()));
    }
    CHECK_SAME_BITS(lane.read(sum), std::vector<float>(4));
    lane.add(a, a, nullptr, sum, 4);
    CHECK_SAME_BITS(lane.read(sum), std::vector<float>(4, 2));
}

TEST(metal_faults, kernels_that_do_not_compile_say_what_the_compiler_said) {
    sige_metal_double_faults faults{};
    faults.refuses_kernels = 1;
    const Faults set(faults);
    const Lane lane(SIGE_DEVICE_METAL);
    const Buffer a = lane.room(4);
    const sige_tensor tensor = view(a, 1, 1, 4, 1);
    const sige_status status = sige_add(lane.queue(), &tensor, &tensor, nullptr, &tensor);
    if (status == SIGE_STATUS_OK) return skip("another device of this program has compiled the kernels");
    CHECK_REFUSED(status, SIGE_STATUS_INTERNAL,
                  "Metal's compiler refused the kernels: program_source:1:1: error: a seeded one");
}

}  // namespace sige::test

// Handles of another device are refused, whatever they are; two devices of one kind are two devices.
#include <functional>

#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"

namespace sige::test {
namespace {

// One of everything on a device of its own.
struct Stranger {
    Stranger() {
        REQUIRE_OK(sige_device_create(SIGE_DEVICE_CPU, 0, &device));
        REQUIRE_OK(sige_buffer_create(device, 4096, &buffer));
        REQUIRE_OK(sige_active_set_create(device, 4, 4, &set));
        REQUIRE_OK(sige_event_create(device, &event));
        const float weights[16] = {};
        sige_convolution_desc desc{};
        desc.struct_size = sizeof desc;
        desc.in_channels = desc.out_channels = 4;
        desc.kernel_h = desc.kernel_w = 1;
        desc.weights = weights;
        REQUIRE_OK(sige_convolution_create(device, &desc, &convolution));
        tensor.buffer = buffer;
        tensor.n = 1, tensor.h = tensor.w = tensor.c = 4;
        affine.scale = buffer;
    }
    ~Stranger() {
        sige_buffer_destroy(buffer);
        sige_active_set_destroy(set);
        sige_event_destroy(event);
        sige_convolution_destroy(convolution);
        sige_device_destroy(device);
    }

    sige_device* device = nullptr;
    sige_buffer* buffer = nullptr;
    sige_active_set* set = nullptr;
    sige_event* event = nullptr;
    sige_convolution* convolution = nullptr;
    sige_tensor tensor{};
    sige_affine affine{};
};

void check_foreign(sige_status status, const char* name, const char* file, int line) {
    check_refused(status, SIGE_STATUS_INVALID_ARGUMENT, format("%s belongs to another device", name).c_str(),
                  name, file, line);
}
#define CHECK_FOREIGN(call, name) check_foreign((call), (name), __FILE__, __LINE__)

}  // namespace

TEST(identity, buffers_of_another_device_are_refused) {
    const Stranger other;
    const Tensor own({1, 4, 4, 4});
    const sige_tensor mine = own.view(), &theirs = other.tensor;
    sige_queue* q = any_queue();
    sige_buffer *ours = own.memory.buffer(), *foreign = other.buffer;
    char host[16] = {};
    CHECK_FOREIGN(sige_buffer_write(q, foreign, 0, host, 16), "buffer");
    CHECK_FOREIGN(sige_buffer_read(q, foreign, 0, host, 16), "buffer");
    CHECK_FOREIGN(sige_buffer_copy(q, foreign, 0, ours, 0, 16), "src");
    CHECK_FOREIGN(sige_buffer_copy(q, ours, 0, foreign, 0, 16), "dst");
    const sige_upload piece{host, foreign, 0, 16};
    CHECK_FOREIGN(sige_queue_upload(q, &piece, 1, nullptr, 0), "dst");
    CHECK_FOREIGN(sige_mask_threshold(q, foreign, 4, 4, 0.3f, ours), "src");
    CHECK_FOREIGN(sige_add(q, &theirs, &mine, nullptr, &mine), "a");
    CHECK_FOREIGN(sige_add(q, &mine, &mine, nullptr, &theirs), "dst");
    CHECK_FOREIGN(sige_activate(q, &mine, &other.affine, nullptr, &mine), "affine");
    CHECK_FOREIGN(sige_copy_pixels(q, &mine, nullptr, &theirs, nullptr, 0), "dst");
    sige_norm_args norm{};
    norm.struct_size = sizeof norm;
    norm.src = mine;
    norm.weight = foreign;
    CHECK_FOREIGN(sige_norm_statistics(q, &norm), "weight");
}

TEST(identity, sets_of_another_device_are_refused) {
    const Stranger other;
    const Tensor own({1, 4, 4, 4});
    const sige_tensor mine = own.view();
    sige_queue* q = any_queue();
    CHECK_FOREIGN(sige_add(q, &mine, &mine, other.set, &mine), "active");
    CHECK_FOREIGN(sige_gather(q, &mine, other.set, nullptr, own.memory.buffer(), 0), "active");
    CHECK_FOREIGN(sige_active_set_build_from(q, other.set, own.memory.buffer(), SIGE_POLICY_PIXELS),
                  "active");
    CHECK_FOREIGN(sige_queue_upload(q, nullptr, 0, &other.set, 1), "a set");
}

TEST(identity, convolutions_of_another_device_are_refused) {
    const Stranger other;
    const Tensor src({1, 4, 4, 4}), dst({1, 4, 4, 4});
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src = src.view();
    args.dst = dst.view();
    sige_convolution_costs costs{};
    costs.struct_size = sizeof costs;
    CHECK_FOREIGN(sige_convolution_run(any_queue(), other.convolution, &args), "convolution");
    CHECK_FOREIGN(sige_convolution_query_costs(any_queue(), other.convolution, &args, 0, &costs, nullptr, 0),
                  "convolution");
    CHECK_FOREIGN(sige_convolution_keep(any_queue(), other.convolution, 1), "convolution");
}

TEST(identity, events_of_another_device_are_refused) {
    const Stranger other;
    CHECK_FOREIGN(sige_event_record(any_queue(), other.event), "event");
    sige_event* own = nullptr;
    REQUIRE_OK(sige_event_create(device(), &own));
    double seconds = 7;
    CHECK_REFUSED(sige_event_elapsed(own, other.event, &seconds), SIGE_STATUS_INVALID_ARGUMENT,
                  "end belongs to another device");
    CHECK_EQUAL(seconds, 7.0);
    REQUIRE_OK(sige_event_destroy(own));
}

}  // namespace sige::test

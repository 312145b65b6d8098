// Devices and command queues that the program made itself and lends to the engine.
#include "backends/metal/runtime/objc.h"
#include "harness/device/lane.h"
#include "metal/objc/control.h"

namespace sige::test {
namespace {

using metal::objc;

// The GPU that is found, and a command queue of it.
class Program final {
  public:
    Program() {
        // Opens the runtime.
        const Lane lane(SIGE_DEVICE_METAL);
        const metal::Object devices(objc().copy_devices());
        device_ = metal::Object::retained(objc().object_at(devices.get(), metal::UInteger{0}));
        queue_ = metal::Object(objc().new_command_queue(device_.get()));
    }

    metal::Id device() const { return device_.get(); }
    metal::Id queue() const { return queue_.get(); }

    Lane lend() const {
        sige_device* wrapped = nullptr;
        REQUIRE_OK(sige_device_wrap(SIGE_DEVICE_METAL, device(), &wrapped));
        Device device(wrapped);
        sige_queue* queue = nullptr;
        REQUIRE_OK(sige_queue_wrap(wrapped, queue_.get(), &queue));
        return Lane(std::move(device), Queue(queue));
    }

  private:
    metal::Object device_, queue_;
};

constexpr int kPixels = 64;

void add_ones(const Lane& lane, const Buffer& sum) {
    const Buffer ones = lane.holding(std::vector<float>(kPixels, 1));
    lane.add(ones, ones, nullptr, sum, kPixels);
}

}  // namespace

// The program waits for a command buffer of its own behind the engine's: the queue runs them in order.
TEST(metal_wrap, work_goes_on_the_program_s_queue_in_its_order) {
    const Program program;
    const Lane lane = program.lend();
    const Buffer sum = lane.room(kPixels);
    add_ones(lane, sum);
    sige_event* event = nullptr;
    REQUIRE_OK(sige_event_create(lane.device(), &event));
    REQUIRE_OK(sige_event_record(lane.queue(), event));
    const metal::Pool pool;
    const int64_t before = sige_metal_double_count().dispatches;
    const metal::Id own = objc().command_buffer(program.queue());
    objc().commit(own);
    objc().wait(own);
    CHECK_EQUAL(sige_metal_double_count().dispatches, before + 1);
    void* memory = nullptr;
    uint64_t bytes = 0;
    REQUIRE_OK(sige_buffer_query(sum.get(), &memory, &bytes));
    const float* values = static_cast<const float*>(objc().contents(memory));
    CHECK_SAME_BITS(std::vector<float>(values, values + kPixels), std::vector<float>(kPixels, 2));
    REQUIRE_OK(sige_event_destroy(event));
}

TEST(metal_wrap, what_the_program_made_is_left_and_what_the_engine_made_goes) {
    const Program program;
    const auto run = [&] {
        const Lane lane = program.lend();
        const Buffer sum = lane.room(kPixels);
        add_ones(lane, sum);
        CHECK_SAME_BITS(lane.read(sum), std::vector<float>(kPixels, 2));
    };
    const int64_t before = sige_metal_double_count().alive;
    run();
    CHECK_EQUAL(sige_metal_double_count().alive, before);
    // A message to an object that is gone ends the program.
    const metal::Pool pool;
    CHECK(objc().device(program.queue()) == program.device());
}

TEST(metal_wrap, a_queue_of_another_device_is_refused) {
    const Program program;
    const Lane lane = program.lend();
    const metal::Object other(sige_metal_double_other_device());
    const metal::Object foreign(objc().new_command_queue(other.get()));
    sige_queue* queue = nullptr;
    CHECK_REFUSED(sige_queue_wrap(lane.device(), foreign.get(), &queue), SIGE_STATUS_INVALID_ARGUMENT,
                  "a command queue of another MTLDevice");
    CHECK_REFUSED(sige_queue_wrap(lane.device(), nullptr, &queue), SIGE_STATUS_INVALID_ARGUMENT,
                  "handle is null");
    CHECK(queue == nullptr);
    sige_device* wrapped = nullptr;
    REQUIRE_OK(sige_device_wrap(SIGE_DEVICE_METAL, other.get(), &wrapped));
    const Device device(wrapped);
    REQUIRE_OK(sige_queue_wrap(wrapped, foreign.get(), &queue));
    const Queue lent(queue);
}

}  // namespace sige::test

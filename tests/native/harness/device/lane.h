// A device with a queue, memory that goes through the queue alone, and an operator or two: what a caller
// holds of a device whose memory it cannot see.
#pragma once

#include "harness/device/device.h"
#include "harness/values/random.h"

namespace sige::test {

inline std::vector<float> noise(size_t count, uint64_t seed) {
    std::vector<float> values(count);
    Random random(seed);
    random.fill(values, -1, 1);
    return values;
}

class Lane final {
  public:
    explicit Lane(sige_device_kind kind) {
        sige_device* opened = nullptr;
        REQUIRE_OK(sige_device_create(kind, 0, &opened));
        device_.reset(opened);
        sige_queue* created = nullptr;
        REQUIRE_OK(sige_queue_create(opened, nullptr, &created));
        queue_.reset(created);
    }
    Lane(Device device, Queue queue) : device_(std::move(device)), queue_(std::move(queue)) {}

    sige_device* device() const { return device_.get(); }
    sige_queue* queue() const { return queue_.get(); }

    template <class T = float>
    Buffer room(size_t count) const {
        sige_buffer* created = nullptr;
        REQUIRE_OK(sige_buffer_create(device(), count * sizeof(T), &created));
        return Buffer(created);
    }
    template <class T>
    Buffer holding(const std::vector<T>& values) const {
        Buffer buffer = room<T>(values.size());
        REQUIRE_OK(sige_buffer_write(queue(), buffer.get(), 0, values.data(), values.size() * sizeof(T)));
        return buffer;
    }
    std::vector<float> read(const Buffer& buffer) const {
        void* address = nullptr;
        uint64_t bytes = 0;
        REQUIRE_OK(sige_buffer_query(buffer.get(), &address, &bytes));
        std::vector<float> values(static_cast<size_t>(bytes) / sizeof(float));
        REQUIRE_OK(sige_buffer_read(queue(), buffer.get(), 0, values.data(), bytes));
        return values;
    }
    // Active where the mask, [h, w], is not 0.
    ActiveSet set(int h, int w, const std::vector<uint8_t>& mask) const {
        sige_active_set* created = nullptr;
        REQUIRE_OK(sige_active_set_create(device(), h, w, &created));
        REQUIRE_OK(sige_active_set_build(created, mask.data(), SIGE_POLICY_PIXELS));
        return ActiveSet(created);
    }
    // Of 3x3 with bias, over random weights.
    Convolution convolution(int ic, int oc, uint64_t seed) const {
        return convolution(ic, oc, noise(static_cast<size_t>(9 * ic * oc), seed),
                           noise(static_cast<size_t>(oc), seed + 1));
    }
    // Of 3x3; no bias where there are no values for it.
    Convolution convolution(int ic, int oc, const std::vector<float>& weights,
                            const std::vector<float>& bias) const {
        sige_convolution_desc desc{};
        desc.struct_size = sizeof desc;
        desc.in_channels = ic;
        desc.out_channels = oc;
        desc.kernel_h = desc.kernel_w = 3;
        desc.pad_top = desc.pad_left = desc.pad_bottom = desc.pad_right = 1;
        desc.weights = weights.data();
        desc.bias = bias.empty() ? nullptr : bias.data();
        sige_convolution* created = nullptr;
        REQUIRE_OK(sige_convolution_create(device(), &desc, &created));
        return Convolution(created);
    }
    // dst = a + b, [1, 1, pixels, 1].
    void add(const Buffer& a, const Buffer& b, sige_active_set* active, const Buffer& dst, int pixels) const;

  private:
    Device device_;
    Queue queue_;
};

inline sige_tensor view(const Buffer& buffer, int n, int h, int w, int c) {
    sige_tensor t{};
    t.buffer = buffer.get();
    t.n = n;
    t.h = h;
    t.w = w;
    t.c = c;
    return t;
}

inline void Lane::add(const Buffer& a, const Buffer& b, sige_active_set* active, const Buffer& dst,
                      int pixels) const {
    const sige_tensor left = view(a, 1, 1, pixels, 1), right = view(b, 1, 1, pixels, 1),
                      to = view(dst, 1, 1, pixels, 1);
    REQUIRE_OK(sige_add(queue(), &left, &right, active, &to));
}

}  // namespace sige::test

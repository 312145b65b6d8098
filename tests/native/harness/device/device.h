// The engine as its callers see it: handles that let go of themselves, and every queue that a test runs on.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "harness/device/target.h"
#include "harness/test.h"
#include "harness/values/compare.h"
#include "sige/sige.h"

namespace sige::test {

// Reports a status that is not OK together with its sentence; the rest of the test would make no sense.
void require_ok(sige_status status, const char* call, const char* file, int line);
// Checks that a call was refused with a status and a sentence that holds `text`.
void check_refused(sige_status status, sige_status expected, const char* text, const char* call,
                   const char* file, int line);

}  // namespace sige::test

#define REQUIRE_OK(call) ::sige::test::require_ok((call), #call, __FILE__, __LINE__)
#define CHECK_REFUSED(call, status, text) \
    ::sige::test::check_refused((call), (status), (text), #call, __FILE__, __LINE__)

namespace sige::test {

template <class T, sige_status (*kDestroy)(T*)>
struct Destroy {
    void operator()(T* handle) const { kDestroy(handle); }
};
using Device = std::unique_ptr<sige_device, Destroy<sige_device, sige_device_destroy>>;
using Queue = std::unique_ptr<sige_queue, Destroy<sige_queue, sige_queue_destroy>>;
using Buffer = std::unique_ptr<sige_buffer, Destroy<sige_buffer, sige_buffer_destroy>>;
using ActiveSet = std::unique_ptr<sige_active_set, Destroy<sige_active_set, sige_active_set_destroy>>;
using Convolution = std::unique_ptr<sige_convolution, Destroy<sige_convolution, sige_convolution_destroy>>;

// The device under test.
sige_device* device();
// Whether its operators read and write tensors of float16.
bool stores_float16();
// The isa and the threads are for a queue of the CPU; another device has its own.
Queue make_queue(sige_isa isa, int threads);

struct QueueUnderTest {
    sige_queue* queue;
    sige_isa isa;
    int threads;
};
// On the CPU one thread first, then more, for each instruction set that this processor has, the portable
// kernels first.
std::span<const QueueUnderTest> queues();
// The first of them, for work that is not under test.
sige_queue* any_queue();

// Host values that a buffer of the device shows: reading a byte past them is seen by address checks.
template <class T>
class Memory final {
  public:
    explicit Memory(std::vector<T> initial)
        : values(std::move(initial)), view_(values.data(), values.size() * sizeof(T)) {
        sige_buffer* wrapped = nullptr;
        require_ok(sige_buffer_wrap(device(), view_.memory(), values.size() * sizeof(T), &wrapped),
                   "sige_buffer_wrap", __FILE__, __LINE__);
        buffer_.reset(wrapped);
    }
    explicit Memory(size_t count, T value = T()) : Memory(std::vector<T>(count, value)) {}
    Memory(Memory&&) = default;

    sige_buffer* buffer() const { return buffer_.get(); }
    T& operator[](size_t i) { return values[i]; }
    const T& operator[](size_t i) const { return values[i]; }

    std::vector<T> values;  // never resized: the buffer points into it

  private:
    DeviceView view_;
    Buffer buffer_;
};

// Runs `run(queue)` on every queue, each time with `out` as it is now; calls check() after each first run of
// an instruction set, and checks that other thread counts give the same bits.
template <class T, class Run, class Check>
void on_every_queue(Memory<T>& out, const Run& run, const Check& check) {
    const std::vector<T> before = out.values;
    std::vector<T> first;
    sige_isa isa = SIGE_ISA_AUTO;
    for (const QueueUnderTest& under_test : queues()) {
        const Context context(
            format("isa %d threads %d", static_cast<int>(under_test.isa), under_test.threads));
        std::copy(before.begin(), before.end(), out.values.begin());
        run(under_test.queue);
        REQUIRE_OK(sige_queue_synchronize(under_test.queue));
        if (!first.empty() && under_test.isa == isa) {
            CHECK_SAME_BITS(out.values, first);
            continue;
        }
        isa = under_test.isa;
        first = out.values;
        check();
    }
    std::copy(before.begin(), before.end(), out.values.begin());
}

}  // namespace sige::test

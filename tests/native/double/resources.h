// What the double's device owns: each resource wraps one of the CPU, which computes in its place.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "double/stream.h"

namespace sige::counting {

// Where the device says that host memory lies. Bits are set that no address of a program has: who takes it
// for a host pointer is stopped at the first byte.
void* device_address(void* host);
void* host_address(void* device);

class DoubleBuffer final : public Buffer {
  public:
    DoubleBuffer(std::unique_ptr<Buffer> inner, bool is_wrapped)
        : Buffer(inner->bytes()), inner_(std::move(inner)), is_wrapped_(is_wrapped) {}
    // Memory of its own is filled with NaN before it goes: work that comes too late is seen.
    ~DoubleBuffer() override;
    void* address() const override { return device_address(inner_->address()); }
    Buffer& inner() { return *inner_; }

  private:
    const std::unique_ptr<Buffer> inner_;
    const bool is_wrapped_;
};

class DoubleConvolution final : public Convolution {
  public:
    explicit DoubleConvolution(std::unique_ptr<Convolution> inner)
        : Convolution(inner->shape, inner->has_weights), inner_(std::move(inner)) {}
    sige_convolution_info info() const override { return inner_->info(); }
    std::vector<sige_convolution_form> forms() const override { return inner_->forms(); }
    Convolution& inner() { return *inner_; }

  private:
    const std::unique_ptr<Convolution> inner_;
};

class DoubleEvent final : public Event {
  public:
    explicit DoubleEvent(std::unique_ptr<Event> inner) : inner_(std::move(inner)) {}
    void mark(const std::shared_ptr<Stream>& stream);
    bool is_recorded() const override;
    double seconds_since(Event& earlier) override;

  private:
    void wait();

    const std::unique_ptr<Event> inner_;
    mutable std::mutex mutex_;
    bool is_recorded_ = false;
    std::weak_ptr<Stream> stream_;  // a queue that is gone has no work left
};

// A set as it was when its tables were brought to the device.
class SetMirror final : public Resource {
  public:
    explicit SetMirror(const ActiveSet& original);
    const ActiveSet& set() const { return copy_; }
    // What a device would be sent: pixels and tiles.
    uint64_t bytes() const;
    bool is_current(const ActiveSet& original) const { return generation_ == original.generation(); }

  private:
    const uint64_t generation_;
    ActiveSet copy_;
};

// The set's mirror; makes it if there is none of this build, and then adds its size to `bytes`.
std::shared_ptr<const SetMirror> mirror_of(const ActiveSet& set, uint64_t& bytes);

}  // namespace sige::counting

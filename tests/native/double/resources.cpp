#include "double/resources.h"

#include <cstring>

#include "double/counters.h"

namespace sige::counting {
namespace {

// Bits 48 to 55: above what systems give to programs, below the byte that ARM ignores.
constexpr uint64_t kMask = uint64_t{0xA5} << 48;
static_assert(sizeof(void*) == sizeof kMask, "addresses of 64 bits");

void* flipped(void* address) {
    return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(address) ^ kMask);
}

}  // namespace

void* device_address(void* host) {
    return flipped(host);
}

void* host_address(void* device) {
    return flipped(device);
}

DoubleBuffer::~DoubleBuffer() {
    if (!is_wrapped_ && bytes() > 0) std::memset(inner_->address(), 0xFF, static_cast<size_t>(bytes()));
}

void DoubleEvent::mark(const std::shared_ptr<Stream>& stream) {
    std::lock_guard lock(mutex_);
    is_recorded_ = true;
    stream_ = stream;
    stream->enqueue([it = inner_.get()](Queue& inner) { inner.record(*it); });
}

bool DoubleEvent::is_recorded() const {
    std::lock_guard lock(mutex_);
    return is_recorded_;
}

void DoubleEvent::wait() {
    std::shared_ptr<Stream> stream;
    {
        std::lock_guard lock(mutex_);
        stream = stream_.lock();
    }
    if (stream != nullptr && stream->run_dry()) ++counters.synchronisations;
}

double DoubleEvent::seconds_since(Event& event) {
    DoubleEvent& earlier = static_cast<DoubleEvent&>(event);
    earlier.wait();
    wait();
    return inner_->seconds_since(*earlier.inner_);
}

SetMirror::SetMirror(const ActiveSet& original)
    : generation_(original.generation()), copy_(Size{original.h, original.w}) {
    std::vector<uint8_t> mask(static_cast<size_t>(original.h) * static_cast<size_t>(original.w));
    for (const Pixel p : original.pixels())
        mask[static_cast<size_t>(p.y) * static_cast<size_t>(original.w) + static_cast<size_t>(p.x)] = 1;
    copy_.build(mask.data(), SIGE_POLICY_PIXELS);
}

uint64_t SetMirror::bytes() const {
    return copy_.pixels().size() * sizeof(Pixel) +
           (copy_.tiles(2).size() + copy_.tiles(4).size()) * sizeof(Tile);
}

std::shared_ptr<const SetMirror> mirror_of(const ActiveSet& set, uint64_t& bytes) {
    // Queues of one device may come to a set at the same time.
    static std::mutex mutex;
    std::lock_guard lock(mutex);
    auto mirror = std::static_pointer_cast<SetMirror>(set.mirror);
    if (mirror == nullptr || !mirror->is_current(set)) {
        mirror = std::make_shared<SetMirror>(set);
        set.mirror = mirror;
        bytes += mirror->bytes();
    }
    return mirror;
}

}  // namespace sige::counting

// The queue's transfers to the device: writes and the lists of active sets, in one where that can be.
#include <algorithm>
#include <cstring>

#include "backends/cuda/operators/views.h"
#include "backends/cuda/queue.h"

namespace sige::cuda {
namespace {

static_assert(sizeof(Place2) == sizeof(Pixel));

// Queues may come to a set at the same time.
std::mutex& mirrors() {
    static std::mutex mutex;
    return mutex;
}

uint64_t aligned(uint64_t bytes) {
    constexpr uint64_t kAlignment = 16;
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

SetMirror& CudaQueue::mirror_of(const ActiveSet& set) {
    auto mirror = std::static_pointer_cast<SetMirror>(set.mirror);
    if (mirror != nullptr && mirror->generation == set.generation()) return *mirror;
    // Another stream may still read the copy that there is.
    const bool is_free = mirror != nullptr && !runtime_->keeper().is_any_but(id_);
    if (!is_free) {
        // Captures that use the copy are not to take it for the set's.
        if (mirror != nullptr) mirror->generation = 0;
        mirror = std::make_shared<SetMirror>(runtime_, Size{set.h, set.w});
        runtime_->keeper().keep(std::move(set.mirror));
        set.mirror = mirror;
    }
    // Until the list is sent the mirror is of no build.
    mirror->generation = 0;
    pieces_.push_back({mirror->pixels.address(), set.pixels().data(), set.pixels().size() * sizeof(Pixel)});
    sent_.push_back(mirror);
    return *mirror;
}

bool CudaQueue::are_pieces_apart() {
    places_.clear();
    for (const Piece& piece : pieces_) places_.emplace_back(piece.dst, piece.dst + piece.bytes);
    std::sort(places_.begin(), places_.end());
    for (size_t i = 1; i < places_.size(); ++i)
        if (places_[i].first < places_[i - 1].second) return false;
    return true;
}

size_t CudaQueue::end_of_batch(size_t first) const {
    // A grid has no more rows of blocks.
    constexpr size_t kMostPieces = 65535;
    uint64_t bytes = 0;
    size_t end = first;
    for (; end < pieces_.size() && end - first < kMostPieces; ++end) {
        bytes += aligned(pieces_[end].bytes) + aligned(sizeof(SpreadPiece));
        if (bytes > Transfer::kHalf) break;
    }
    return end;
}

void CudaQueue::send_batch(size_t first, size_t end) {
    const uint64_t list = aligned((end - first) * sizeof(SpreadPiece));
    uint64_t bytes = list, largest = 0;
    for (size_t i = first; i < end; ++i) {
        bytes += aligned(pieces_[i].bytes);
        largest = std::max(largest, pieces_[i].bytes);
    }
    if (bytes == list) return;
    if (transfer_ == nullptr) transfer_ = std::make_unique<Transfer>(*runtime_, stream_->handle());
    const Transfer::Room room = transfer_->room(bytes);
    uint64_t place = list;
    for (size_t i = first; i < end; ++i) {
        const Piece& piece = pieces_[i];
        const SpreadPiece entry{pointer<unsigned char>(piece.dst), static_cast<long long>(place),
                                static_cast<long long>(piece.bytes)};
        std::memcpy(room.pinned + (i - first) * sizeof entry, &entry, sizeof entry);
        std::memcpy(room.pinned + place, piece.src, static_cast<size_t>(piece.bytes));
        place += aligned(piece.bytes);
    }
    transfer_->send(room, bytes);
    const SpreadArgs args{pointer<const unsigned char>(room.arrived)};
    LaunchShape shape;
    constexpr uint64_t kBytesOfBlock = 4096, kMostBlocks = 64;
    shape.x = static_cast<unsigned>(std::clamp<uint64_t>(largest / kBytesOfBlock, 1, kMostBlocks));
    shape.y = static_cast<unsigned>(end - first);
    launch(Kernel::spread, shape, args);
}

void CudaQueue::send_pieces() {
    const bool are_apart = are_pieces_apart();
    for (size_t first = 0; first < pieces_.size();) {
        const size_t end = are_apart ? end_of_batch(first) : first;
        if (end > first + 1) {
            send_batch(first, end);
            first = end;
        } else {
            const Piece& piece = pieces_[first++];
            stream_->write(piece.dst, piece.src, piece.bytes);
        }
    }
}

void CudaQueue::send() {
    // Whatever becomes of it, nothing waits afterwards.
    struct Emptied {
        ~Emptied() {
            queue.pieces_.clear();
            queue.sent_.clear();
        }
        CudaQueue& queue;
    } const emptied{*this};
    send_pieces();
    for (const std::shared_ptr<SetMirror>& mirror : sent_) {
        SIGE_CUDA_CALL(event_record, mirror->arrival->handle(), stream_->handle());
        mirror->queue = id_;
    }
}

namespace {

void note_arrival(SetMirror& mirror, const ActiveSet& set) {
    mirror.generation = set.generation();
    mirror.count = set.count();
}

}  // namespace

const Place2* CudaQueue::pixels_on_device(const ActiveSet& set) {
    std::lock_guard lock(mirrors());
    if (noted_ != nullptr) return pointer<const Place2>(noted_->add(set));
    SetMirror& mirror = mirror_of(set);
    if (!pieces_.empty()) {
        send();
        note_arrival(mirror, set);
    } else if (mirror.queue != id_) {
        SIGE_CUDA_CALL(stream_wait_event, stream_->handle(), mirror.arrival->handle(), 0);
    }
    return pointer<const Place2>(mirror.pixels.address());
}

void CudaQueue::run(const UploadCall& call) {
    require_no_capture("host memory is not copied");
    enqueue([&] {
        std::lock_guard lock(mirrors());
        for (const ActiveSet* set : call.sets) mirror_of(*set);
        for (const WriteCall& write : call.writes)
            if (write.bytes > 0)
                pieces_.push_back({address(write.dst) + write.offset, write.src, write.bytes});
        send();
        for (const ActiveSet* set : call.sets) note_arrival(static_cast<SetMirror&>(*set->mirror), *set);
    });
}

void CudaQueue::run_noted(Capture& capture) {
    require_no_capture("no other capture is launched");
    CudaCapture& noted = static_cast<CudaCapture&>(capture);
    SIGE_REQUIRE(noted.queue() == id_, "the capture was made on another queue");
    enqueue([&] {
        std::lock_guard lock(mirrors());
        SIGE_REQUIRE(
            noted.is_current(),
            "an active set of the capture has another count of pixels than it was made for, or is not "
            "on the device");
        for (const CapturedSet& set : noted.sets())
            if (set.mirror->queue != id_)
                SIGE_CUDA_CALL(stream_wait_event, stream_->handle(), set.mirror->arrival->handle(), 0);
        noted.launch(stream_->handle());
    });
}

}  // namespace sige::cuda

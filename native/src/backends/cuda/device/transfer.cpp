#include "backends/cuda/device/transfer.h"

namespace sige::cuda {

Transfer::Transfer(Runtime& runtime, StreamHandle reader)
    : reader_(reader), pinned_(2 * kHalf), arrived_(runtime.block(2 * kHalf)) {}

Transfer::Room Transfer::room(uint64_t bytes) {
    const uint64_t at = turns_.place(
        bytes,
        [&](int half) {
            SIGE_CUDA_CALL(event_record, halves_[half].copied.handle(), stream_.handle());
            SIGE_CUDA_CALL(event_record, halves_[half].read.handle(), reader_);
        },
        [&](int half) {
            SIGE_CUDA_CALL(event_synchronize, halves_[half].copied.handle());
            SIGE_CUDA_CALL(stream_wait_event, stream_.handle(), halves_[half].read.handle(), 0);
        });
    return {pinned_.address() + at, arrived_.address() + at};
}

void Transfer::send(const Room& room, uint64_t bytes) {
    SIGE_CUDA_CALL(copy_to_device, room.arrived, room.pinned, static_cast<size_t>(bytes), stream_.handle());
    SIGE_CUDA_CALL(event_record, arrival_.handle(), stream_.handle());
    SIGE_CUDA_CALL(stream_wait_event, reader_, arrival_.handle(), 0);
}

}  // namespace sige::cuda

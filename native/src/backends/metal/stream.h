// Work of a queue: calls are written into one command buffer until somebody waits, which hands it in.
#pragma once

#include <vector>

#include "backends/metal/buffer.h"
#include "core/operators.h"

namespace sige::metal {

// Threads of a call and of each group, which has 256 at most.
struct Grid {
    UInteger x, y, z;
    Size3 group;
};
// A thread for each channel of each pixel of each image.
Grid pixel_grid(int64_t channels, int64_t pixels, int64_t images);

// A buffer as a kernel's argument.
struct Argument {
    Argument(Id buffer, uint64_t offset = 0) : buffer(buffer), offset(offset) {}
    // Null for none: the kernel does not look.
    Argument(const Buffer* given) : buffer(given == nullptr ? nullptr : given->address()), offset(0) {}
    Argument(const Tensor& tensor) : Argument(tensor.buffer) { offset = tensor.offset; }
    Argument(const Rows& rows) : Argument(rows.buffer) { offset = rows.offset; }

    Id buffer;
    uint64_t offset;
};

class Stream final {
  public:
    // Of an MTLCommandQueue.
    Stream(std::shared_ptr<Gpu> gpu, Object queue);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    Gpu& gpu() { return *gpu_; }

    // Puts a call behind the others: the parameters are argument 0, the buffers those from 1 on.
    template <class Parameters>
    void run(Kernel kernel, const Grid& grid, const Parameters& parameters,
             std::initializer_list<Argument> arguments) {
        run(kernel, grid, &parameters, sizeof parameters, arguments);
    }
    // Whether all work is done, as far as this has seen.
    bool is_idle() const { return !encoder_ && in_flight_.empty(); }
    // Hands in what there is; gives the command buffer that is done when all of it is.
    Id commit();
    // Waits for all work; fails with the first error of it.
    void wait();

    // Memory of calls, for one call and the next: work in order may share it.
    Id scratch(uint64_t bytes);
    // Memory with a copy of the host's, which stays until the work is done.
    Argument stage(const void* src, uint64_t bytes);

  private:
    void run(Kernel kernel, const Grid& grid, const void* parameters, uint64_t bytes,
             std::initializer_list<Argument> arguments);
    void open();
    void close();

    const std::shared_ptr<Gpu> gpu_;
    const Object queue_;
    const Object nothing_;  // what an argument is that is not given
    Object command_buffer_, encoder_;
    std::vector<Object> in_flight_;
    Object scratch_;
    uint64_t scratch_bytes_ = 0;
    // Chunks of staging memory, of which those before `chunk_` are full.
    struct Chunk {
        Object buffer;
        uint64_t bytes;
    };
    std::vector<Chunk> chunks_;
    size_t chunk_ = 0;
    uint64_t chunk_used_ = 0;
};

}  // namespace sige::metal

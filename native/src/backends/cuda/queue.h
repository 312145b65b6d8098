// A CUDA queue: a stream that every operator is launched on. Calls return before their work is done.
#pragma once

#include "backends/cuda/capture.h"
#include "backends/cuda/device/transfer.h"
#include "backends/cuda/kernels/arguments.h"
#include "core/queue.h"

namespace sige::cuda {

class CudaConvolution;

// How many blocks, of how many threads, with how much dynamic shared memory.
struct LaunchShape {
    unsigned x = 1, y = 1, z = 1;
    unsigned threads = 256;
    unsigned shared_bytes = 0;
};

class CudaQueue final : public Queue {
  public:
    CudaQueue(std::shared_ptr<Runtime> runtime, std::unique_ptr<Stream> stream);
    ~CudaQueue() override;

    const char* backend() const override { return "CUDA"; }
    QueueOptions options() const override { return {}; }

    // For the operators' files.
    template <class Args>
    void launch(Kernel kernel, const LaunchShape& shape, const Args& args) {
        Args copy = args;
        void* parameters[] = {&copy};
        launch_raw(kernel, shape, parameters);
    }
    // A kernel over pixels of `channels` channels, taken V at a time.
    template <class Args>
    void launch_pixels(Kernel kernel, Args args, int channels, int vector = 1) {
        if (args.grid.count == 0) return;
        args.grid.lanes_log2 = lanes_log2(channels, vector);
        launch(kernel, pixel_shape(args.grid), args);
    }
    // The same `layers` times, which the kernel tells apart by their z. The grid is one of the arguments'.
    template <class Args>
    void launch_pixel_layers(Kernel kernel, Args& args, PixelGrid& grid, int channels, int vector,
                             int layers) {
        if (grid.count == 0) return;
        grid.lanes_log2 = lanes_log2(channels, vector);
        LaunchShape shape = pixel_shape(grid);
        shape.z = static_cast<unsigned>(layers);
        launch(kernel, shape, args);
    }
    // The pixels of a call: a set's, brought to the device if they are not there yet, or all.
    PixelGrid grid(const ActiveSet* set, const Tensor& tensor);
    const Place2* pixels_on_device(const ActiveSet& set);
    // Memory for the work of the calls so far and the next one; grows, and keeps its size.
    DevicePointer scratch(uint64_t bytes);
    StreamHandle stream() const { return stream_->handle(); }
    const std::shared_ptr<Runtime>& runtime() const { return runtime_; }

  protected:
    void run(const WriteCall& call) override;
    void run(const ReadCall& call) override;
    void run(const CopyCall& call) override;
    void run(const UploadCall& call) override;
    void mark(Event& event) override;
    void wait() override;
    void begin_noting() override;
    std::unique_ptr<Capture> end_noting() override;
    void run_noted(Capture& capture) override;
    void forget_noted() override;
    void keep_form(Convolution& convolution, int32_t form) override;
    ConvolutionCosts cost_run(const ConvolutionCall& call, uint64_t assumed_kept) override;

#define SIGE_OVERRIDE_OPERATOR(Name, sentence)  \
    void run(const Name##Call& call) override { \
        enqueue([&] { execute(call); });        \
    }
    SIGE_OPERATORS(SIGE_OVERRIDE_OPERATOR)
#undef SIGE_OVERRIDE_OPERATOR

  private:
    // Each in the file of its kind.
#define SIGE_DECLARE_OPERATOR(Name, sentence) void execute(const Name##Call& call);
    SIGE_OPERATORS(SIGE_DECLARE_OPERATOR)
#undef SIGE_DECLARE_OPERATOR

    // A piece of a transfer to the device.
    struct Piece {
        DevicePointer dst;
        const void* src;
        uint64_t bytes;
    };

    static int lanes_log2(int channels, int vector);
    static LaunchShape pixel_shape(const PixelGrid& grid);
    void launch_raw(Kernel kernel, const LaunchShape& shape, void** parameters);
    // The set's mirror; if it is not up to date its list becomes a piece that is still to be sent.
    SetMirror& mirror_of(const ActiveSet& set);
    // Sends the pieces that wait, and marks the arrival of sets among them.
    void send();
    // In as few transfers as they fit, ahead of the stream's work; or one by one in its order where one
    // overlaps another.
    void send_pieces();
    bool are_pieces_apart();
    size_t end_of_batch(size_t first) const;
    void send_batch(size_t first, size_t end);
    // Puts a call's work on the stream, or into the capture that has begun.
    template <class Body>
    void enqueue(const Body& body) {
        const Current current(runtime_->context());
        begin();
        const NotedCall call(noted_.get());
        body();
    }
    // Fails where a capture has begun: what a call does now cannot be noted.
    void require_no_capture(const char* what) const;
    // Marks the queue busy: what callers let go of from here on is kept.
    void begin();
    void rest();

    const std::shared_ptr<Runtime> runtime_;
    const int id_;
    std::unique_ptr<Stream> stream_;
    std::unique_ptr<Transfer> transfer_;  // from the first upload of several pieces on
    std::vector<Piece> pieces_;           // that wait to be sent
    std::vector<std::pair<DevicePointer, DevicePointer>> places_;  // where they go, to see that none meet
    std::vector<std::shared_ptr<SetMirror>> sent_;                 // mirrors among them
    std::shared_ptr<Block> scratch_;
    std::vector<std::shared_ptr<Block>> outgrown_;  // that work in flight may still use
    std::unique_ptr<CudaCapture> noted_;            // since a capture has begun
};

}  // namespace sige::cuda

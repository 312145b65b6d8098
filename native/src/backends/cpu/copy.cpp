// Copies of pixels between tensors of float32 and float16 that may hold regions.
#include <atomic>
#include <cstring>

#include "backends/cpu/pixels.h"
#include "backends/cpu/queue.h"

namespace sige::cpu {
namespace {

// Byte addresses of one image's pixels, given by their places in the picture.
class RegionImage final {
  public:
    RegionImage(const Region& region, int32_t n)
        : pixel_bytes_(region.tensor.pixel_stride * static_cast<int64_t>(dtype_size(region.tensor.dtype))),
          w_(region.tensor.w),
          origin_(data<char>(region.tensor) + n * region.tensor.pixels() * pixel_bytes_ -
                  (region.y * w_ + region.x) * pixel_bytes_) {}
    char* at(Pixel p) const { return origin_ + (p.y * w_ + p.x) * pixel_bytes_; }

  private:
    const int64_t pixel_bytes_, w_;
    char* const origin_;  // where pixel (0, 0) would be
};

// Converts runs of values; returns how many finite ones became infinite.
class RunCopy final {
  public:
    RunCopy(const Kernels& kernels, sige_dtype src, sige_dtype dst)
        : kernels_(kernels), src_(src), dst_(dst) {}

    uint64_t operator()(const char* src, char* dst, int64_t count) const {
        if (src_ == dst_) {
            std::memcpy(dst, src, static_cast<size_t>(count) * dtype_size(src_));
            return 0;
        }
        if (src_ == SIGE_DTYPE_F32)
            return kernels_.narrow_row(
                NarrowRowArgs{reinterpret_cast<const float*>(src), reinterpret_cast<uint16_t*>(dst), count});
        kernels_.widen_row(
            WidenRowArgs{reinterpret_cast<const uint16_t*>(src), reinterpret_cast<float*>(dst), count});
        return 0;
    }

  private:
    const Kernels& kernels_;
    const sige_dtype src_, dst_;
};

}  // namespace

void HostQueue::run(const CopyPixelsCall& call) {
    const Region &src = call.src, &dst = call.dst;
    const ActiveSet* set = call.active;
    const Region& smaller = src.holds(dst) ? dst : src;
    const Pixel origin = set == nullptr ? Pixel{smaller.y, smaller.x} : Pixel{0, 0};
    const PixelRange pixels(set, Size{smaller.tensor.h, smaller.tensor.w});
    const RunCopy copy(kernels_, src.tensor.dtype, dst.tensor.dtype);
    const int32_t c = src.tensor.c;
    const int64_t src_bytes = c * static_cast<int64_t>(dtype_size(src.tensor.dtype)),
                  dst_bytes = c * static_cast<int64_t>(dtype_size(dst.tensor.dtype));
    std::atomic<uint64_t> overflows{0};
    for_pixel_blocks(pool_, src.tensor.n, pixels.count(), block_for(c),
                     [&](int32_t n, int64_t first, int64_t last) {
                         const RegionImage from(src, n), to(dst, n);
                         const auto place = [&](int64_t i) {
                             const Pixel p = pixels[i];
                             return Pixel{origin.y + p.y, origin.x + p.x};
                         };
                         uint64_t count = 0;
                         for (int64_t i = first; i < last;) {
                             const char* source = from.at(place(i));
                             char* target = to.at(place(i));
                             // Pixels that lie one behind the other in both tensors are one run.
                             int64_t run = 1;
                             while (i + run < last && from.at(place(i + run)) == source + run * src_bytes &&
                                    to.at(place(i + run)) == target + run * dst_bytes)
                                 ++run;
                             count += copy(source, target, run * c);
                             i += run;
                         }
                         if (count > 0) overflows += count;
                     });
    if (call.overflows == nullptr) return;
    char* sum = data<char>(call.overflows) + call.overflows_offset;
    uint64_t total;
    std::memcpy(&total, sum, sizeof total);
    total += overflows;
    std::memcpy(sum, &total, sizeof total);
}

}  // namespace sige::cpu

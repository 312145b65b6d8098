#include "backends/cpu/convolution/sources.h"

namespace sige::cpu {

SourceReader::SourceReader(const Source& source, int32_t n, Stack stack, const float* zeros)
    : base_(data<float>(source.tensor) + n * source.tensor.image_stride()),
      zeros_(zeros),
      stride_(source.tensor.pixel_stride),
      held_w_(source.tensor.w),
      image_stride_(source.tensor.image_stride()),
      stack_(stack),
      h_(source.h()),
      w_(source.w()),
      up_(std::max(source.scale_log2, 0)),
      down_(std::max(-source.scale_log2, 0)),
      channels_(source.tensor.c) {}

SourceReader::SourceReader(const Source& source, Stack stack, const int32_t* ranks, const float* rows,
                           int64_t row_stride, const float* zeros)
    : base_(rows),
      zeros_(zeros),
      ranks_(ranks),
      stride_(row_stride),
      stack_(stack),
      h_(source.h()),
      w_(source.w()),
      channels_(source.tensor.c) {}

Sources raw_sources(const ConvolutionCall& call, int32_t n, Stack stack, const float* zeros) {
    Sources sources;
    sources.reader[sources.count++] = SourceReader(call.src, n, stack, zeros);
    if (call.src2) sources.reader[sources.count++] = SourceReader(call.src2, n, stack, zeros);
    return sources;
}

NeededPixels::NeededPixels(PrologueScratch& scratch, int32_t h, int32_t w, Stack stack)
    : h_(h), w_(w), stack_(stack), ranks_(scratch.ranks), pixels_(scratch.needed) {
    const size_t area = static_cast<size_t>(stack.images) * static_cast<size_t>(h) * static_cast<size_t>(w);
    if (ranks_.size() < area) {
        ranks_.resize(area, -1);
        pixels_.reserve(area);
    }
}

NeededPixels::~NeededPixels() {
    clear();
}

void NeededPixels::clear() {
    for (const Pixel& p : pixels_) ranks_[index(p.y, p.x)] = -1;
    pixels_.clear();
}

void NeededPixels::need(const ConvolutionShape& s, const PixelRange& pixels, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
        const Pixel p = pixels[i];
        for (int32_t ky = 0; ky < s.kh; ++ky)
            for (int32_t kx = 0; kx < s.kw; ++kx) need(p.y * s.sh - s.pt + ky, p.x * s.sw - s.pl + kx);
    }
}

Prologue::Prologue(Context context, const ConvolutionCall& call, int32_t n, Stack stack, const Sources& raw)
    : row_(context.kernels.affine_row),
      affine_(call.prologue),
      offset_(affine_.per_image ? static_cast<int64_t>(n) * raw.channels() : 0),
      image_stride_(affine_.per_image ? raw.channels() : 0),
      stack_(stack),
      raw_(raw) {}

void Prologue::evaluate(Pixel pixel, float* dst) const {
    int64_t channel = offset_ + stack_.image(pixel.y) * image_stride_;
    for (int s = 0; s < raw_.count; ++s) {
        const SourceReader& reader = raw_.reader[s];
        AffineRowArgs args{reader.at(pixel.y, pixel.x), dst,          reader.channels(), nullptr, nullptr,
                           affine_.activation,          affine_.slope};
        if (affine_.scale != nullptr) args.scale = data<float>(affine_.scale) + channel;
        if (affine_.shift != nullptr) args.shift = data<float>(affine_.shift) + channel;
        row_(args);
        dst += reader.channels();
        channel += reader.channels();
    }
}

PrologueRows::PrologueRows(Context context, const ConvolutionCall& call, int32_t n, Stack stack,
                           const float* zeros)
    : context_(context),
      call_(call),
      stack_(stack),
      zeros_(zeros),
      raw_(raw_sources(call, n, stack, zeros)),
      prologue_(context, call, n, stack, raw_),
      needed_(context.prologue, call.src.h(), call.src.w(), stack) {}

Sources PrologueRows::evaluate() {
    const int64_t width = raw_.channels(), count = needed_.count();
    float* rows = context_.prologue.rows.get<float>(static_cast<uint64_t>(count * width));
    for_pixel_blocks(context_.pool, 1, count, block_for(static_cast<int32_t>(width)),
                     [&](int32_t, int64_t first, int64_t last) {
                         for (int64_t i = first; i < last; ++i)
                             prologue_.evaluate(needed_[i], rows + i * width);
                     });
    Sources sources;
    sources.count = raw_.count;
    sources.reader[0] = SourceReader(call_.src, stack_, needed_.ranks(), rows, width, zeros_);
    if (raw_.count == 2)
        sources.reader[1] = SourceReader(call_.src2, stack_, needed_.ranks(),
                                         rows + raw_.reader[0].channels(), width, zeros_);
    return sources;
}

}  // namespace sige::cpu

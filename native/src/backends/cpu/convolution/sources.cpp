#include "backends/cpu/convolution/sources.h"

#include "backends/cpu/pixels.h"

namespace sige::cpu {

SourceReader::SourceReader(const Source& source, int32_t n, const float* zeros)
    : base_(data<float>(source.tensor) + n * source.tensor.image_stride()),
      zeros_(zeros),
      stride_(source.tensor.pixel_stride),
      held_w_(source.tensor.w),
      h_(source.h()),
      w_(source.w()),
      up_(std::max(source.scale_log2, 0)),
      down_(std::max(-source.scale_log2, 0)),
      channels_(source.tensor.c) {}

SourceReader::SourceReader(const Source& source, const int32_t* ranks, const float* rows, int64_t row_stride,
                           const float* zeros)
    : base_(rows),
      zeros_(zeros),
      ranks_(ranks),
      stride_(row_stride),
      h_(source.h()),
      w_(source.w()),
      channels_(source.tensor.c) {}

Sources raw_sources(const ConvolutionCall& call, int32_t n, const float* zeros) {
    Sources sources;
    sources.reader[sources.count++] = SourceReader(call.src, n, zeros);
    if (call.src2) sources.reader[sources.count++] = SourceReader(call.src2, n, zeros);
    return sources;
}

PrologueRows::PrologueRows(Context context, const ConvolutionCall& call, int32_t n, const float* zeros)
    : context_(context),
      call_(call),
      n_(n),
      zeros_(zeros),
      raw_(raw_sources(call, n, zeros)),
      ranks_(context.prologue.ranks),
      needed_(context.prologue.needed) {
    const size_t area = static_cast<size_t>(raw_.reader[0].h()) * static_cast<size_t>(raw_.reader[0].w());
    if (ranks_.size() < area) ranks_.resize(area, -1);
}

PrologueRows::~PrologueRows() {
    clear();
}

void PrologueRows::clear() {
    for (const Pixel& p : needed_)
        ranks_[static_cast<size_t>(static_cast<int64_t>(p.y) * raw_.reader[0].w() + p.x)] = -1;
    needed_.clear();
}

Sources PrologueRows::evaluate() {
    const int64_t width = raw_.channels();
    const int64_t count = static_cast<int64_t>(needed_.size());
    float* rows = context_.prologue.rows.get<float>(static_cast<uint64_t>(count * width));
    const Affine& affine = call_.prologue;
    const int64_t offset = affine.per_image ? n_ * width : 0;
    for_pixel_blocks(context_.pool, 1, count, block_for(static_cast<int32_t>(width)),
                     [&](int32_t, int64_t first, int64_t last) {
                         for (int64_t i = first; i < last; ++i) {
                             const Pixel p = needed_[static_cast<size_t>(i)];
                             float* dst = rows + i * width;
                             int64_t channel = offset;
                             for (int s = 0; s < raw_.count; ++s) {
                                 const SourceReader& reader = raw_.reader[s];
                                 AffineRowArgs args{
                                     reader.at(p.y, p.x), dst,         reader.channels(), nullptr, nullptr,
                                     affine.activation,   affine.slope};
                                 if (affine.scale != nullptr)
                                     args.scale = data<float>(affine.scale) + channel;
                                 if (affine.shift != nullptr)
                                     args.shift = data<float>(affine.shift) + channel;
                                 context_.kernels.affine_row(args);
                                 dst += reader.channels();
                                 channel += reader.channels();
                             }
                         }
                     });
    Sources sources;
    sources.count = raw_.count;
    sources.reader[0] = SourceReader(call_.src, ranks_.data(), rows, width, zeros_);
    if (raw_.count == 2)
        sources.reader[1] =
            SourceReader(call_.src2, ranks_.data(), rows + raw_.reader[0].channels(), width, zeros_);
    return sources;
}

}  // namespace sige::cpu

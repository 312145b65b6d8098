#include "backends/metal/convolution/convolution.h"

#include "backends/metal/convolution/forms.h"
#include "backends/weights/converted_weights.h"

namespace sige::metal {

MetalConvolution::MetalConvolution(Gpu& gpu, const sige_convolution_desc& desc, const ConvolutionShape& s)
    : Convolution(s, desc.weights != nullptr), panels_(s, desc.packed_dtype) {
    if (!has_weights) return;
    packed_ = gpu.allocate(panels_.bytes());
    bias_ = gpu.allocate(static_cast<uint64_t>(panels_.padded_channels()) * sizeof(float));
    panels_.pack(desc, objc().contents(packed_.get()), static_cast<float*>(objc().contents(bias_.get())));
}

void MetalConvolution::keep_rounded(Gpu& gpu) {
    if (keeps_rounded()) return;
    Object kept = gpu.allocate(rounded().bytes);
    narrow_f16(static_cast<const float*>(objc().contents(packed_.get())),
               static_cast<uint16_t*>(objc().contents(kept.get())), panels_.count() * panels_.size());
    rounded_ = std::move(kept);
}

sige_convolution_info MetalConvolution::info() const {
    sige_convolution_info info{};
    info.weight_bytes = panels_.bytes();
    return info;
}

std::vector<sige_convolution_form> MetalConvolution::forms() const {
    std::vector<sige_convolution_form> rows;
    for (int32_t id = 1; id <= form_count(); ++id) {
        sige_convolution_form row{};
        row.id = id;
        row.name = form_of(id).name;
        row.refusal = form_of(id).refuse(shape, nullptr);
        row.kept_bytes = kept_bytes(form_of(id), *this);
        row.is_kept = row.kept_bytes > 0 && keeps_rounded();
        rows.push_back(row);
    }
    return rows;
}

}  // namespace sige::metal

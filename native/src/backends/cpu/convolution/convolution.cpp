#include "backends/cpu/convolution/convolution.h"

#include "backends/cpu/convolution/forms/form.h"

namespace sige::cpu {
namespace {

uint64_t round_up(int32_t value, int32_t step) {
    return static_cast<uint64_t>((value + step - 1) / step) * static_cast<uint64_t>(step);
}

int32_t panel_count(const ConvolutionShape& s) {
    const int32_t of_dst = static_cast<int32_t>(round_up(s.dst_channels(), kPanel)) / kPanel;
    return s.modulation == SIGE_MODULATION_NONE ? of_dst : 2 * of_dst;
}

}  // namespace

HostConvolution::HostConvolution(const sige_convolution_desc& desc, const ConvolutionShape& s)
    : Convolution(s, desc.weights != nullptr),
      panels_(panel_count(s)),
      dtype_(s.depthwise ? static_cast<sige_dtype>(SIGE_DTYPE_F32) : desc.packed_dtype),
      kept_(convolution_forms().size()) {
    if (!has_weights) return;
    const int64_t count = static_cast<int64_t>(s.oc) * (s.depthwise ? 1 : s.ic) * s.taps();
    const ConvertedWeights weights(desc.weights, desc.weights_dtype, dtype_, count);
    zeros_.allocate(round_up(s.ic, kPanel));
    bias_.allocate(static_cast<uint64_t>(padded_channels()));
    for (int32_t p = 0; p < panels_ && desc.bias != nullptr; ++p)
        for (int32_t lane = 0; lane < kPanel; ++lane) {
            const int32_t filter = filter_of(p, lane);
            if (filter >= 0) bias_.get_as()[p * kPanel + lane] = desc.bias[filter];
        }
    packed_ = allocate(info().weight_bytes, true);
    if (s.depthwise)
        pack_depthwise(weights.get<float>());
    else if (dtype_ == SIGE_DTYPE_F32)
        pack_dense(weights.get<float>());
    else
        pack_dense(weights.get<uint16_t>());
}

// The filter in a lane of a panel, or -1 where a panel has more lanes than filters.
int32_t HostConvolution::filter_of(int32_t panel, int32_t lane) const {
    const int32_t in_dst = panel / parts() * kPanel + lane;
    if (in_dst >= shape.dst_channels()) return -1;
    return panel % parts() * shape.dst_channels() + in_dst;
}

template <class T>
void HostConvolution::pack_dense(const T* weights) {
    T* const packed = static_cast<T*>(packed_.get());
    const int64_t taps = shape.taps();
    for (int32_t p = 0; p < panels_; ++p)
        for (int32_t lane = 0; lane < kPanel; ++lane) {
            const int32_t filter = filter_of(p, lane);
            if (filter < 0) continue;
            T* dst = packed + p * panel_size() + lane;
            const T* src = weights + filter * static_cast<int64_t>(shape.ic) * taps;
            for (int64_t c = 0; c < shape.ic; ++c)
                for (int64_t t = 0; t < taps; ++t) dst[(t * shape.ic + c) * kPanel] = src[c * taps + t];
        }
}

void HostConvolution::pack_depthwise(const float* weights) {
    const int64_t taps = shape.taps();
    float* const packed = static_cast<float*>(packed_.get());
    for (int64_t c = 0; c < shape.oc; ++c)
        for (int64_t t = 0; t < taps; ++t) packed[t * padded_channels() + c] = weights[c * taps + t];
}

void HostConvolution::keep(int32_t form, Context context) {
    const ConvolutionForm& kept = require_form(shape, nullptr, form);
    SIGE_REQUIRE(kept.prepare != nullptr, "form %s keeps no weights of its own", kept.name);
    AlignedMemory& place = kept_[static_cast<size_t>(form - 1)];
    if (place != nullptr) return;
    AlignedMemory weights = allocate(kept.kept_bytes(*this), true);
    kept.prepare(*this, context, weights.get());
    place = std::move(weights);
}

sige_convolution_info HostConvolution::info() const {
    sige_convolution_info info{};
    info.weight_bytes = static_cast<uint64_t>(packed().bytes(packed_size()));
    return info;
}

std::vector<sige_convolution_form> HostConvolution::forms() const {
    std::vector<sige_convolution_form> forms;
    for (int32_t id = 1; id <= form_count(); ++id) {
        const ConvolutionForm& form = form_of(id);
        sige_convolution_form row{};
        row.id = id;
        row.name = form.name;
        row.refusal = form.refuse(shape, nullptr);
        if (row.refusal == nullptr && form.kept_bytes != nullptr) row.kept_bytes = form.kept_bytes(*this);
        row.is_kept = kept(id) != nullptr;
        forms.push_back(row);
    }
    return forms;
}

}  // namespace sige::cpu

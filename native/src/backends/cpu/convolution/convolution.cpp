#include "backends/cpu/convolution/convolution.h"

#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/choice.h"

namespace sige::cpu {
namespace {

uint64_t round_up(int32_t value, int32_t step) {
    return static_cast<uint64_t>((value + step - 1) / step) * static_cast<uint64_t>(step);
}

}  // namespace

HostConvolution::HostConvolution(const sige_convolution_desc& desc, const ConvolutionShape& s)
    : Convolution(s, desc.weights != nullptr),
      panels_(s, desc.packed_dtype),
      kept_(convolution_forms().size()) {
    if (!has_weights) return;
    packed_ = allocate(panels_.bytes(), true);
    zeros_.allocate(round_up(s.ic, kPanel));
    bias_.allocate(static_cast<uint64_t>(padded_channels()));
    panels_.pack(desc, packed_.get(), bias_.get_as());
}

void HostConvolution::keep(int32_t form, Context context) {
    const ConvolutionForm& kept = require_form(shape, nullptr, form);
    if (kept.prepare == nullptr) refuse_to_keep(kept.name);
    AlignedMemory& place = kept_[static_cast<size_t>(form - 1)];
    if (place != nullptr) return;
    AlignedMemory weights = allocate(kept.kept_bytes(*this), true);
    kept.prepare(*this, context, weights.get());
    place = std::move(weights);
}

sige_convolution_info HostConvolution::info() const {
    sige_convolution_info info{};
    info.weight_bytes = panels_.bytes();
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

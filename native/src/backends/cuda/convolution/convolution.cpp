#include "backends/cuda/convolution/convolution.h"

#include <vector>

#include "backends/cuda/convolution/forms.h"

namespace sige::cuda {
namespace {

template <class T>
Block on_device(Runtime& runtime, const std::vector<T>& values) {
    Block block = runtime.block(values.size() * sizeof(T));
    runtime.write(block.address(), values.data(), values.size() * sizeof(T));
    return block;
}

}  // namespace

CudaConvolution::CudaConvolution(std::shared_ptr<Runtime> runtime, const sige_convolution_desc& desc,
                                 const ConvolutionShape& s)
    : Convolution(s, desc.weights != nullptr), runtime_(std::move(runtime)), panels_(s, desc.packed_dtype) {
    if (!has_weights) return;
    std::vector<char> weights(static_cast<size_t>(panels_.bytes()));
    std::vector<float> bias(static_cast<size_t>(panels_.padded_channels()));
    panels_.pack(desc, weights.data(), bias.data());
    weights_ = on_device(*runtime_, weights);
    bias_ = on_device(*runtime_, bias);
}

sige_convolution_info CudaConvolution::info() const {
    sige_convolution_info info{};
    info.weight_bytes = panels_.bytes();
    return info;
}

std::vector<sige_convolution_form> CudaConvolution::forms() const {
    std::vector<sige_convolution_form> forms;
    for (int32_t id = 1; id <= form_count(); ++id) {
        sige_convolution_form row{};
        row.id = id;
        row.name = form_of(id).name;
        row.refusal = form_of(id).refuse(shape, nullptr);
        row.kept_bytes = kept_bytes(form_of(id), *this);
        row.is_kept = own(form_of(id).own) != 0;
        forms.push_back(row);
    }
    return forms;
}

}  // namespace sige::cuda

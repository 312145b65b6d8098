#include "backends/cuda/convolution/forms.h"

#include "backends/forms/choice.h"

namespace sige::cuda {

ConvolutionForm direct_form();
ConvolutionForm labels_form();
ConvolutionForm depthwise_form();
ConvolutionForm bfloat16_form();
ConvolutionForm float16_form();
ConvolutionForm tf32_form();
ConvolutionForm tf32_rounded_form();
ConvolutionForm winograd_form();

std::span<const ConvolutionForm> convolution_forms() {
    static const ConvolutionForm forms[] = {direct_form(),       labels_form(),  depthwise_form(),
                                            bfloat16_form(),     float16_form(), tf32_form(),
                                            tf32_rounded_form(), winograd_form()};
    return forms;
}

const ConvolutionForm& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id) {
    return require_form_of(convolution_forms(), shape, call, id);
}

}  // namespace sige::cuda

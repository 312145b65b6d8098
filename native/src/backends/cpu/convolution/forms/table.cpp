// The table of convolution forms, made from forms.inc.
#include "backends/cpu/convolution/forms/form.h"
#include "backends/forms/choice.h"

namespace sige::cpu {

#define SIGE_FORM(name) ConvolutionForm name##_form();
#include "backends/cpu/convolution/forms/forms.inc"
#undef SIGE_FORM

std::span<const ConvolutionForm> convolution_forms() {
#define SIGE_FORM(name) name##_form(),
    static const ConvolutionForm forms[] = {
#include "backends/cpu/convolution/forms/forms.inc"
    };
#undef SIGE_FORM
    static_assert(std::size(forms) <= SIGE_MAX_FORMS);
    return forms;
}

const ConvolutionForm& require_form(const ConvolutionShape& shape, const ConvolutionCall* call, int32_t id) {
    return require_form_of(convolution_forms(), shape, call, id);
}

}  // namespace sige::cpu

// The table of convolution forms, made from forms.inc.
#include "backends/cpu/convolution/forms/form.h"

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
    SIGE_REQUIRE(id >= 1 && id <= form_count(), "form is %d, expected 1 to %d", id, form_count());
    const ConvolutionForm& form = form_of(id);
    if (const char* reason = form.refuse(shape, call))
        fail(SIGE_STATUS_UNSUPPORTED, "form %s cannot compute a %dx%d convolution with stride %d here: %s",
             form.name, shape.kh, shape.kw, shape.sh, reason);
    return form;
}

}  // namespace sige::cpu

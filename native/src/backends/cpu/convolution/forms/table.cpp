// The list of convolution forms. A new one takes a file of its own, which defines `<name>_form()`, and one
// line here: dispatch, plans, reports, and the test that runs every form read this list.
#include "backends/cpu/convolution/forms/form.h"

namespace sige::cpu {

#define SIGE_CONVOLUTION_FORMS(form) \
    form(direct) form(winograd_2) form(winograd_4) form(labels) form(depthwise)

#define SIGE_DECLARE(name) ConvolutionForm name##_form();
SIGE_CONVOLUTION_FORMS(SIGE_DECLARE)
#undef SIGE_DECLARE

std::span<const ConvolutionForm> convolution_forms() {
#define SIGE_MAKE(name) name##_form(),
    static const ConvolutionForm forms[] = {SIGE_CONVOLUTION_FORMS(SIGE_MAKE)};
#undef SIGE_MAKE
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

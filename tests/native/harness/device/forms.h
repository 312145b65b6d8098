// The forms of the device's convolutions, found by name: their ids mean nothing to a test.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "harness/device/device.h"

namespace sige::test {

// Names that tests ask for. Those of them that check whatever forms there are need none.
namespace form {
inline constexpr const char* kAuto = "";
inline constexpr const char* kDirect = "direct";
inline constexpr const char* kTf32 = "3xTF32";
inline constexpr const char* kRoundedTf32 = "TF32";
inline constexpr const char* kWinograd2 = "winograd F(2x2, 3x3)";
inline constexpr const char* kWinograd4 = "winograd F(4x4, 3x3)";
inline constexpr const char* kLabels = "labels";
inline constexpr const char* kBfloat16 = "bfloat16";
inline constexpr const char* kFloat16 = "float16";
inline constexpr const char* kDepthwise = "depthwise";
}  // namespace form

// The forms as a convolution sees them.
inline std::vector<sige_convolution_form> forms_of(sige_convolution* convolution) {
    uint64_t count = 0;
    REQUIRE_OK(sige_convolution_query_forms(convolution, nullptr, 0, &count));
    std::vector<sige_convolution_form> forms(count);
    for (sige_convolution_form& form : forms) form.struct_size = sizeof form;
    REQUIRE_OK(sige_convolution_query_forms(convolution, forms.data(), count, &count));
    return forms;
}

// A form by its name; the test is abandoned where there is none.
inline sige_convolution_form form_named(sige_convolution* convolution, const std::string& name) {
    for (const sige_convolution_form& form : forms_of(convolution))
        if (form.name == name) return form;
    report(false, __FILE__, __LINE__, "there is no form " + name);
    throw Abandoned{};
}

// Whether the device has a form of this name. Where it has none, what is left out is counted.
inline bool has_form(const std::string& name) {
    static const std::vector<sige_convolution_form> forms = [] {
        sige_convolution_desc any{};
        any.struct_size = sizeof any;
        any.in_channels = any.out_channels = any.kernel_h = any.kernel_w = 1;
        sige_convolution* created = nullptr;
        REQUIRE_OK(sige_convolution_create(device(), &any, &created));
        return forms_of(Convolution(created).get());
    }();
    const bool has = name == form::kAuto || std::any_of(forms.begin(), forms.end(),
                                                        [&](const auto& form) { return form.name == name; });
    if (!has) skip("the device has no form " + name);
    return has;
}

// Those that the device has.
inline std::vector<std::string> available(std::vector<std::string> names) {
    std::erase_if(names, [](const std::string& name) { return !has_form(name); });
    return names;
}

// The id to ask a run for.
inline int32_t form_id(sige_convolution* convolution, const std::string& name) {
    return name == form::kAuto ? static_cast<int32_t>(SIGE_FORM_AUTO) : form_named(convolution, name).id;
}

// What the cost model says: of the run, and of each form.
struct AskedCosts {
    sige_convolution_costs run;
    std::vector<sige_form_candidate> candidates;

    const sige_form_candidate& of(int32_t form) const { return candidates[static_cast<size_t>(form - 1)]; }
};
inline AskedCosts ask_costs(sige_queue* queue, sige_convolution* convolution,
                            const sige_convolution_args& args, uint64_t assumed_kept) {
    AskedCosts asked{{}, std::vector<sige_form_candidate>(forms_of(convolution).size())};
    asked.run.struct_size = sizeof asked.run;
    asked.candidates.front().struct_size = sizeof asked.candidates.front();
    REQUIRE_OK(sige_convolution_query_costs(queue, convolution, &args, assumed_kept, &asked.run,
                                            asked.candidates.data(), asked.candidates.size()));
    return asked;
}

// The bits of every form that there may be.
constexpr uint64_t kAllKept = UINT64_MAX;

}  // namespace sige::test

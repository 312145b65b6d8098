// Which form a device's convolutions take, where that hangs on the device.
#include "cuda_backend/tests/switches.h"
#include "harness/device/forms.h"
#include "harness/device/lane.h"

namespace sige::test {
namespace {

// The form of a convolution of 3 x 3 over 128 channels, on a device of a compute capability.
std::string chosen_form(int capability, sige_precision precision, int side) {
    const Switches switches;
    switches.change([&](sige_cuda_double_options& o) { o.compute = capability; });
    constexpr int kC = 128;
    const Lane lane(SIGE_DEVICE_CUDA);
    const Convolution convolution = lane.convolution(kC, kC, 1);
    const Buffer src = lane.room(static_cast<size_t>(side * side * kC)),
                 dst = lane.room(static_cast<size_t>(side * side * kC));
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src = view(src, 1, side, side, kC);
    args.dst = view(dst, 1, side, side, kC);
    args.precision = precision;
    const int32_t id = ask_costs(lane.queue(), convolution.get(), args, 0).run.form;
    return forms_of(convolution.get())[static_cast<size_t>(id - 1)].name;
}

}  // namespace

// An A100's and an H100's matrix units are more than three times as fast in TF32 as threads in float32, those
// of GeForce as fast.
TEST(cuda_choice, float32_runs_on_matrix_units_that_are_fast_in_tf32) {
    for (int capability : {80, 90})
        CHECK_EQUAL(chosen_form(capability, SIGE_PRECISION_F32, 128), std::string(form::kTf32));
    for (int capability : {86, 89})
        CHECK_EQUAL(chosen_form(capability, SIGE_PRECISION_F32, 128), std::string(form::kDirect));
}

TEST(cuda_choice, few_pixels_run_in_the_small_tile) {
    CHECK_EQUAL(chosen_form(90, SIGE_PRECISION_F32, 2), std::string(form::kDirect));
}

TEST(cuda_choice, float16_runs_in_float16_where_it_is_wanted) {
    CHECK_EQUAL(chosen_form(90, SIGE_PRECISION_F16, 128), std::string(form::kFloat16));
}

}  // namespace sige::test

// Which form a device's convolutions take, where that hangs on the device.
#include "cuda_backend/tests/switches.h"
#include "harness/device/forms.h"
#include "harness/device/lane.h"

namespace sige::test {
namespace {

struct Run {
    int channels, side;
    sige_precision precision;
    bool is_active = false;  // all pixels
};

// The form of a convolution of 3 x 3 of a square picture on a device of a compute capability.
std::string chosen_form(int capability, const Run& run) {
    const auto [channels, side, precision, is_active] = run;
    const Switches switches;
    switches.change([&](sige_cuda_double_options& o) { o.compute = capability; });
    const Lane lane(SIGE_DEVICE_CUDA);
    const Convolution convolution = lane.convolution(channels, channels, 1);
    const Buffer src = lane.room(static_cast<size_t>(side * side * channels)),
                 dst = lane.room(static_cast<size_t>(side * side * channels));
    const ActiveSet all = lane.set(side, side, std::vector<uint8_t>(static_cast<size_t>(side * side), 1));
    sige_convolution_args args{};
    args.struct_size = sizeof args;
    args.src = view(src, 1, side, side, channels);
    args.dst = view(dst, 1, side, side, channels);
    args.precision = precision;
    if (is_active) args.active = all.get();
    const int32_t id = ask_costs(lane.queue(), convolution.get(), args, 0).run.form;
    return forms_of(convolution.get())[static_cast<size_t>(id - 1)].name;
}

}  // namespace

// Where there are few channels, the transforms move more than the products save.
TEST(cuda_choice, whole_pictures_of_many_channels_run_by_winograd_in_float32) {
    for (int capability : {80, 86, 89, 90})
        CHECK_EQUAL(chosen_form(capability, {256, 64, SIGE_PRECISION_F32}), std::string(form::kWinograd4));
    CHECK_EQUAL(chosen_form(86, {32, 64, SIGE_PRECISION_F32}), std::string(form::kDirect));
}

// An A100's and an H100's matrix units are more than three times as fast in TF32 as threads in float32, those
// of GeForce as fast.
TEST(cuda_choice, float32_runs_on_matrix_units_that_are_fast_in_tf32) {
    for (int capability : {80, 90})
        CHECK_EQUAL(chosen_form(capability, {128, 128, SIGE_PRECISION_F32, true}), std::string(form::kTf32));
    for (int capability : {86, 89})
        CHECK_EQUAL(chosen_form(capability, {128, 128, SIGE_PRECISION_F32, true}),
                    std::string(form::kDirect));
}

// Of one product for each, those of GeForce are not as fast as threads: they wait for shared memory.
TEST(cuda_choice, tf32_runs_in_tf32_where_it_is_wanted_and_fast) {
    for (int capability : {80, 90})
        CHECK_EQUAL(chosen_form(capability, {128, 128, SIGE_PRECISION_TF32, true}),
                    std::string(form::kRoundedTf32));
    for (int capability : {86, 89})
        CHECK_EQUAL(chosen_form(capability, {128, 128, SIGE_PRECISION_TF32, true}),
                    std::string(form::kDirect));
}

TEST(cuda_choice, few_pixels_run_in_the_small_tile) {
    CHECK_EQUAL(chosen_form(90, {128, 2, SIGE_PRECISION_F32}), std::string(form::kDirect));
}

// GeForce's matrix units are twice as fast in float16 as its threads in float32, and Winograd multiplies a
// quarter as often.
TEST(cuda_choice, float16_runs_in_float16_where_it_is_wanted_and_fast) {
    for (int capability : {80, 90})
        CHECK_EQUAL(chosen_form(capability, {512, 64, SIGE_PRECISION_F16}), std::string(form::kFloat16));
    CHECK_EQUAL(chosen_form(86, {128, 128, SIGE_PRECISION_F16}), std::string(form::kFloat16));
    CHECK_EQUAL(chosen_form(86, {512, 64, SIGE_PRECISION_F16, true}), std::string(form::kFloat16));
    CHECK_EQUAL(chosen_form(86, {512, 64, SIGE_PRECISION_F16}), std::string(form::kWinograd4));
}

}  // namespace sige::test

// Callers that were compiled with older and with newer headers, see sige/sige.h.
#include <cstddef>
#include <cstring>

#include "convolution/case.h"
#include "harness/operands/masks.h"

namespace sige::test {
namespace {

ConvolutionCase some_case() {
    ConvolutionCase c;
    c.h = 9, c.w = 11, c.ic = 8, c.oc = 16;
    return c;
}

}  // namespace

TEST(descriptor, fields_that_an_older_caller_lacks_are_their_default) {
    ConvolutionData data(some_case());
    sige_convolution_args args = data.args(form::kAuto);
    REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &args));
    const std::vector<float> expected = data.dst.memory.values;
    for (float& value : data.dst.memory.values) value = kNaN;
    // Its struct ends before image_bias; what lies there is not its own.
    std::memset(static_cast<void*>(&args.image_bias), 0x5a, sizeof args.image_bias);
    args.struct_size = offsetof(sige_convolution_args, image_bias);
    REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &args));
    CHECK_SAME_BITS(data.dst.memory.values, expected);
}

TEST(descriptor, weights_of_an_older_caller_are_kept_as_float32) {
    const std::vector<float> weights(16 * 16, 0.5f);
    sige_convolution_desc desc{};
    desc.in_channels = desc.out_channels = 16;
    desc.kernel_h = desc.kernel_w = 1;
    desc.weights = weights.data();
    desc.packed_dtype = SIGE_DTYPE_F16;
    const auto bytes_of = [&](size_t struct_size) {
        desc.struct_size = static_cast<uint32_t>(struct_size);
        sige_convolution* created = nullptr;
        REQUIRE_OK(sige_convolution_create(device(), &desc, &created));
        const Convolution convolution(created);
        sige_convolution_info info{};
        info.struct_size = sizeof info;
        REQUIRE_OK(sige_convolution_query(convolution.get(), &info));
        return info.weight_bytes;
    };
    CHECK_EQUAL(bytes_of(sizeof desc), uint64_t{16 * 16 * 2});
    CHECK_EQUAL(bytes_of(offsetof(sige_convolution_desc, packed_dtype)), uint64_t{16 * 16 * 4});
}

TEST(descriptor, an_older_caller_is_answered_as_far_as_its_struct_goes) {
    const Active active = make_active(MaskKind::kAll, 5, 5);
    sige_active_counts counts{};
    std::memset(static_cast<void*>(&counts), 0x5a, sizeof counts);
    counts.struct_size = offsetof(sige_active_counts, tiles_of_4);
    REQUIRE_OK(sige_active_set_query(active.set.get(), &counts));
    CHECK_EQUAL(counts.struct_size, static_cast<uint32_t>(offsetof(sige_active_counts, tiles_of_4)));
    CHECK_EQUAL(counts.pixels, 25);
    CHECK_EQUAL(counts.tiles_of_2, 9);
    CHECK_EQUAL(counts.tiles_of_4, 0x5a5a5a5a);
    CHECK_EQUAL(counts.bytes, uint64_t{0x5a5a5a5a5a5a5a5a});
}

TEST(descriptor, a_newer_caller_may_not_use_what_is_newer) {
    ConvolutionData data(some_case());
    struct Newer {
        sige_convolution_args args;
        int32_t field;
        int32_t other;
    } newer{data.args(form::kAuto), 0, 0};
    newer.args.struct_size = sizeof newer;
    REQUIRE_OK(sige_convolution_run(any_queue(), data.convolution.get(), &newer.args));
    newer.other = 1;
    CHECK_REFUSED(sige_convolution_run(any_queue(), data.convolution.get(), &newer.args),
                  SIGE_STATUS_UNSUPPORTED, "args: has");
    struct NewerInfo {
        sige_device_info info;
        uint64_t field;
    } answer{};
    answer.info.struct_size = sizeof answer;
    answer.field = 99;
    REQUIRE_OK(sige_device_query(SIGE_DEVICE_CPU, 0, &answer.info));
    CHECK_EQUAL(answer.info.available, 1);
    CHECK_EQUAL(answer.info.struct_size, static_cast<uint32_t>(sizeof answer));
    CHECK_EQUAL(answer.field, uint64_t{0});
}

}  // namespace sige::test

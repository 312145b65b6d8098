// A piece of a network, whole and edited, has the CPU's bits on the double.
#include "harness/device/forms.h"
#include "harness/device/lane.h"

namespace sige::test {
namespace {

constexpr int kImages = 2, kH = 13, kW = 18, kC = 12, kGroups = 3;

std::vector<uint8_t> edited_pixels() {
    std::vector<uint8_t> mask(static_cast<size_t>(kH * kW));
    for (int y = 4; y < 9; ++y)
        for (int x = 0; x < 7; ++x) mask[static_cast<size_t>(y * kW + x)] = 1;
    return mask;
}

// Statistics, a convolution with prologue and residual, then an edit of the source that both follow.
class Block final {
  public:
    explicit Block(const Lane& lane)
        : lane_(lane),
          convolution_(lane.convolution(kC, kC, 1)),
          src_(lane.holding(noise(kSize, 3))),
          sums_(lane.room<double>(2 * kImages * kC)),
          scale_(lane.room(kImages * kC)),
          shift_(lane.room(kImages * kC)),
          rows_(lane.room(kSize)),
          dst_(lane.room(kSize)),
          set_(lane.set(kH, kW, edited_pixels())) {}

    std::vector<float> record() {
        const sige_norm_args norm = this->norm();
        REQUIRE_OK(sige_norm_statistics(lane_.queue(), &norm));
        convolve(nullptr);
        return lane_.read(dst_);
    }
    std::vector<float> edit() {
        const sige_tensor src = tensor(src_), dst = tensor(dst_);
        const Buffer other = lane_.holding(noise(kSize, 4)), pooled = lane_.room(kSize);
        const sige_tensor from = tensor(other), to = tensor(pooled);
        REQUIRE_OK(sige_gather(lane_.queue(), &src, set_.get(), nullptr, rows_.get(), 0));
        REQUIRE_OK(sige_copy_pixels(lane_.queue(), &from, set_.get(), &src, nullptr, 0));
        const sige_norm_args norm = this->norm();
        REQUIRE_OK(sige_norm_statistics_update(lane_.queue(), &norm, set_.get(), rows_.get(), 0, nullptr, 0));
        convolve(set_.get());
        const sige_affine affine{scale_.get(), shift_.get(), 1, SIGE_ACTIVATION_TANH, 0, 0};
        REQUIRE_OK(sige_activate(lane_.queue(), &dst, &affine, nullptr, &to));
        REQUIRE_OK(
            sige_buffer_copy(lane_.queue(), pooled.get(), 0, dst_.get(), 0, kSize * sizeof(float) / 2));
        return lane_.read(dst_);
    }

  private:
    static constexpr size_t kSize = static_cast<size_t>(kImages) * kH * kW * kC;

    static sige_tensor tensor(const Buffer& buffer) { return view(buffer, kImages, kH, kW, kC); }
    sige_norm_args norm() const {
        sige_norm_args norm{};
        norm.struct_size = sizeof norm;
        norm.kind = SIGE_NORM_GROUP;
        norm.src = tensor(src_);
        norm.groups = kGroups;
        norm.eps = 1e-5f;
        norm.sums = sums_.get();
        norm.scale = scale_.get();
        norm.shift = shift_.get();
        return norm;
    }
    void convolve(sige_active_set* active) const {
        sige_convolution_args args{};
        args.struct_size = sizeof args;
        args.src = tensor(src_);
        args.prologue = sige_affine{scale_.get(), shift_.get(), 1, SIGE_ACTIVATION_SILU, 0, 0};
        args.residual = tensor(src_);
        args.active = active;
        args.dst = tensor(dst_);
        REQUIRE_OK(sige_convolution_run(lane_.queue(), convolution_.get(), &args));
    }

    const Lane& lane_;
    const Convolution convolution_;
    const Buffer src_, sums_, scale_, shift_, rows_, dst_;
    const ActiveSet set_;
};

}  // namespace

TEST(same_bits, of_a_block_whole_and_edited) {
    const Lane cpu(SIGE_DEVICE_CPU), other(SIGE_DEVICE_CUDA);
    Block expected(cpu), found(other);
    const std::vector<float> recorded = expected.record(), edited = expected.edit();
    CHECK(recorded != edited);
    CHECK_SAME_BITS(found.record(), recorded);
    CHECK_SAME_BITS(found.edit(), edited);
}

TEST(same_bits, with_a_form_that_is_kept_from_the_second_run_on) {
    const auto run = [](const Lane& lane) {
        const Buffer src = lane.holding(noise(16 * 16 * 8, 5)), first = lane.room(16 * 16 * 8),
                     second = lane.room(16 * 16 * 8);
        const Convolution convolution = lane.convolution(8, 8, 6);
        sige_convolution_args args{};
        args.struct_size = sizeof args;
        args.src = view(src, 1, 16, 16, 8);
        args.dst = view(first, 1, 16, 16, 8);
        REQUIRE_OK(sige_convolution_run(lane.queue(), convolution.get(), &args));
        args.form = form_id(convolution.get(), form::kWinograd4);
        REQUIRE_OK(sige_convolution_keep(lane.queue(), convolution.get(), args.form));
        args.dst = view(second, 1, 16, 16, 8);
        REQUIRE_OK(sige_convolution_run(lane.queue(), convolution.get(), &args));
        std::vector<float> both = lane.read(first), behind = lane.read(second);
        both.insert(both.end(), behind.begin(), behind.end());
        return both;
    };
    CHECK_SAME_BITS(run(Lane(SIGE_DEVICE_CUDA)), run(Lane(SIGE_DEVICE_CPU)));
}

}  // namespace sige::test

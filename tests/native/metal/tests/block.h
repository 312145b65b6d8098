// A piece of a network, recorded and edited: statistics, a convolution with prologue and residual, then an
// edit of the source that both follow.
#pragma once

#include "harness/device/lane.h"

namespace sige::test {

class Block final {
  public:
    explicit Block(const Lane& lane, sige_precision precision = SIGE_PRECISION_F32)
        : lane_(lane),
          precision_(precision),
          convolution_(lane.convolution(kC, kC, 1)),
          src_(lane.holding(noise(kSize, 3))),
          other_(lane.holding(noise(kSize, 4))),
          sums_(lane.room<double>(2 * kImages * kC)),
          scale_(lane.room(kImages * kC)),
          shift_(lane.room(kImages * kC)),
          rows_(lane.room(kSize)),
          dst_(lane.room(kSize)),
          set_(lane.set(kH, kW, pixels(7))) {}

    void record() const {
        const sige_norm_args norm = this->norm();
        REQUIRE_OK(sige_norm_statistics(lane_.queue(), &norm));
        convolve(nullptr);
    }
    // Edits the first columns of some rows, at most seven.
    void edit(int columns) const {
        const std::vector<uint8_t> mask = pixels(columns);
        REQUIRE_OK(sige_active_set_build(set_.get(), mask.data(), SIGE_POLICY_PIXELS));
        sige_active_set* sets[] = {set_.get()};
        const float begin[] = {0.5f, 0.25f};
        const sige_upload piece{begin, other_.get(), 4, sizeof begin};
        REQUIRE_OK(sige_queue_upload(lane_.queue(), &piece, 1, sets, 1));
        const sige_tensor src = tensor(src_), from = tensor(other_);
        REQUIRE_OK(sige_gather(lane_.queue(), &src, set_.get(), nullptr, rows_.get(), 0));
        REQUIRE_OK(sige_copy_pixels(lane_.queue(), &from, set_.get(), &src, nullptr, 0));
        const sige_norm_args norm = this->norm();
        REQUIRE_OK(sige_norm_statistics_update(lane_.queue(), &norm, set_.get(), rows_.get(), 0, nullptr, 0));
        convolve(set_.get());
    }
    std::vector<float> result() const { return lane_.read(dst_); }

  private:
    static constexpr int kImages = 2, kH = 13, kW = 18, kC = 12, kGroups = 3;
    static constexpr size_t kSize = static_cast<size_t>(kImages) * kH * kW * kC;

    static std::vector<uint8_t> pixels(int columns) {
        std::vector<uint8_t> mask(static_cast<size_t>(kH * kW));
        for (int y = 4; y < 9; ++y)
            for (int x = 0; x < columns; ++x) mask[static_cast<size_t>(y * kW + x)] = 1;
        return mask;
    }
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
        args.precision = precision_;
        REQUIRE_OK(sige_convolution_run(lane_.queue(), convolution_.get(), &args));
    }

    const Lane& lane_;
    const sige_precision precision_;
    const Convolution convolution_;
    const Buffer src_, other_, sums_, scale_, shift_, rows_, dst_;
    const ActiveSet set_;
};

inline void check_near(const std::vector<float>& found, const std::vector<float>& expected,
                       double tolerance) {
    CHECK_EQUAL(found.size(), expected.size());
    Differences differences(__FILE__, __LINE__);
    for (size_t i = 0; i < expected.size(); ++i)
        differences.near_at(static_cast<int64_t>(i), static_cast<double>(found[i]),
                            static_cast<double>(expected[i]), tolerance);
}

}  // namespace sige::test

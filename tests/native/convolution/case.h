// One convolution under test: its form, its operands, and what it must give.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "harness/device/forms.h"
#include "harness/operands/masks.h"
#include "harness/operands/tensors.h"
#include "harness/values/activation.h"
#include "harness/values/weights.h"

namespace sige::test {

// Everything that decides what a run computes. The defaults are a plain 3x3 convolution with bias.
struct ConvolutionCase {
    int n = 1, h = 9, w = 11;      // the source as the filters see it
    int ic = 8, ic2 = 0, oc = 16;  // channels of src, of src2, filters
    int kernel = 3, stride = 1;
    std::array<int, 4> pad{1, 1, 1, 1};  // top, left, bottom, right
    bool depthwise = false, bias = true;
    sige_dtype weights = SIGE_DTYPE_F32, packed = SIGE_DTYPE_F32;
    int scale = 0, scale2 = 0;  // nearest resampling of the sources
    Slice slice, slice2, dst_slice;

    bool prologue = false, prologue_per_image = false;
    sige_activation prologue_activation = SIGE_ACTIVATION_NONE;

    bool residual = false;
    int residual_scale = 0;
    bool image_bias = false;
    sige_modulation modulation = SIGE_MODULATION_NONE;
    int modulated_scale = 0;
    sige_activation activation = SIGE_ACTIVATION_NONE;

    bool labels = false;  // src is a label map of ic classes
    bool masked = false;
    MaskKind mask = MaskKind::kAll;
    sige_policy policy = SIGE_POLICY_PIXELS;
    sige_precision precision = SIGE_PRECISION_F32;  // of runs that force no form that rounds
    std::vector<std::string> forms{form::kDirect};  // by name, form::kAuto among them

    int out_h() const { return (h + pad[0] + pad[2] - kernel) / stride + 1; }
    int out_w() const { return (w + pad[1] + pad[3] - kernel) / stride + 1; }
    int filter_channels() const {
        if (depthwise) return 1;
        return modulation == SIGE_MODULATION_SPLIT ? ic : ic + ic2;
    }
    int dst_channels() const { return modulation == SIGE_MODULATION_NONE ? oc : oc / 2; }
    std::string text() const;
};

inline const std::vector<std::string> kDirect{form::kDirect, form::kTf32, form::kRoundedTf32, form::kBfloat16,
                                              form::kFloat16};
inline const std::vector<std::string> kWinograd{form::kWinograd2, form::kWinograd4};
inline const std::vector<std::string> kDense{form::kDirect,    form::kTf32,      form::kRoundedTf32,
                                             form::kWinograd2, form::kWinograd4, form::kBfloat16,
                                             form::kFloat16};

// What a run asks for so that a form is among those that may take it.
sige_precision precision_of(const std::string& form);

// Runs a case with each of its forms, with kept weights and without, on every queue against an obviously
// correct loop in float64; forms that round factors against one over rounded ones. Pixels outside the active
// set, and channels beside dst's, must keep their bits.
void check_convolution(const ConvolutionCase& c);

// The operands of a case, made at random.
class ConvolutionData final {
  public:
    explicit ConvolutionData(const ConvolutionCase& c);

    // A run that asks for a form by its name.
    sige_convolution_args args(const std::string& form) const;
    // An element of the sources as the filters see it: resampled, after the prologue, zero outside.
    double source(int n, int y, int x, int channel) const;
    double weight(int filter, int channel, int tap) const {
        return weights[static_cast<size_t>((filter * c.filter_channels() + channel) * c.kernel * c.kernel +
                                           tap)];
    }
    double residual_at(int n, int y, int x, int channel) const;
    double image_bias_at(int n, int channel) const {
        return c.image_bias ? static_cast<double>(image_bias.at(n, 0, 0, channel)) : 0.0;
    }
    // The normalised value that gamma and beta modulate.
    double modulated_at(int n, int y, int x, int channel) const;

    const ConvolutionCase c;
    std::vector<double>
        weights;  // as the engine holds them: rounded to the types that they are given and kept as
    std::vector<float> bias;
    Tensor src, src2, residual, modulated, image_bias;
    LabelMap labels;
    AffineData prologue, normalisation;
    std::vector<std::unique_ptr<Active>> active;  // one, or none for all pixels
    Tensor dst;
    Convolution convolution;
};

}  // namespace sige::test
